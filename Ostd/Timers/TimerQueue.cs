using Ostd.Sync;
using Ostd.Tasks;

namespace Ostd.Timers;

/// <summary>The armed timers of one CPU, and the CPU's timer device, which is set for the first thing that is due.</summary>
internal sealed class TimerQueue
{
    internal const ulong Never = ulong.MaxValue;

    /// <summary>How often a running task is looked at: the policy's time slices are multiples of it.</summary>
    private const ulong TickNs = 4_000_000;

    /// <summary>Timers fired by one interrupt; more than these wait for the next one, which is raised at once.</summary>
    private const int MaxExpirations = 64;

    private readonly CpuState _cpu;

    // Order: inside Timer's lock, innermost otherwise; taken with interrupts disabled.
    private readonly SpinLock _lock = new(irq: true);
    private TimerHeap _heap;

    // Only the CPU itself, with interrupts disabled: when its device will interrupt, and when the next tick is due.
    private ulong _programmedNs = Never;
    private ulong _tickNs = Never;

    internal TimerQueue(CpuState cpu) => _cpu = cpu;

    /// <summary>Some timer waits here. For the machine below, while nobody runs.</summary>
    internal bool HasDeadline => _heap.First is not null;

    /// <summary>Puts in a timer that is in no queue. On this queue's CPU, with interrupts disabled; the caller holds the timer's lock.</summary>
    internal void Insert(Timer timer, ulong deadlineNs)
    {
        using (_lock.Lock())
        {
            timer.DeadlineNs = deadlineNs;
            _heap.Insert(timer);
            timer.Queue.Store(this, MemoryOrder.Release);
        }
        ProgramFor(deadlineNs);
    }

    /// <summary>False when it has left this queue already. Any CPU. The device may still be set for it: that interrupt finds nothing to do.</summary>
    internal bool TryRemove(Timer timer)
    {
        using var guard = _lock.Lock();
        if (timer.Queue.Load(MemoryOrder.Relaxed) != this)
            return false;
        _heap.Remove(timer);
        timer.Queue.Store(null, MemoryOrder.Release);
        return true;
    }

    /// <summary>A task runs on the CPU from now on: its time is measured. Interrupts are disabled.</summary>
    internal void StartTick(ulong nowNs)
    {
        if (_tickNs != Never)
            return;
        _tickNs = nowNs + TickNs;
        ProgramFor(_tickNs);
    }

    /// <summary>The CPU's timer device has interrupted.</summary>
    internal void OnInterrupt(bool fromUser)
    {
        _programmedNs = Never;
        ulong now = _cpu.Kernel.Clock.NowNs;
        for (int fired = 0; fired < MaxExpirations && TakeExpired(now) is { } timer; fired++)
            timer.Callback();
        if (now >= _tickNs)
            Tick(now, fromUser);
        ProgramFor(_tickNs);
        ProgramFor(FirstDeadline());
    }

    private void Tick(ulong now, bool fromUser)
    {
        if (_cpu.Running.IsIdle)
        {
            _tickNs = Never; // nobody's time to measure; started again with the next task
            return;
        }
        _tickNs = now + TickNs;
        _cpu.Running.CountTick(fromUser);
        if (_cpu.Kernel.Scheduler.UpdateCurrent(_cpu, UpdateReason.Tick))
            _cpu.NeedReschedule.Store(true, MemoryOrder.Relaxed);
    }

    private Timer? TakeExpired(ulong now)
    {
        using var guard = _lock.Lock();
        if (_heap.First is not { } timer || timer.DeadlineNs > now)
            return null;
        _heap.Remove(timer);
        timer.Queue.Store(null, MemoryOrder.Release);
        return timer;
    }

    private ulong FirstDeadline()
    {
        using var guard = _lock.Lock();
        return _heap.First?.DeadlineNs ?? Never;
    }

    private void ProgramFor(ulong deadlineNs)
    {
        if (deadlineNs >= _programmedNs)
            return;
        _programmedNs = deadlineNs;
        _cpu.Kernel.TimerDevice.Set(deadlineNs);
    }
}
