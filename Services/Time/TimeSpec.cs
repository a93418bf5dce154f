using Services.Linux;
using Services.Memory;

namespace Services.Time;

/// <summary>struct timespec with a valid value: not negative, less than a second of nanoseconds.</summary>
public readonly record struct TimeSpec(long Seconds, long Nanoseconds)
{
    public const int SizeBytes = 16;
    public const long NsPerSecond = 1_000_000_000;

    public static TimeSpec FromNs(ulong ns) => new((long)(ns / NsPerSecond), (long)(ns % NsPerSecond));

    public bool IsZero => Seconds == 0 && Nanoseconds == 0;

    /// <summary>Nanoseconds; saturates after 584 years.</summary>
    public ulong TotalNs => (ulong)Seconds >= ulong.MaxValue / NsPerSecond ? ulong.MaxValue : (ulong)Seconds * NsPerSecond + (ulong)Nanoseconds;

    /// <summary>That long after <paramref name="now"/>; saturates.</summary>
    public ulong DeadlineFrom(ulong now) => TotalNs > ulong.MaxValue - now ? ulong.MaxValue : now + TotalNs;

    /// <summary>EFAULT, or EINVAL for a value that is not valid.</summary>
    public static Errno Read(AddressSpace space, ulong address, out TimeSpec value)
    {
        value = default;
        if (!space.TryReader(address, SizeBytes, out var reader) || !reader.TryReadInt64(out long seconds) || !reader.TryReadInt64(out long ns))
            return Errno.EFAULT;
        if (seconds < 0 || ns is < 0 or >= NsPerSecond)
            return Errno.EINVAL;
        value = new TimeSpec(seconds, ns);
        return Errno.OK;
    }

    public bool TryWrite(AddressSpace space, ulong address) =>
        space.TryWriter(address, SizeBytes, out var writer) && writer.TryWriteInt64(Seconds) && writer.TryWriteInt64(Nanoseconds);
}
