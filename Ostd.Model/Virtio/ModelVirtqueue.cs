using System;
using System.Collections.Generic;

namespace Ostd.Model.Virtio;

/// <summary>A part of a buffer, as a descriptor says.</summary>
internal readonly record struct VirtioSegment(ulong Address, uint Length, bool IsWritable);

/// <summary>A buffer that the driver made available: what the device reads, then what it writes.</summary>
internal sealed record VirtioChain(ushort Head, IReadOnlyList<VirtioSegment> Segments);

/// <summary>What the device found when it looked for a buffer.</summary>
internal enum Fetched { Nothing, Chain, BadInput }

/// <summary>A split virtqueue from the device's side (Virtio 1.2, section 2.7): three areas in the driver's memory, reached by DMA only.</summary>
internal sealed class ModelVirtqueue(ModelVirtioDevice device)
{
    /// <summary>Descriptors of a queue, unless the driver wants fewer.</summary>
    internal const ushort MaxSize = 64;

    internal const ushort NoVector = 0xffff;

    /// <summary>A chain longer than this cannot be meant: nobody wants so much at once.</summary>
    private const ulong MaxChainBytes = 1 << 20;

    private const ushort HasNext = 1, Writable = 2, NoInterrupt = 1;

    private ushort _next;
    private ushort _used;

    internal ushort Size { get; set; } = MaxSize;
    internal ushort Vector { get; set; } = NoVector;
    internal bool IsEnabled { get; private set; }

    /// <summary>The driver has said that there is something.</summary>
    internal bool IsNotified { get; set; }

    /// <summary>The three areas: descriptors, what is available, what was used. Device addresses.</summary>
    internal ulong[] Areas { get; } = new ulong[3];

    internal void Reset()
    {
        (Size, Vector, IsEnabled, IsNotified, _next, _used) = (MaxSize, NoVector, false, false, 0, 0);
        Array.Clear(Areas);
    }

    internal bool IsSizePossible(ushort size) => size != 0 && size <= MaxSize && (size & size - 1) == 0;

    /// <summary>False: areas are not aligned as they must be (section 2.7).</summary>
    internal bool TryEnable()
    {
        IsEnabled = (Areas[0] & 15) == 0 && (Areas[1] & 1) == 0 && (Areas[2] & 3) == 0;
        return IsEnabled;
    }

    internal Fetched TryFetch(out VirtioChain? chain)
    {
        chain = null;
        if (!TryRead16(Areas[1] + 2, out ushort available))
            return Fetched.BadInput;
        ushort waiting = (ushort)(available - _next);
        if (waiting == 0)
            return Fetched.Nothing;
        if (waiting > Size || !TryRead16(Areas[1] + 4 + (ulong)(_next % Size) * 2, out ushort head) || Walk(head) is not { } segments)
            return Fetched.BadInput;
        _next++;
        chain = new VirtioChain(head, segments);
        return Fetched.Chain;
    }

    /// <summary>The descriptors from a head on. Null: a loop, an index that is none, a flag that was not negotiated, a readable part behind a writable one, or memory that cannot be reached.</summary>
    private List<VirtioSegment>? Walk(ushort head)
    {
        var segments = new List<VirtioSegment>();
        Span<byte> descriptor = stackalloc byte[16];
        ulong total = 0;
        for (int index = head; ;)
        {
            if (index >= Size || segments.Count == Size || !device.DmaRead(Areas[0] + (ulong)index * 16, descriptor))
                return null;
            ulong address = BitConverter.ToUInt64(descriptor);
            uint length = BitConverter.ToUInt32(descriptor[8..]);
            ushort flags = BitConverter.ToUInt16(descriptor[12..]);
            bool isWritable = (flags & Writable) != 0;
            if ((flags & ~(HasNext | Writable)) != 0 || address > ulong.MaxValue - length || (total += length) > MaxChainBytes)
                return null;
            if (!isWritable && segments.Count > 0 && segments[^1].IsWritable)
                return null;
            segments.Add(new VirtioSegment(address, length, isWritable));
            if ((flags & HasNext) == 0)
                return segments;
            index = BitConverter.ToUInt16(descriptor[14..]);
        }
    }

    /// <summary>Gives a buffer back: the element first, then the index that makes it count. False: the memory cannot be reached.</summary>
    internal bool TryPush(uint id, uint written, int indexSteps = 1)
    {
        Span<byte> element = stackalloc byte[8];
        BitConverter.TryWriteBytes(element, id);
        BitConverter.TryWriteBytes(element[4..], written);
        if (!device.DmaWrite(Areas[2] + 4 + (ulong)(_used % Size) * 8, element))
            return false;
        _used = (ushort)(_used + indexSteps);
        BitConverter.TryWriteBytes(element, _used);
        return device.DmaWrite(Areas[2] + 2, element[..2]);
    }

    internal bool WantsInterrupt => TryRead16(Areas[1], out ushort flags) && (flags & NoInterrupt) == 0;

    private bool TryRead16(ulong address, out ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        bool isRead = device.DmaRead(address, bytes);
        value = BitConverter.ToUInt16(bytes);
        return isRead;
    }
}
