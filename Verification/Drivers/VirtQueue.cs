using System;
using Ostd.Dma;

namespace Verification.Drivers;

/// <summary>A part of a buffer for the device: bytes of DMA memory that it reads, or writes.</summary>
/// <param name="Address">Where the device finds it.</param>
/// <param name="Length">Bytes.</param>
/// <param name="DeviceWrites">It writes; else it reads.</param>
public readonly record struct BufferPart(ulong Address, uint Length, bool DeviceWrites);

/// <summary>
/// A split virtqueue (Virtio 1.2, section 2.7) from the driver's side: a table of descriptors, a ring of buffers that are available to the device, a ring of those that it has used.
/// </summary>
/// <remarks>
/// The device can write to all three at any time, so nothing that the driver needs is kept in them: which descriptors are free, which buffers are out and how much of each the device may have
/// written stands beside. Of the used ring each word is read once, and its number and length are believed only as far as they fit to a buffer that is out. One caller at a time.
/// </remarks>
public sealed class VirtQueue : IDisposable
{
    private const int DescriptorBytes = 16, ElementBytes = 8, RingHeader = 4;
    private const ushort HasNext = 1, Writable = 2;
    private const int None = -1;

    private readonly DmaCoherent _memory;
    private readonly int _size;
    private readonly long _available, _used;

    // By descriptor: the next of its buffer, or of the free list.
    private readonly int[] _next;

    // By first descriptor: bytes that the device may write into the buffer; negative: no buffer is out.
    private readonly long[] _room;

    private int _free;
    private int _freeCount;
    private int _outCount;
    private ushort _made;
    private ushort _seen;

    /// <param name="device">Whose queue it is.</param>
    /// <param name="size">Descriptors: a power of two, at most 128, so that everything fits on a page.</param>
    public VirtQueue(PciLocation device, int size)
    {
        _size = size;
        _available = size * DescriptorBytes;
        _used = _available + RingHeader + size * 2 + 2 + 7 & ~7L;
        _memory = DmaCoherent.Alloc(device, pages: 1);
        _next = new int[size];
        _room = new long[size];
        Array.Fill(_room, -1);
        for (int i = 0; i < size; i++)
            _next[i] = i + 1 < size ? i + 1 : None;
        _freeCount = size;
    }

    // Where the device finds the three areas.
    public ulong Descriptors => _memory.DeviceAddress;
    public ulong Available => _memory.DeviceAddress + (ulong)_available;
    public ulong Used => _memory.DeviceAddress + (ulong)_used;

    /// <summary>Which register tells the device of it.</summary>
    internal long Doorbell { get; set; }

    /// <summary>The device says that it has used a buffer.</summary>
    public bool HasUsed => UsedIndex != _seen;

    private ushort UsedIndex => (ushort)(_memory.ReadOnce32(_used) >> 16);

    /// <summary>Makes a buffer available: what the device reads first, then what it writes. False: no descriptors are free. Returns its number, which comes back with it.</summary>
    public bool TryAdd(BufferPart[] parts, out int buffer)
    {
        buffer = _free;
        if (parts.Length == 0 || parts.Length > _freeCount)
            return false;
        long room = 0;
        int at = None;
        for (int i = 0; i < parts.Length; i++)
        {
            at = i == 0 ? _free : _next[at];
            room += parts[i].DeviceWrites ? parts[i].Length : 0;
            int flags = (i + 1 < parts.Length ? HasNext : 0) | (parts[i].DeviceWrites ? Writable : 0);
            long descriptor = at * DescriptorBytes;
            _memory.WriteOnce64(descriptor, parts[i].Address);
            _memory.WriteOnce64(descriptor + 8, parts[i].Length | (ulong)(uint)flags << 32 | (ulong)(ushort)(i + 1 < parts.Length ? _next[at] : 0) << 48);
        }
        _free = _next[at];
        _next[at] = None;
        _freeCount -= parts.Length;
        _room[buffer] = room;
        _outCount++;
        Span<byte> head = stackalloc byte[2];
        BitConverter.TryWriteBytes(head, (ushort)buffer);
        _memory.Write(_available + RingHeader + _made % _size * 2, head);
        _made++;
        _memory.WriteOnce32(_available, (uint)_made << 16); // visible after all of the above
        return true;
    }

    /// <summary>Takes back a buffer that the device has used. False: there is none.</summary>
    /// <param name="buffer">Its number.</param>
    /// <param name="written">Bytes that the device says it has written: at most as many as it could.</param>
    /// <exception cref="DeviceFailedException">The device gives back what it does not have, or claims to have written more than it could.</exception>
    public bool TryTake(out int buffer, out int written)
    {
        (buffer, written) = (None, 0);
        int waiting = (ushort)(UsedIndex - _seen);
        if (waiting == 0)
            return false;
        if (waiting > _outCount)
            throw new DeviceFailedException($"The device says that it has used {waiting} buffers, and has {_outCount}.");
        long element = _used + RingHeader + _seen % _size * ElementBytes;
        uint id = _memory.ReadOnce32(element), length = _memory.ReadOnce32(element + 4);
        if (id >= (uint)_size || _room[id] < 0)
            throw new DeviceFailedException($"The device gives back buffer {id}, which it does not have.");
        if (length > _room[id])
            throw new DeviceFailedException($"The device says that it wrote {length} bytes where there is room for {_room[id]}.");
        _seen++;
        (buffer, written) = ((int)id, (int)length);
        Free((int)id);
        return true;
    }

    private void Free(int buffer)
    {
        _room[buffer] = -1;
        _outCount--;
        int last = buffer;
        for (_freeCount++; _next[last] != None; _freeCount++)
            last = _next[last];
        _next[last] = _free;
        _free = buffer;
    }

    public void Dispose() => _memory.Dispose();
}
