using System.Collections.Generic;
using Ostd.Sync;
using Services.Processes;
using Services.Signals;

namespace Services.Time;

/// <summary>The timers of one process. Made when first used; none is passed on by fork, execve keeps only setitimer's.</summary>
internal sealed class ProcessTimers
{
    /// <summary>Most POSIX timers of a process.</summary>
    public const int MaxCount = 1024;

    private readonly Process _process;
    private readonly Mutex _lock = new();
    private readonly ProcessTimer?[] _interval = new ProcessTimer?[3];
    private List<ProcessTimer?>? _posix;

    public ProcessTimers(Process process) => _process = process;

    /// <summary>The timer of setitimer: 0 real, 1 user, 2 user and kernel time.</summary>
    public ProcessTimer Interval(int which)
    {
        using var guard = _lock.Lock();
        return _interval[which] ??= which switch
        {
            0 => new ProcessTimer(_process, IntervalClock.Monotonic, SigInfo.FromKernel(Signal.SIGALRM)),
            1 => new ProcessTimer(_process, IntervalClock.User, SigInfo.FromKernel(Signal.SIGVTALRM)),
            _ => new ProcessTimer(_process, IntervalClock.Cpu, SigInfo.FromKernel(Signal.SIGPROF)),
        };
    }

    /// <summary>Whether setitimer made that timer: reading one that never was needs none.</summary>
    public bool Has(int which) => _interval[which] is not null;

    /// <summary>A number for a timer to come, or -1 when there are too many.</summary>
    public int Reserve()
    {
        using var guard = _lock.Lock();
        _posix ??= new List<ProcessTimer?>();
        for (int id = 0; id < _posix.Count; id++)
        {
            if (_posix[id] is null)
                return id;
        }

        if (_posix.Count == MaxCount)
            return -1;
        _posix.Add(null);
        return _posix.Count - 1;
    }

    public bool TryAdd(int id, ProcessTimer timer)
    {
        using var guard = _lock.Lock();
        if (_posix![id] is not null)
            return false;
        _posix[id] = timer;
        return true;
    }

    public ProcessTimer? Find(int id)
    {
        using var guard = _lock.Lock();
        return _posix is { } timers && (uint)id < (uint)timers.Count ? timers[id] : null;
    }

    public ProcessTimer? Remove(int id)
    {
        using var guard = _lock.Lock();
        if (_posix is not { } timers || (uint)id >= (uint)timers.Count || timers[id] is not { } timer)
            return null;
        timers[id] = null;
        timer.Set(0, 0);
        return timer;
    }

    /// <summary>For execve.</summary>
    public void CancelPosix()
    {
        using var guard = _lock.Lock();
        if (_posix is null)
            return;
        foreach (ProcessTimer? timer in _posix)
            timer?.Set(0, 0);
        _posix = null;
    }

    /// <summary>At the end of the process.</summary>
    public void CancelAll()
    {
        CancelPosix();
        foreach (ProcessTimer? timer in _interval)
            timer?.Set(0, 0);
    }
}
