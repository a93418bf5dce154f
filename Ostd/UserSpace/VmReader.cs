using System;

namespace Ostd.UserSpace;

/// <summary>
/// A cursor over bytes to read: kernel memory or an untyped page (infallible), or user memory (fallible: it may be unmapped
/// or change at any time). Copies take the shorter of both sides.
/// </summary>
public ref struct VmReader
{
    public VmReader(ReadOnlySpan<byte> source) => throw null!;

    /// <summary>Bytes left.</summary>
    public readonly long Remaining => throw null!;

    /// <summary>Shortens what is left to at most <paramref name="length"/> bytes.</summary>
    public void Limit(long length) => throw null!;

    /// <summary>Drops <paramref name="length"/> bytes; at most <see cref="Remaining"/>.</summary>
    public void Skip(long length) => throw null!;

    /// <summary>Moves min(Remaining, writer.Remaining) bytes; stops at the first fault on either side.</summary>
    /// <returns>Bytes moved.</returns>
    public long Read(ref VmWriter writer, out bool faulted) => throw null!;

    /// <summary>All or nothing: fills <paramref name="destination"/>; false (and the cursor stays) when too little is left or memory faulted.</summary>
    public bool TryRead(scoped Span<byte> destination) => throw null!;
    public bool TryReadByte(out byte value) => throw null!;
    public bool TryReadUInt16(out ushort value) => throw null!;
    public bool TryReadUInt32(out uint value) => throw null!;
    public bool TryReadInt32(out int value) => throw null!;
    public bool TryReadUInt64(out ulong value) => throw null!;
    public bool TryReadInt64(out long value) => throw null!;
}
