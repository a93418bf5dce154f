using System;
using Ostd.Frames;
using Ostd.Seam;
using Ostd.UserSpace;

namespace Ostd.Dma;

/// <summary>
/// A buffer that CPU and device read and write at any time: queues, descriptors, mailboxes. New pages, zeroed (paper, Table 1, DmaCoherent).
/// </summary>
/// <remarks>
/// x86-64 keeps caches and DMA coherent, so there is nothing to synchronise. Words that tell the other side something (indexes, flags) are read and written by the Once operations:
/// one access each, never torn. A write to them becomes visible after those before it.
/// </remarks>
public sealed class DmaCoherent : DmaBuffer
{
    private DmaCoherent(DmaSystem system, USegment segment, DmaMapping mapping)
        : base(system, segment, mapping)
    {
    }

    /// <summary>New pages that <paramref name="device"/> reaches too. Task context.</summary>
    /// <exception cref="OstdException">InvalidArgs: no page, or more than 1 GiB; AccessDenied: there is no IOMMU; NotEnoughResources: too many devices or device addresses in use.</exception>
    /// <exception cref="OutOfMemoryException">No such run of pages is free.</exception>
    public static DmaCoherent Alloc(PciLocation device, int pages)
    {
        DmaSystem system = Kernel.Current.Dma;
        USegment segment = USegment.Alloc(pages);
        DmaMapping? mapping = null;
        try
        {
            mapping = system.Lend(device, segment.Start, pages, DmaDirection.Both);
            return new DmaCoherent(system, segment, mapping);
        }
        catch
        {
            if (mapping is not null)
                system.TakeBack(mapping);
            segment.Dispose();
            throw;
        }
    }

    /// <summary>A cursor to read bytes [offset, offset + length). Any context.</summary>
    /// <exception cref="OstdException">InvalidArgs: outside; Stale: disposed.</exception>
    public VmReader Reader(long offset, long length) => Segment.Reader(offset, length);

    /// <inheritdoc cref="Reader"/>
    public VmWriter Writer(long offset, long length) => Segment.Writer(offset, length);

    /// <summary>Copies out of the buffer. Any context.</summary>
    /// <exception cref="OstdException">InvalidArgs: outside; Stale: disposed.</exception>
    public void Read(long offset, Span<byte> destination) => Segment.Read(offset, destination);

    /// <inheritdoc cref="Read"/>
    public void Write(long offset, ReadOnlySpan<byte> source) => Segment.Write(offset, source);

    /// <summary>Reads an aligned word in one access. Any context.</summary>
    /// <exception cref="OstdException">InvalidArgs: outside or not aligned; Stale: disposed.</exception>
    public uint ReadOnce32(long offset)
    {
        ulong paddr = BeginAccess(offset, sizeof(uint));
        uint value = Root.Machine.ReadPhys32(paddr);
        EndUse();
        return value;
    }

    /// <inheritdoc cref="ReadOnce32"/>
    public ulong ReadOnce64(long offset)
    {
        ulong paddr = BeginAccess(offset, sizeof(ulong));
        ulong value = Root.Machine.ReadPhys64(paddr);
        EndUse();
        return value;
    }

    /// <summary>Writes an aligned word in one access. Any context.</summary>
    /// <exception cref="OstdException">InvalidArgs: outside or not aligned; Stale: disposed.</exception>
    public void WriteOnce32(long offset, uint value)
    {
        ulong paddr = BeginAccess(offset, sizeof(uint));
        Root.Machine.WritePhys32(paddr, value);
        EndUse();
    }

    /// <inheritdoc cref="WriteOnce32"/>
    public void WriteOnce64(long offset, ulong value)
    {
        ulong paddr = BeginAccess(offset, sizeof(ulong));
        Root.Machine.WritePhys64(paddr, value);
        EndUse();
    }

    private ulong BeginAccess(long offset, int width)
    {
        if (offset < 0 || offset > Length - width || offset % width != 0)
            throw new OstdException(OstdError.InvalidArgs, $"An access of {width} bytes at {offset} is not an aligned one inside {Length} bytes.");
        BeginUse();
        return Segment.Start + (ulong)offset;
    }
}
