using Ostd.Sync;

namespace Ostd.Tasks;

/// <summary>CPU time: the sum is exact, taken at every switch; how it divides into user and kernel time is sampled by the tick, as Linux does by default.</summary>
public sealed partial class Task
{
    // Written by the CPU the task runs on alone, read by any.
    // One word, so that nobody reads half of a switch: bit 0 says whether the task runs; above it, when it does not, the sum of its runs in nanoseconds; when it
    // does, the moment at which it would have had to start to come to the same sum without a break.
    private AtomicUInt64 _runs = new();
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
            while (true)
            {
                ulong runs = _runs.Load(MemoryOrder.Acquire);
                if ((runs & 1) == 0)
                    return runs >> 1;
                ulong now = Kernel.Clock.NowNs;
                if (_runs.Load(MemoryOrder.Relaxed) == runs)
                    return now - (runs >> 1); // else it was switched meanwhile, and the moment may lie behind its run
            }
        }
    }

    internal void StartRun(ulong nowNs) => _runs.Store((nowNs - (_runs.Load(MemoryOrder.Relaxed) >> 1)) << 1 | 1, MemoryOrder.Relaxed);

    internal void FinishRun(ulong nowNs) => _runs.Store((nowNs - (_runs.Load(MemoryOrder.Relaxed) >> 1)) << 1, MemoryOrder.Relaxed);

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
