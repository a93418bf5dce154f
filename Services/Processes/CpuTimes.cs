namespace Services.Processes;

/// <summary>CPU time used in user mode and in the kernel, nanoseconds.</summary>
public readonly record struct CpuTimes(ulong UserNs, ulong SystemNs)
{
    /// <summary>Units of times() and /proc (USER_HZ).</summary>
    public const ulong TicksPerSecond = 100;

    private const ulong NsPerTick = 1_000_000_000 / TicksPerSecond;

    public ulong UserTicks => UserNs / NsPerTick;
    public ulong SystemTicks => SystemNs / NsPerTick;
    public ulong TotalNs => UserNs + SystemNs;

    public static CpuTimes operator +(CpuTimes a, CpuTimes b) => new(a.UserNs + b.UserNs, a.SystemNs + b.SystemNs);
}
