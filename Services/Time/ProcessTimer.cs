using System;
using Ostd.Sync;
using Ostd.Timers;
using Services.Processes;
using Services.Signals;

namespace Services.Time;

/// <summary>
/// A timer of a process that sends a signal when it expires, once or again and again: setitimer, alarm and timer_create.
/// </summary>
/// <remarks>
/// Expiry runs in interrupt context, so everything it needs exists beforehand. Timers on CPU time have no interrupt of their
/// own: they look again when at the earliest the time can be used up, which is exact and costs nothing while the process sleeps
/// longer than that.
/// </remarks>
internal sealed class ProcessTimer
{
    /// <summary>A CPU timer of a process that does not run looks no more often than this.</summary>
    private const ulong LeastCpuCheckNs = 1_000_000;

    /// <summary>Periods shorter than this would take the whole machine.</summary>
    private const ulong LeastIntervalNs = 100_000;

    private readonly Process _process;
    private readonly Thread? _target;
    private readonly Thread? _measured;
    private readonly IntervalClock _clock;
    private readonly SpinLock _lock = new(irq: true);
    private readonly Timer _timer;
    private readonly QueuedSignal? _signal;

    // On the clock it counts; 0 when it is not armed.
    private ulong _deadline;
    private ulong _interval;

    /// <param name="signal">Sent at expiry; null sends nothing (SIGEV_NONE).</param>
    /// <param name="target">Who gets it; null is the process.</param>
    /// <param name="measured">The thread whose time <see cref="IntervalClock.ThreadCpu"/> counts.</param>
    public ProcessTimer(Process process, IntervalClock clock, SigInfo? signal, Thread? target = null, Thread? measured = null)
    {
        _process = process;
        _clock = clock;
        _target = target;
        _measured = measured;
        _signal = signal is { } info ? new QueuedSignal { Info = info } : null;
        _timer = new Timer(OnTimer);
    }

    /// <summary>Absolute times for it are times of day.</summary>
    public bool IsRealtime { get; init; }

    /// <summary>What the clock shows now.</summary>
    public ulong NowNs => _clock switch
    {
        IntervalClock.Monotonic => Clock.MonotonicNs,
        IntervalClock.User => _process.CpuTimes.UserNs,
        IntervalClock.Cpu => _process.CpuTimes.TotalNs,
        _ => _measured!.CpuTimes.TotalNs,
    };

    /// <summary>Arms it for a time on its clock (0 disarms) and returns what was left before.</summary>
    public (ulong RemainingNs, ulong IntervalNs) Set(ulong deadlineNs, ulong intervalNs)
    {
        using var guard = _lock.Lock();
        var old = ReadLocked();
        _deadline = deadlineNs;
        _interval = intervalNs == 0 ? 0 : Math.Max(intervalNs, LeastIntervalNs);
        if (deadlineNs == 0)
            _timer.Cancel();
        else
            ArmLocked();
        return old;
    }

    public (ulong RemainingNs, ulong IntervalNs) Read()
    {
        using var guard = _lock.Lock();
        return ReadLocked();
    }

    /// <summary>Expiries beyond the one that the last signal stands for.</summary>
    public int Overrun => _signal is null ? 0 : (int)(_signal.Info.Word0 >> 32);

    private (ulong, ulong) ReadLocked()
    {
        if (_deadline == 0)
            return (0, _interval);
        ulong now = NowNs;

        // An armed timer never shows zero: that would mean disarmed.
        return (_deadline > now ? _deadline - now : 1, _interval);
    }

    private void ArmLocked()
    {
        if (_clock == IntervalClock.Monotonic)
        {
            _timer.Arm(_deadline);
            return;
        }

        ulong now = NowNs;
        ulong left = _deadline > now ? _deadline - now : 0;
        ulong soonest = left / (ulong)Math.Max(_process.ThreadCount, 1);
        ulong monotonic = Clock.MonotonicNs;
        _timer.Arm(monotonic + Math.Min(Math.Max(soonest, LeastCpuCheckNs), ulong.MaxValue - monotonic));
    }

    /// <summary>Interrupt context.</summary>
    private void OnTimer()
    {
        using var guard = _lock.Lock();
        if (_deadline == 0)
            return;
        ulong now = NowNs;
        if (now < _deadline)
        {
            ArmLocked();
            return;
        }

        ulong expiries = 1;
        if (_interval == 0)
        {
            _deadline = 0;
        }
        else
        {
            expiries += (now - _deadline) / _interval;
            _deadline += expiries * _interval;
            ArmLocked();
        }

        if (_signal is not null)
            _process.PostTimer(_target, _signal, expiries);
    }
}
