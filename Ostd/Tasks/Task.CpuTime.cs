namespace Ostd.Tasks;

/// <summary>CPU time: the sum is exact, taken at every switch; how it divides into user and kernel time is sampled by the tick, as Linux does by default.</summary>
public sealed partial class Task
{
    // Written by the CPU the task runs on.
    private ulong _finishedRunsNs;
    private ulong _runStartedNs; // 0 while it does not run
    private uint _userTicks;
    private uint _kernelTicks;

    /// <summary>Nanoseconds of CPU time used, user and kernel.</summary>
    public ulong UserTimeNs => Divide(TotalNs, _userTicks, _kernelTicks);

    public ulong KernelTimeNs
    {
        get
        {
            ulong total = TotalNs;
            return total - Divide(total, _userTicks, _kernelTicks);
        }
    }

    private ulong TotalNs
    {
        get
        {
            ulong finished = _finishedRunsNs;
            ulong started = _runStartedNs;
            return started == 0 ? finished : finished + (Kernel.Clock.NowNs - started);
        }
    }

    internal void StartRun(ulong nowNs) => _runStartedNs = nowNs;

    internal void FinishRun(ulong nowNs)
    {
        _finishedRunsNs += nowNs - _runStartedNs;
        _runStartedNs = 0;
    }

    /// <summary>A tick found the task running.</summary>
    internal void CountTick(bool inUser)
    {
        if (inUser)
            _userTicks++;
        else
            _kernelTicks++;
    }

    // A run too short to meet a tick counts as user time.
    private static ulong Divide(ulong total, uint user, uint kernel) => kernel == 0 ? total : total / ((ulong)user + kernel) * user;
}
