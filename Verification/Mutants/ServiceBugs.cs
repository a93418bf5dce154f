using System.Collections.Generic;

namespace Verification.Mutants;

/// <summary>Bugs in the services above the framework: waiting for children, signals, futexes, terminals, descriptors, demand paging. Several were real ones (docs/bugs.md).</summary>
internal static class ServiceBugs
{
    private const string
        Exit = "Services/Processes/Process.Exit.cs", ThreadExit = "Services/Processes/Thread.Exit.cs", Exec = "Services/Processes/Process.Exec.cs", Stop = "Services/Processes/Process.Stop.cs",
        Signals = "Services/Processes/Process.Signals.cs", ThreadSignals = "Services/Processes/Thread.Signals.cs", Queue = "Services/Signals/SignalQueue.cs", Sleep = "Services/Processes/Thread.Wait.cs",
        Futexes = "Services/Futexes/FutexTable.cs", Terminal = "Services/Tty/Terminal.cs", Jobs = "Services/Tty/Terminal.JobControl.cs",
        Files = "Services/Vfs/FileTable.cs", Sharing = "Services/Vfs/FileTable.Sharing.cs", Uses = "Services/Vfs/UseCount.cs", Faults = "Services/Memory/AddressSpace.Faults.cs", Fork = "Services/Memory/AddressSpace.Fork.cs",
        Map = "Services/Memory/AddressSpace.Map.cs", Poll = "Services/Poll/PollSession.cs";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        Of("child-ends-silently", "processes", "a parent that waits is not woken when its child ends", Exit,
            "            ReapLocked(accountTo: null);\n        parent.ChildEvents.WakeAll();\n", "            ReapLocked(accountTo: null);\n"),
        Of("child-ends-unsignalled", "processes", "a parent that handles SIGCHLD gets none", Exit, "            parent.SendSignal(ChildInfo(code, status) with { Signal = ExitSignal });\n", ""),
        Of("zombie-stays-a-child", "processes", "a child that was waited for is found again by the next wait", Exit, "        Parent?.Children.Remove(this);\n", ""),
        Of("exit-status-lost", "processes", "what the first thread exits with is not what the parent is told", Exit,
            "            ExitStatus = WaitStatus.Exited(code);\n", "            ExitStatus = WaitStatus.Exited(0);\n"),
        Of("orphan-not-adopted", "processes", "an orphan has a new parent, but is none of its children", Exit, "            adopter.Children.Add(child);\n", ""),
        Of("adopter-untold", "processes", "who adopts children while it waits for one is not told", Exit, "        adopter.ChildEvents.WakeAll();\n", ""),
        Of("exec-not-told", "processes", "a thread that ends does not tell the one that executes a program and waits for it", Exit, "            ExecutingThread?.WakeUp();\n", ""),
        Of("exec-ignores-the-exit", "processes", "a thread executes a program although the process exits", Exec,
            "        EndExec();\n        if (IsExiting)\n            return false;\n", "        EndExec();\n"),
        Of("exec-begun-twice", "processes", "two threads execute a program at the same time", Exec, "if (IsExiting || ExecutingThread is not null)", "if (IsExiting)"),

        Of("signal-mask-unfenced", "signals", "a thread changes its mask by a plain store before it looks what waits: the sender sees the old mask, and the thread no signal", ThreadSignals,
            "_blocked.Store(value.Bits, MemoryOrder.SeqCst)", "_blocked.Store(value.Bits, MemoryOrder.Release)"),
        Of("signal-set-unfenced", "signals", "a sender adds a signal by a plain store before it looks at the masks: the same from the other side", Queue,
            "_set.Store(value.Bits, MemoryOrder.SeqCst)", "_set.Store(value.Bits, MemoryOrder.Release)"),
        Of("sleep-unasked", "signals", "a thread sleeps without having looked whether a signal waits", Sleep,
            "            if (_hasKernelEvent())\n                return WaitResult.Cancelled;\n            if (!WaitForWake", "            if (!WaitForWake"),
        Of("blocked-signal-not-passed-on", "signals", "a thread that blocks a signal leaves the process' other threads asleep which could take it", ThreadSignals,
            "            Process.RetargetSharedSignals(this);\n", "            Process.SignalLock.Lock().Dispose();\n"),
        Of("ending-thread-passes-on-too-early", "signals", "a thread that ends hands its signals on before senders have stopped choosing it", ThreadExit,
            "        using var guard = process.Table.Lock();\n        process.RemoveThreadLocked(this);\n\n        // Not before: until it is off the list a sender may choose it. Checked by: SignalScenarios.EndingPassesOn.\n        process.RetargetSharedSignals(this);\n",
            "        process.RetargetSharedSignals(this);\n        using var guard = process.Table.Lock();\n        process.RemoveThreadLocked(this);\n"),
        Of("taken-signal-stays", "signals", "a signal that was taken is taken again by the next thread that looks", Queue, "        if (!more)\n            Set &= ~SignalSet.Of(signal);\n", ""),
        Of("ignored-signal-kept", "signals", "a signal that waits when it becomes ignored waits on", Signals, "        SharedPending.Discard(SignalSet.Of(signal));\n", ""),
        Of("continue-misses-the-stop-taken", "signals", "SIGCONT does not undo a stop signal that a thread has taken and not acted on yet", Stop,
            "            DiscardLocked(SignalSet.Stopping);\n            _stopTaken = false;\n", "            DiscardLocked(SignalSet.Stopping);\n"),
        Of("continue-wakes-nobody", "signals", "SIGCONT leaves stopped threads asleep", Stop,
            "            IsStopped = false;\n            UpdateAttentionLocked();\n            WakeAllLocked();\n", "            IsStopped = false;\n            UpdateAttentionLocked();\n"),
        Of("stop-reported-after-continue", "signals", "the last thread to stop reports that, although the process has been continued meanwhile", Stop,
            "        if (!IsStopped)\n            return;\n        UnreportedStop", "        UnreportedStop"),

        Of("futex-timeout-stays-queued", "futexes", "a waiter that times out stays in the list, and is woken in place of another", Futexes, "            bucket.Remove(waiter);\n            return true;\n", "            return true;\n"),
        Of("futex-queues-after-it-compared", "futexes", "a waiter compares the word before it has the lock under which it queues up", Futexes,
            "        using var guard = bucket.Lock.Lock();\n        if (!thread.Space.TryReadUInt32(address, out uint value))\n            return Errno.EFAULT;\n",
            "        if (!thread.Space.TryReadUInt32(address, out uint value))\n            return Errno.EFAULT;\n        using var guard = bucket.Lock.Lock();\n"),
        Of("futex-wake-swallowed", "futexes", "a waiter that a signal interrupts does not say that it had been woken", Futexes,
            "            if (!TryLeave(waiter))\n                return Errno.OK;\n", "            TryLeave(waiter);\n"),
        Of("futex-moved-in-two-steps", "futexes", "a waiter that is moved is in no list for a moment, and takes that for a wake-up", Futexes,
            "            first.Remove(waiter);\n            waiter.Key = target;\n", "            first.Remove(waiter);\n            waiter.Bucket = null;\n            waiter.Key = target;\n"),
        Of("futex-leaves-the-wrong-list", "futexes", "a waiter that was moved meanwhile stays in the list it was moved to", Futexes, "            if (waiter.Bucket != bucket)\n                continue;\n",
            "            if (waiter.Bucket != bucket)\n                return true;\n"),

        Of("terminal-line-unannounced", "terminals", "a reader is not told that a line has been typed", Terminal, "        if (Available > 0)\n            _readers.WakeAll();\n", ""),
        Of("terminal-reads-what-is-gone", "terminals", "a reader that was not the first returns without the line it waited for", Terminal, "                if (!_discipline.HasInput(1))\n                    continue;\n", ""),
        Of("terminal-start-unannounced", "terminals", "a writer is not told that the output goes on", Terminal, "        if (!IsStopped)\n            _writers.WakeAll();\n", ""),
        Of("terminal-forgets-any-session", "terminals", "a session whose leader ends takes the terminal away from whoever has it by now", Jobs,
            "        if (Session != session)\n            return null; // taken by another one\n        ProcessGroup? foreground = Foreground;\n        session.Terminal = null;\n",
            "        ProcessGroup? foreground = Foreground;\n        if (Session is not null)\n            Session.Terminal = null;\n"),
        Of("foreground-set-unasked", "terminals", "a terminal gets a foreground group of a session that has lost it", Jobs, "        if (Session != process.Session)\n            return Errno.ENOTTY; // the session has lost it meanwhile\n", ""),

        Of("threads-hold-no-files", "files", "a thread uses a file that another thread of its process closes", Files,
            "_users.Count <= 1 && !_isUsedByThreads.Load(MemoryOrder.Relaxed)", "_users.Count <= 1"),
        Of("copied-descriptor-unheld", "files", "a copied table refers to a file without using it", Sharing, "if (files[fd].Load(MemoryOrder.Acquire) is not { } file || !file.TryHold())", "if (files[fd].Load(MemoryOrder.Acquire) is not { } file)"),
        Of("use-from-nobody", "files", "something that has ended for lack of users gets another one", Uses, "while (count != 0)", "while (true)"),
        Of("poll-registers-nowhere", "files", "a poll sleeps without having registered with what it polls", Poll, "            ready = round(waiter);\n", "            ready = round(null);\n"),

        Of("cow-takes-a-shared-page", "memory", "a write fault takes a page for its own that another process maps, too", Faults, "if (old!.ReferenceCount > 2)", "if (old!.ReferenceCount > 4)"),
        Of("fault-maps-over-a-page", "memory", "a fault does not look whether another one was faster", Faults,
            "        if (TryResolvePresent(vma, page, write))\n            return Fault.None;\n        return vma.File", "        return vma.File"),
        Of("fork-leaves-the-parent-writable", "memory", "after a fork the parent writes to pages that the child has, too", Fork, "            mine.Protect(Page.Size, PageFlags.Write, PageFlags.None);\n", "            mine.Protect(Page.Size, PageFlags.None, PageFlags.None);\n"),
        Of("unmap-forgets-the-pages", "memory", "pages of a range that is unmapped stay in the page table", Map, "            UnmapPagesLocked(vma.Start, vma.End);\n            CountMapped(vma, -1);\n", "            CountMapped(vma, -1);\n"),
    ];

    private static Mutant Of(string name, string topic, string breaks, string file, string find, string replace) => new(name, 0, topic, breaks, file, find, replace);
}
