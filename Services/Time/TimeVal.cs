using Services.Linux;
using Services.Memory;

namespace Services.Time;

/// <summary>struct timeval in user memory, as nanoseconds.</summary>
internal static class TimeVal
{
    private const ulong NsPerSecond = 1_000_000_000;
    private const ulong NsPerMicrosecond = 1000;
    private const long MicrosecondsPerSecond = 1_000_000;
    private const ulong SizeBytes = 16;

    /// <summary>EFAULT, or EINVAL for a value that is not valid. Saturates.</summary>
    public static Errno Read(AddressSpace space, ulong address, out ulong ns)
    {
        ns = 0;
        if (!space.TryReader(address, SizeBytes, out var reader) || !reader.TryReadInt64(out long seconds) || !reader.TryReadInt64(out long microseconds))
            return Errno.EFAULT;
        if (seconds < 0 || microseconds is < 0 or >= MicrosecondsPerSecond)
            return Errno.EINVAL;
        ns = (ulong)seconds >= ulong.MaxValue / NsPerSecond - 1 ? ulong.MaxValue : (ulong)seconds * NsPerSecond + (ulong)microseconds * NsPerMicrosecond;
        return Errno.OK;
    }

    /// <summary>Rounded up: what is left of a timer is not zero.</summary>
    public static bool TryWrite(AddressSpace space, ulong address, ulong ns)
    {
        ulong microseconds = ns / NsPerMicrosecond + (ns % NsPerMicrosecond != 0 ? 1u : 0);
        return space.TryWriter(address, SizeBytes, out var writer) && writer.TryWriteUInt64(microseconds / (ulong)MicrosecondsPerSecond) &&
            writer.TryWriteUInt64(microseconds % (ulong)MicrosecondsPerSecond);
    }
}
