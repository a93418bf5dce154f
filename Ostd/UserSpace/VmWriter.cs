using System;
using System.Buffers.Binary;
using Ostd.Frames;

namespace Ostd.UserSpace;

/// <summary>A cursor over bytes to write: the mirror of <see cref="VmReader"/>.</summary>
public ref struct VmWriter
{
    private readonly Span<byte> _span;
    private readonly object? _owner;
    private readonly MemoryKind _kind;
    private ulong _position;
    private long _remaining;

    public VmWriter(Span<byte> destination)
    {
        _span = destination;
        _remaining = destination.Length;
    }

    private VmWriter(MemoryKind kind, object? owner, ulong start, long length)
    {
        _kind = kind;
        _owner = owner;
        _position = start;
        _remaining = length;
    }

    /// <summary>Untyped memory of a handle; [start, start + length) lies in it.</summary>
    internal static VmWriter OverPages(FrameHandle? owner, ulong start, long length) => new(MemoryKind.Physical, owner, start, length);

    /// <summary>User memory; the range lies in the user half.</summary>
    internal static VmWriter OverUser(VmSpace space, ulong start, long length) => new(MemoryKind.User, space, start, length);

    /// <summary>Room left, in bytes.</summary>
    public readonly long Remaining => _remaining;

    internal readonly MemoryKind Kind => _kind;
    internal readonly object? Owner => _owner;

    /// <summary>Physical or user address of the next byte.</summary>
    internal readonly ulong Position => _position;

    /// <summary>What is left, of kernel memory.</summary>
    internal readonly Span<byte> Span => _span.Slice((int)_position, (int)_remaining);

    /// <summary>Shortens what is left to at most <paramref name="length"/> bytes.</summary>
    public void Limit(long length)
    {
        if (length < 0)
            throw new OstdException(OstdError.InvalidArgs, "A limit is not negative.");
        _remaining = Math.Min(_remaining, length);
    }

    /// <summary>Leaves <paramref name="length"/> bytes as they are; at most <see cref="Remaining"/>.</summary>
    public void Skip(long length)
    {
        if (length < 0 || length > _remaining)
            throw new OstdException(OstdError.InvalidArgs, "A writer cannot skip past its end.");
        _position += (ulong)length;
        _remaining -= length;
    }

    /// <summary>Writes as much of <paramref name="source"/> as fits; stops at a fault. Returns the bytes written.</summary>
    public long Write(scoped ReadOnlySpan<byte> source, out bool faulted)
    {
        int length = (int)Math.Min(source.Length, _remaining);
        int written = ByteCopy.Store(in this, source[..length]);
        Skip(written);
        faulted = written < length;
        return written;
    }

    /// <summary>All or nothing as far as room goes; false when it does not fit or memory faulted (the cursor stays, bytes before the fault may be written).</summary>
    public bool TryWrite(scoped ReadOnlySpan<byte> source)
    {
        if (_remaining < source.Length || ByteCopy.Store(in this, source) < source.Length)
            return false;
        Skip(source.Length);
        return true;
    }

    public bool TryWriteByte(byte value) => TryWrite(new ReadOnlySpan<byte>(in value));

    public bool TryWriteUInt16(ushort value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        return TryWrite(bytes);
    }

    public bool TryWriteUInt32(uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return TryWrite(bytes);
    }

    public bool TryWriteUInt64(ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return TryWrite(bytes);
    }

    public bool TryWriteInt32(int value) => TryWriteUInt32((uint)value);

    public bool TryWriteInt64(long value) => TryWriteUInt64((ulong)value);

    /// <summary>Writes up to <paramref name="length"/> zero bytes. Returns how many.</summary>
    public long FillZeros(long length, out bool faulted)
    {
        if (length < 0)
            throw new OstdException(OstdError.InvalidArgs, "A length is not negative.");
        length = Math.Min(length, _remaining);
        long filled = ByteCopy.Zero(in this, length);
        Skip(filled);
        faulted = filled < length;
        return filled;
    }
}
