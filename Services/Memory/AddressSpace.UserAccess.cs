using System;
using Ostd.UserSpace;
using Services.Linux;

namespace Services.Memory;

/// <summary>
/// How system calls reach user memory. Works while this space is active: for the calling thread's own. Every address is
/// hostile; a failure is EFAULT. These calls may sleep (they page in), so no spin lock and no lock of this space may be held.
/// </summary>
public sealed partial class AddressSpace
{
    /// <summary>A source over user memory; false when the range leaves the user half. The memory behind it may still fault.</summary>
    public bool TryReader(ulong address, ulong length, out VmReader reader) => _pages.TryReader(address, length, out reader);
    public bool TryWriter(ulong address, ulong length, out VmWriter writer) => _pages.TryWriter(address, length, out writer);

    /// <summary>Fills <paramref name="destination"/>; false on a fault.</summary>
    public bool TryRead(ulong address, Span<byte> destination) =>
        _pages.TryReader(address, (ulong)destination.Length, out VmReader reader) && reader.TryRead(destination);

    public bool TryWrite(ulong address, ReadOnlySpan<byte> source) =>
        _pages.TryWriter(address, (ulong)source.Length, out VmWriter writer) && writer.TryWrite(source);

    public bool TryReadUInt32(ulong address, out uint value)
    {
        value = 0;
        return _pages.TryReader(address, sizeof(uint), out VmReader reader) && reader.TryReadUInt32(out value);
    }

    public bool TryReadInt32(ulong address, out int value)
    {
        bool read = TryReadUInt32(address, out uint bits);
        value = (int)bits;
        return read;
    }

    public bool TryReadUInt64(ulong address, out ulong value)
    {
        value = 0;
        return _pages.TryReader(address, sizeof(ulong), out VmReader reader) && reader.TryReadUInt64(out value);
    }

    public bool TryReadInt64(ulong address, out long value)
    {
        bool read = TryReadUInt64(address, out ulong bits);
        value = (long)bits;
        return read;
    }

    public bool TryWriteUInt32(ulong address, uint value) =>
        _pages.TryWriter(address, sizeof(uint), out VmWriter writer) && writer.TryWriteUInt32(value);

    public bool TryWriteInt32(ulong address, int value) => TryWriteUInt32(address, (uint)value);

    public bool TryWriteUInt64(ulong address, ulong value) =>
        _pages.TryWriter(address, sizeof(ulong), out VmWriter writer) && writer.TryWriteUInt64(value);

    public bool TryWriteInt64(ulong address, long value) => TryWriteUInt64(address, (ulong)value);

    /// <summary>
    /// Reads a NUL-terminated string into <paramref name="buffer"/>, without the NUL. The buffer bounds it: the string with its
    /// NUL must fit.
    /// </summary>
    /// <returns>OK; EFAULT; or ENAMETOOLONG when the buffer filled before a NUL came.</returns>
    public Errno ReadCString(ulong address, Span<byte> buffer, out int length)
    {
        length = 0;
        while (length < buffer.Length)
        {
            // Never read beyond the page: the string may end right before an unmapped one.
            ulong at = address + (ulong)length;
            int chunk = (int)Math.Min(StringChunkBytes - (at & (StringChunkBytes - 1)), (ulong)(buffer.Length - length));
            if (at < address || !TryRead(at, buffer.Slice(length, chunk)))
                return Errno.EFAULT;
            int end = buffer.Slice(length, chunk).IndexOf((byte)0);
            if (end >= 0)
            {
                length += end;
                return Errno.OK;
            }

            length += chunk;
        }

        return Errno.ENAMETOOLONG;
    }

    // A power of two that divides the page size: most strings end in the first or second chunk.
    private const ulong StringChunkBytes = 128;

    /// <summary>Reads an array of struct iovec.</summary>
    /// <returns>OK; EINVAL for a count out of range or a negative length; EFAULT.</returns>
    public Errno ReadIoVectors(ulong address, int count, out IoVector[] vectors)
    {
        vectors = Array.Empty<IoVector>();
        if (count < 0 || count > IoVector.MaxCount)
            return Errno.EINVAL;
        if (count == 0)
            return Errno.OK;
        if (!_pages.TryReader(address, (ulong)count * IoVector.SizeBytes, out VmReader reader))
            return Errno.EFAULT;
        vectors = new IoVector[count];
        ulong total = 0;
        for (int i = 0; i < count; i++)
        {
            if (!reader.TryReadUInt64(out ulong start) || !reader.TryReadUInt64(out ulong length))
                return Errno.EFAULT;
            if ((long)length < 0)
                return Errno.EINVAL;

            // As Linux does: more than a call may move is cut off, not refused.
            if (length > MaxTransferBytes - total)
                length = MaxTransferBytes - total;
            total += length;
            vectors[i] = new IoVector(start, length);
        }

        return Errno.OK;
    }

    /// <summary>Most bytes one read or write moves (MAX_RW_COUNT).</summary>
    public const ulong MaxTransferBytes = 0x7fff_f000;
}
