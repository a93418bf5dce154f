using System;
using Ostd.Sync;

namespace Services.Processes;

public sealed partial class Thread
{
    // Made by the thread's own task when it starts: a waiter belongs to the task that makes it. Whoever wakes the thread looks for it without a lock.
    private AtomicRef<Waiter?> _waiter = new();

    /// <summary>Fences: who did not find the waiter has made true before what the thread looks at afterwards.</summary>
    internal void AttachWaiter() => _waiter.Store(new Waiter(), MemoryOrder.SeqCst);

    private Waiter OwnWaiter => _waiter.Load(MemoryOrder.Relaxed)!;

    /// <summary>
    /// Sleeps until <paramref name="condition"/> holds, a signal needs the thread (<see cref="WaitResult.Cancelled"/>), or the
    /// monotonic deadline has passed.
    /// </summary>
    /// <remarks>
    /// A system call that gets <see cref="WaitResult.Cancelled"/> returns ERESTARTSYS (or ERESTARTNOHAND, for poll and select),
    /// or what it has moved so far. The condition runs in the calling task and may take sleeping locks, not spin locks that
    /// the waking side holds.
    /// </remarks>
    public WaitResult WaitInterruptible(WaitQueue queue, Func<bool> condition, ulong? deadlineNs = null) =>
        queue.WaitUntil(condition, _hasKernelEvent, deadlineNs);

    /// <summary>Like <see cref="WaitInterruptible"/>, but only the thread's end interrupts it, not signals with handlers.</summary>
    public WaitResult WaitKillable(WaitQueue queue, Func<bool> condition) => queue.WaitUntil(condition, _isDying, null);

    /// <summary>Sleeps until a signal needs the thread or the deadline has passed; for calls that wait for nothing else.</summary>
    public WaitResult SleepInterruptible(ulong? deadlineNs)
    {
        while (true)
        {
            if (_hasKernelEvent())
                return WaitResult.Cancelled;
            if (!WaitForWake(deadlineNs))
                return _hasKernelEvent() ? WaitResult.Cancelled : WaitResult.TimedOut;
        }
    }

    /// <summary>
    /// Makes the thread look again: at what it waits for, and at its signals before it runs user code on. What it shall see
    /// was made true before. Any context.
    /// </summary>
    internal void WakeUp()
    {
        // Before it has started it will look by itself.
        AtomicFence.Full();
        _waiter.Load(MemoryOrder.Acquire)?.Waker.WakeUp();
        Task?.Interrupt();
    }

    /// <summary>The thread's waker, for waits on several queues at once (poll): wake-ups are sticky until <see cref="WaitForWake"/>.</summary>
    public Waker Waker => OwnWaiter.Waker;

    /// <summary>Whether a signal, a stop or the end of the thread interrupts a sleep now.</summary>
    public bool IsInterrupted => _hasKernelEvent();

    /// <summary>Sleeps until <see cref="Waker"/> is woken (true; perhaps for a signal: see <see cref="IsInterrupted"/>) or the deadline has passed (false).</summary>
    public bool WaitForWake(ulong? deadlineNs)
    {
        if (deadlineNs is { } deadline)
            return OwnWaiter.WaitUntil(deadline);
        OwnWaiter.Wait();
        return true;
    }
}
