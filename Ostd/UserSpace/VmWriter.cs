using System;

namespace Ostd.UserSpace;

/// <summary>A cursor over bytes to write: the mirror of <see cref="VmReader"/>.</summary>
public ref struct VmWriter
{
    public VmWriter(Span<byte> destination) => throw null!;
    public readonly long Remaining => throw null!;
    public void Limit(long length) => throw null!;
    public void Skip(long length) => throw null!;

    /// <summary>Writes as much of <paramref name="source"/> as fits; stops at a fault. Returns the bytes written.</summary>
    public long Write(scoped ReadOnlySpan<byte> source, out bool faulted) => throw null!;

    /// <summary>All or nothing as far as room goes; false when it does not fit or memory faulted (the cursor stays).</summary>
    public bool TryWrite(scoped ReadOnlySpan<byte> source) => throw null!;
    public bool TryWriteByte(byte value) => throw null!;
    public bool TryWriteUInt16(ushort value) => throw null!;
    public bool TryWriteUInt32(uint value) => throw null!;
    public bool TryWriteInt32(int value) => throw null!;
    public bool TryWriteUInt64(ulong value) => throw null!;
    public bool TryWriteInt64(long value) => throw null!;

    /// <summary>Writes up to <paramref name="length"/> zero bytes. Returns how many.</summary>
    public long FillZeros(long length, out bool faulted) => throw null!;
}
