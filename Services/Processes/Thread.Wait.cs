using System;
using Ostd.Sync;

namespace Services.Processes;

public sealed partial class Thread
{
    // Made by the thread's own task when it starts: a waiter belongs to the task that makes it.
    private Waiter? _waiter;

    internal void AttachWaiter() => _waiter = new Waiter();

    /// <summary>
    /// Sleeps until <paramref name="condition"/> holds, a signal needs the thread (<see cref="WaitResult.Cancelled"/>), or the
    /// monotonic deadline has passed.
    /// </summary>
    /// <remarks>
    /// A system call that gets <see cref="WaitResult.Cancelled"/> returns ERESTARTSYS (or ERESTARTNOHAND, for poll and select),
    /// or what it has moved so far. The condition runs in the calling task and may take sleeping locks, not spin locks that
    /// the waking side holds. No wake-up is lost when the waking side makes the condition true before it wakes
    /// <paramref name="queue"/>: the waker stands in the queue before each evaluation, and a wake-up that comes after the
    /// evaluation makes the next <see cref="Waiter.Wait"/> return at once.
    /// </remarks>
    public WaitResult WaitInterruptible(WaitQueue queue, Func<bool> condition, ulong? deadlineNs = null) =>
        Wait(queue, condition, deadlineNs, _hasKernelEvent);

    /// <summary>Like <see cref="WaitInterruptible"/>, but only the thread's end interrupts it, not signals with handlers.</summary>
    public WaitResult WaitKillable(WaitQueue queue, Func<bool> condition) => Wait(queue, condition, null, _isDying);

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

    /// <summary>Makes a sleeping thread look again at what it waits for, signals included. Any context.</summary>
    internal void WakeUp() => _waiter?.Waker.WakeUp();

    /// <summary>The thread's waker, for waits on several queues at once (poll): wake-ups are sticky until <see cref="WaitForWake"/>.</summary>
    public Waker Waker => _waiter!.Waker;

    /// <summary>Whether a signal, a stop or the end of the thread interrupts a sleep now.</summary>
    public bool IsInterrupted => _hasKernelEvent();

    /// <summary>Sleeps until <see cref="Waker"/> is woken (true; perhaps for a signal: see <see cref="IsInterrupted"/>) or the deadline has passed (false).</summary>
    public bool WaitForWake(ulong? deadlineNs)
    {
        if (deadlineNs is { } deadline)
            return _waiter!.WaitUntil(deadline);
        _waiter!.Wait();
        return true;
    }

    private WaitResult Wait(WaitQueue queue, Func<bool> condition, ulong? deadlineNs, Func<bool> cancelled)
    {
        if (condition())
            return WaitResult.Satisfied;
        Waker waker = _waiter!.Waker;
        bool inTime = true;
        try
        {
            while (true)
            {
                queue.Enqueue(waker);
                if (condition())
                    return WaitResult.Satisfied;
                if (cancelled())
                    return WaitResult.Cancelled;
                if (!inTime)
                    return WaitResult.TimedOut;
                inTime = WaitForWake(deadlineNs);
                queue.Remove(waker);
            }
        }
        finally
        {
            queue.Remove(waker);
        }
    }
}
