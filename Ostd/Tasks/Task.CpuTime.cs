using Ostd.Sync;

namespace Ostd.Tasks;

/// <summary>CPU time: the sum is exact, taken at every switch; how it divides into user and kernel time is sampled by the tick, as Linux does by default.</summary>
public sealed partial class Task
{
    // Written by the CPU the task runs on alone, read by any.
    private AtomicUInt64 _finishedRunsNs = new();
    private AtomicUInt64 _runStartedNs = new(); // 0 while it does not run
    private AtomicInt32 _userTicks = new();
    private AtomicInt32 _kernelTicks = new();

    /// <summary>Nanoseconds of CPU time used, user and kernel.</summary>
    public ulong UserTimeNs => UserShareOf(TotalNs);

    public ulong KernelTimeNs
    {
        get
        {
            ulong total = TotalNs;
            return total - UserShareOf(total);
        }
    }

    private ulong TotalNs
    {
        get
        {
            ulong finished = _finishedRunsNs.Load(MemoryOrder.Relaxed);
            ulong started = _runStartedNs.Load(MemoryOrder.Relaxed);
            return started == 0 ? finished : finished + (Kernel.Clock.NowNs - started);
        }
    }

    internal void StartRun(ulong nowNs) => _runStartedNs.Store(nowNs, MemoryOrder.Relaxed);

    internal void FinishRun(ulong nowNs)
    {
        ulong run = nowNs - _runStartedNs.Load(MemoryOrder.Relaxed);
        _finishedRunsNs.Store(_finishedRunsNs.Load(MemoryOrder.Relaxed) + run, MemoryOrder.Relaxed);
        _runStartedNs.Store(0, MemoryOrder.Relaxed);
    }

    /// <summary>A tick found the task running.</summary>
    internal void CountTick(bool inUser)
    {
        if (inUser)
            _userTicks.Store(_userTicks.Load(MemoryOrder.Relaxed) + 1, MemoryOrder.Relaxed);
        else
            _kernelTicks.Store(_kernelTicks.Load(MemoryOrder.Relaxed) + 1, MemoryOrder.Relaxed);
    }

    // A run too short to meet a tick counts as user time.
    private ulong UserShareOf(ulong total)
    {
        ulong user = (uint)_userTicks.Load(MemoryOrder.Relaxed), kernel = (uint)_kernelTicks.Load(MemoryOrder.Relaxed);
        return kernel == 0 ? total : total / (user + kernel) * user;
    }
}
