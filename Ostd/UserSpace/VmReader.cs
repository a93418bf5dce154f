using System;
using System.Buffers.Binary;
using Ostd.Frames;

namespace Ostd.UserSpace;

/// <summary>
/// A cursor over bytes to read: kernel memory or an untyped page (infallible), or user memory (fallible: it may be unmapped
/// or change at any time). Copies take the shorter of both sides.
/// </summary>
/// <remarks>
/// What it reads may change while it is read, unless it is kernel memory of the caller: read a value once, check it, and use that copy.
/// A reader over a handle's pages uses the handle: once that is disposed, every operation throws Stale.
/// A copy of a reader is another cursor over the same bytes.
/// </remarks>
public ref struct VmReader
{
    private readonly ReadOnlySpan<byte> _span;
    private readonly object? _owner;
    private readonly MemoryKind _kind;
    private ulong _position;
    private long _remaining;

    public VmReader(ReadOnlySpan<byte> source)
    {
        _span = source;
        _remaining = source.Length;
    }

    private VmReader(MemoryKind kind, object? owner, ulong start, long length)
    {
        _kind = kind;
        _owner = owner;
        _position = start;
        _remaining = length;
    }

    /// <summary>Untyped memory of a handle; [start, start + length) lies in it.</summary>
    internal static VmReader OverPages(FrameHandle? owner, ulong start, long length) => new(MemoryKind.Physical, owner, start, length);

    /// <summary>User memory; the range lies in the user half.</summary>
    internal static VmReader OverUser(VmSpace space, ulong start, long length) => new(MemoryKind.User, space, start, length);

    /// <summary>Bytes left.</summary>
    public readonly long Remaining => _remaining;

    internal readonly MemoryKind Kind => _kind;
    internal readonly object? Owner => _owner;

    /// <summary>Physical or user address of the next byte.</summary>
    internal readonly ulong Position => _position;

    /// <summary>What is left, of kernel memory.</summary>
    internal readonly ReadOnlySpan<byte> Span => _span.Slice((int)_position, (int)_remaining);

    /// <summary>Shortens what is left to at most <paramref name="length"/> bytes.</summary>
    public void Limit(long length)
    {
        if (length < 0)
            throw new OstdException(OstdError.InvalidArgs, "A limit is not negative.");
        _remaining = Math.Min(_remaining, length);
    }

    /// <summary>Drops <paramref name="length"/> bytes; at most <see cref="Remaining"/>.</summary>
    public void Skip(long length)
    {
        if (length < 0 || length > _remaining)
            throw new OstdException(OstdError.InvalidArgs, "A reader cannot skip past its end.");
        _position += (ulong)length;
        _remaining -= length;
    }

    /// <summary>Moves min(Remaining, writer.Remaining) bytes; stops at the first fault on either side.</summary>
    /// <returns>Bytes moved.</returns>
    public long Read(ref VmWriter writer, out bool faulted)
    {
        long length = Math.Min(_remaining, writer.Remaining);
        long moved = ByteCopy.Move(in this, in writer, length);
        Skip(moved);
        writer.Skip(moved);
        faulted = moved < length;
        return moved;
    }

    /// <summary>All or nothing: fills <paramref name="destination"/>; false (and the cursor stays) when too little is left or memory faulted.</summary>
    public bool TryRead(scoped Span<byte> destination)
    {
        if (_remaining < destination.Length || ByteCopy.Load(in this, destination) < destination.Length)
            return false;
        Skip(destination.Length);
        return true;
    }

    public bool TryReadByte(out byte value)
    {
        value = 0;
        return TryRead(new Span<byte>(ref value));
    }

    public bool TryReadUInt16(out ushort value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        bool done = TryRead(bytes);
        value = done ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : (ushort)0;
        return done;
    }

    public bool TryReadUInt32(out uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        bool done = TryRead(bytes);
        value = done ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : 0;
        return done;
    }

    public bool TryReadUInt64(out ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        bool done = TryRead(bytes);
        value = done ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : 0;
        return done;
    }

    public bool TryReadInt32(out int value)
    {
        bool done = TryReadUInt32(out uint bits);
        value = (int)bits;
        return done;
    }

    public bool TryReadInt64(out long value)
    {
        bool done = TryReadUInt64(out ulong bits);
        value = (long)bits;
        return done;
    }
}

/// <summary>Whose memory a reader or writer stands on.</summary>
internal enum MemoryKind : byte
{
    /// <summary>A span of kernel memory: the position counts from its start.</summary>
    Kernel,

    /// <summary>Untyped pages by physical address, kept alive by a handle.</summary>
    Physical,

    /// <summary>User addresses of a <see cref="VmSpace"/>.</summary>
    User,
}
