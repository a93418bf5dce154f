using System.Collections.Generic;

namespace Verification.Mutants;

/// <summary>Bugs of locks, guards, waiting, timers and atomic mode.</summary>
internal static class Locks
{
    private const string Spin = "Ostd/Sync/SpinLock.cs", Mutex = "Ostd/Sync/Mutex.cs", RwLock = "Ostd/Sync/RwLock.cs", Queue = "Ostd/Sync/WaitQueue.cs", Waiter = "Ostd/Sync/Waiter.cs";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        Lock("spin-lock-released-by-copy", "a copied guard releases a later taking", Spin,
            " || _turn != turn)", ")"),
        Lock("spin-lock-of-another", "a copied guard releases another CPU's lock", Spin,
            "if (_holder.Load(MemoryOrder.Relaxed) != holder || _turn != turn)", "if (_turn == turn + 1)"),
        Lock("spin-lock-failed-attempt", "a failed attempt leaves preemption disabled", Spin,
            "            Leave(task);\n            guard = default;\n", "            guard = default;\n"),
        Lock("spin-lock-preemptible", "whoever waits for a spin lock takes it for his own", Spin,
            "while (_holder.TakeWhenNull(task) is not null);", "while (_holder.Exchange(task) is null);"),
        Lock("mutex-released-by-copy", "a copied guard releases a later taking", Mutex,
            "if (!IsHeldByCurrentTask || _turn != turn)", "if (!IsHeldByCurrentTask)"),
        Lock("mutex-released-silently", "who waits for a mutex is not woken", Mutex,
            "        _waiting.WakeOneFenced();\n", ""),
        Lock("mutex-recursion", "who locks a mutex twice waits for himself", Mutex,
            "if (_holder.Load(MemoryOrder.Relaxed) == me)", "if (me == 0)"),
        Lock("mutex-taken-from-holder", "a mutex is taken although it is held", Mutex,
            "private bool TryTake() => _holder.CompareExchange(Task.Current.Number, 0) == 0;", "private bool TryTake() => _holder.Exchange(Task.Current.Number) >= 0;"),
        Lock("readers-uncounted", "readers are not counted", RwLock,
            "_state.CompareExchange(state + 1, state)", "_state.CompareExchange(state | 1, state)"),
        Lock("writer-beside-readers", "a writer that waited comes in beside readers", RwLock,
            "bool free = (state & (Writer | Readers)) == 0;", "bool free = (state & Writer) == 0;"),
        Lock("last-reader-silent", "the last reader does not wake the writer", RwLock,
            "if ((_state.FetchAdd(-1) & Readers) == 1)", "if ((_state.FetchAdd(-1) & Readers) == 0)"),
        Lock("writer-leaves-readers-asleep", "a writer that leaves does not wake the readers", RwLock,
            "        _readers.WakeAll();\n", ""),
        Lock("reader-released-by-copy", "a copied guard releases another reader", "Ostd/Tasks/HeldGuards.cs",
            "        if (_held[slot].Number != number)\n            return false;\n", ""),
        Lock("guards-wrap", "lost guards are counted beyond all bounds", "Ostd/Tasks/Task.Internals.cs",
            "if (PreemptCount == MaxPreemptCount)", "if (PreemptCount == int.MinValue)"),
        Lock("handler-keeps-guard", "a handler may return with a lock held", "Ostd/Traps/TrapEntry.cs",
            "if (task.PreemptCount != guards || cpu.IrqGuards != irqGuards)", "if (task.PreemptCount < guards)"),
        Wait("sleeper-ignores-wake-up", "who goes to sleep does not look whether he was woken meanwhile", "Ostd/Tasks/Scheduling.cs",
            "if (waiter.IsWoken && task.TryMove", "if (task.HasExited && task.TryMove"),
        Wait("wake-one-unfenced", "the condition may still be in the store buffer when the waker finds nobody waiting", Queue,
            "    public bool WakeOne()\n    {\n        AtomicFence.Full();\n", "    public bool WakeOne()\n    {\n"),
        Wait("wake-all-unfenced", "the condition may still be in the store buffer when the waker finds nobody waiting", Queue,
            "    public int WakeAll()\n    {\n        AtomicFence.Full();\n", "    public int WakeAll()\n    {\n"),
        Wait("leaver-keeps-wake-up", "who gives up waiting does not pass a wake-up on", Queue,
            "            if (!Remove(waiter.Waker))\n                WakeOne();\n", "            Remove(waiter.Waker);\n"),
        Wait("condition-before-queue", "the condition is asked before the task is in the queue", Queue,
            "            if (!waker.IsQueuedAt(this))\n                Enqueue(waker);\n            if (condition())\n                return WaitResult.Satisfied;\n",
            "            if (condition())\n                return WaitResult.Satisfied;\n            if (!waker.IsQueuedAt(this))\n                Enqueue(waker);\n"),
        Wait("interrupt-forgets-outer-wait", "a wait inside another's condition cannot be interrupted any more", Queue,
            "task.InterruptibleWaiter.Exchange(outer);", "task.InterruptibleWaiter.Exchange(null);", "locks"),
        Wait("woken-by-timer-is-woken", "a wait that timed out says that it was woken", Waiter,
            "return timer.Cancel();", "return timer.Cancel() || true;"),
        Timer("timer-fires-early", "what is due within a tick is fired", "Ostd/Timers/TimerQueue.cs",
            "timer.DeadlineNs > now)", "timer.DeadlineNs > now + TickNs)"),
        Timer("timer-fires-twice", "a timer that fires stays armed", "Ostd/Timers/TimerQueue.cs",
            "            return null;\n        _heap.Remove(timer);\n        timer.Queue.Store(null, MemoryOrder.Release);\n        return timer;\n", "            return null;\n        _heap.Remove(timer);\n        return timer;\n"),
        Timer("timer-device-late", "a timer that is due before the others does not set the device", "Ostd/Timers/TimerQueue.cs",
            "        ProgramFor(deadlineNs);\n    }\n\n    /// <summary>False", "    }\n\n    /// <summary>False"),
        Timer("timer-leaves-queue-unlocked", "a timer that fires counts as armed for a moment, when it is in the queue no more", "Ostd/Timers/TimerQueue.cs",
            "        _heap.Remove(timer);\n        timer.Queue.Store(null, MemoryOrder.Release);\n        return timer;\n",
            "        _heap.Remove(timer);\n        guard.Dispose();\n        timer.Queue.Store(null, MemoryOrder.Release);\n        return timer;\n"),
        Timer("timer-removed-unchecked", "who cancels a timer does not look again, under the lock of its queue, whether it has fired meanwhile", "Ostd/Timers/TimerQueue.cs",
            "        if (timer.Queue.Load(MemoryOrder.Relaxed) != this)\n            return false;\n", ""),
        Atomic("sleep-under-lock", "a lock that is held does not count as atomic mode", "Ostd/Tasks/AtomicMode.cs",
            "        if (task.PreemptCount != 0 || !task.Kernel.Machine.InterruptsEnabled)\n            Check(task, operation);\n",
            "        if (!task.Kernel.Machine.InterruptsEnabled)\n            Check(task, operation);\n"),
        Atomic("sleep-without-interrupts", "disabled interrupts do not count as atomic mode", "Ostd/Tasks/AtomicMode.cs",
            "        if (task.PreemptCount != 0 || !task.Kernel.Machine.InterruptsEnabled)\n            Check(task, operation);\n",
            "        if (task.PreemptCount != 0)\n            Check(task, operation);\n"),
        Atomic("mutex-sleeps-under-lock", "a mutex that is free may be locked in atomic mode", Mutex,
            "        AtomicMode.MightSleep(\"Mutex.Lock\");\n", ""),
    ];

    private static Mutant Lock(string name, string breaks, string file, string find, string replace) => new(name, 0, "locks", breaks, file, find, replace);

    private static Mutant Wait(string name, string breaks, string file, string find, string replace, string topic = "waits") => new(name, 0, topic, breaks, file, find, replace);

    private static Mutant Timer(string name, string breaks, string file, string find, string replace) => new(name, 0, "timers", breaks, file, find, replace);

    private static Mutant Atomic(string name, string breaks, string file, string find, string replace) => new(name, 0, "atomic", breaks, file, find, replace);
}
