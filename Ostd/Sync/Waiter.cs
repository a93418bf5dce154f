using System;
using Ostd.Tasks;
using Ostd.Timers;

namespace Ostd.Sync;

/// <summary>The sleeping side: belongs to the current task. Every wake-up since the last <see cref="Wait"/> makes the next one return at once.</summary>
public sealed class Waiter : IDisposable
{
    private readonly Task _task;

    // Made by the first wait with a deadline.
    private Timer? _timer;

    public Waiter()
        : this(Task.Current)
    {
    }

    private Waiter(Task task)
    {
        _task = task;
        Waker = new Waker(task);
    }

    public Waker Waker { get; }

    internal bool IsWoken => Waker.IsWoken;

    /// <summary>Sleeps until woken. Task context only.</summary>
    public void Wait()
    {
        Check("Waiter.Wait");
        while (!Waker.TryConsume())
            Scheduling.Block(this); // returns early when another waiter of this task is woken
    }

    /// <summary>Sleeps until woken (true) or the deadline (monotonic nanoseconds) has passed (false).</summary>
    public bool WaitUntil(ulong deadlineNs)
    {
        Check("Waiter.WaitUntil");
        if (Waker.TryConsume())
            return true;
        if (Clock.MonotonicNs >= deadlineNs)
            return false;
        Timer timer = _timer ??= new Timer(WakeByTimer);
        timer.Arm(deadlineNs);
        while (!Waker.TryConsume())
            Scheduling.Block(this);
        // The timer wakes like anybody else. If it is still armed, it was not the timer; if it has fired, time is up, whoever else came.
        return timer.Cancel();
    }

    /// <summary>Wake-ups do nothing from now on.</summary>
    public void Dispose()
    {
        _timer?.Cancel();
        Waker.Close();
    }

    /// <summary>A waiter of the running task that nobody else uses; give it back.</summary>
    internal static Waiter Rent(Task task)
    {
        Waiter? spare = task.SpareWaiter;
        task.SpareWaiter = null;
        return spare ?? new Waiter(task);
    }

    internal void Return()
    {
        Waker.TryConsume();
        _task.SpareWaiter = this;
    }

    private void WakeByTimer() => Waker.WakeUp();

    private void Check(string operation)
    {
        AtomicMode.MightSleep(operation);
        if (Task.Current != _task)
            throw new OstdException(OstdError.InvalidArgs, $"{operation}: the waiter belongs to {_task}, not to {Task.Current}.");
        if (Waker.IsClosed)
            throw new OstdException(OstdError.Stale, $"{operation}: the waiter was disposed.");
    }
}
