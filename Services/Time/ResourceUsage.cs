using System;
using System.Buffers.Binary;
using Services.Memory;
using Services.Processes;

namespace Services.Time;

/// <summary>struct rusage.</summary>
internal static class ResourceUsage
{
    private const int SizeBytes = 144;
    private const ulong NsPerSecond = 1_000_000_000;
    private const ulong NsPerMicrosecond = 1000;

    public static bool TryWrite(AddressSpace space, ulong address, CpuTimes times, long peakResidentKb = 0)
    {
        Span<byte> usage = stackalloc byte[SizeBytes];
        usage.Clear();
        WriteTime(usage, times.UserNs);
        WriteTime(usage[16..], times.SystemNs);
        BinaryPrimitives.WriteInt64LittleEndian(usage[32..], peakResidentKb);
        return space.TryWrite(address, usage);
    }

    private static void WriteTime(Span<byte> timeval, ulong ns)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(timeval, ns / NsPerSecond);
        BinaryPrimitives.WriteUInt64LittleEndian(timeval[8..], ns % NsPerSecond / NsPerMicrosecond);
    }
}
