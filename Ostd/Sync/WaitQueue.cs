using System;

namespace Ostd.Sync;

/// <summary>Tasks that wait for a condition. No wake-up is lost when the condition is made true before <see cref="WakeAll"/>.</summary>
public sealed class WaitQueue
{
    /// <summary>Sleeps until <paramref name="condition"/> is true. Task context only.</summary>
    public void WaitUntil(Func<bool> condition) => throw null!;

    /// <summary>Sleeps until the condition is true, the deadline (monotonic nanoseconds, see Timers.Clock) has passed, or <paramref name="waiter"/> is woken by somebody else and its cancel condition holds.</summary>
    public WaitResult WaitUntil(Func<bool> condition, Func<bool>? cancelled, ulong? deadlineNs) => throw null!;

    /// <summary>Wakes the longest-waiting task; any context, also interrupts. Returns whether somebody was woken.</summary>
    public bool WakeOne() => throw null!;
    public int WakeAll() => throw null!;

    /// <summary>Registers a waker for one wake-up (poll waits on many queues with one waiter).</summary>
    public void Enqueue(Waker waker) => throw null!;
    public void Remove(Waker waker) => throw null!;
}

public enum WaitResult { Satisfied, Cancelled, TimedOut }

/// <summary>The sleeping side: belongs to the current task. Every wake-up since the last <see cref="Wait"/> makes the next one return at once.</summary>
public sealed class Waiter : IDisposable
{
    public Waiter() => throw null!;
    public Waker Waker => throw null!;

    /// <summary>Sleeps until woken. Task context only.</summary>
    public void Wait() => throw null!;

    /// <summary>Sleeps until woken (true) or the deadline has passed (false).</summary>
    public bool WaitUntil(ulong deadlineNs) => throw null!;
    public void Dispose() => throw null!;
}

/// <summary>The waking side: may be shared, stored and called from anywhere, also from interrupts and after the waiter is gone.</summary>
public sealed class Waker
{
    private Waker() { }

    /// <summary>True when this call woke it (it was not woken already and the waiter lives).</summary>
    public bool WakeUp() => throw null!;
}
