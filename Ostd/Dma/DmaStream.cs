using System;
using Ostd.Frames;
using Ostd.UserSpace;

namespace Ostd.Dma;

/// <summary>
/// Pages that somebody has, lent to a device for a transfer in one direction (paper, Table 1, DmaStream). The IOMMU denies the device the other direction, and this handle
/// denies it to the CPU.
/// </summary>
/// <remarks>
/// The handle on the segment that it was made from still works in both directions: its pages are untyped, and races on them harmless.
/// x86-64 keeps caches and DMA coherent, so the Sync operations have nothing to do but to check; drivers call them, so that they are right everywhere.
/// </remarks>
public sealed class DmaStream : DmaBuffer
{
    private DmaStream(DmaSystem system, USegment segment, DmaMapping mapping)
        : base(system, segment, mapping)
    {
    }

    /// <summary>Lends the pages of <paramref name="segment"/>, which may be disposed meanwhile. Task context.</summary>
    /// <exception cref="OstdException">
    /// Stale: the segment was disposed; AccessDenied: a page belongs to a DMA buffer already, or there is no IOMMU; InvalidArgs: no direction; NotEnoughResources: too many
    /// devices or device addresses in use.
    /// </exception>
    /// <exception cref="OutOfMemoryException">No memory for tables.</exception>
    public static DmaStream Map(PciLocation device, USegment segment, DmaDirection direction)
    {
        ArgumentNullException.ThrowIfNull(segment);
        DmaSystem system = Kernel.Current.Dma;
        USegment own = segment.Clone();
        DmaMapping? mapping = null;
        try
        {
            mapping = system.Lend(device, own.Start, own.Pages, direction);
            return new DmaStream(system, own, mapping);
        }
        catch
        {
            if (mapping is not null)
                system.TakeBack(mapping);
            own.Dispose();
            throw;
        }
    }

    public new DmaDirection Direction => base.Direction;

    /// <summary>A cursor to read bytes [offset, offset + length). Any context.</summary>
    /// <exception cref="OstdException">AccessDenied: the direction is ToDevice; InvalidArgs: outside; Stale: disposed.</exception>
    public VmReader Reader(long offset, long length)
    {
        CheckMayRead();
        return Segment.Reader(offset, length);
    }

    /// <summary>A cursor to write bytes [offset, offset + length). Any context.</summary>
    /// <exception cref="OstdException">AccessDenied: the direction is FromDevice; InvalidArgs: outside; Stale: disposed.</exception>
    public VmWriter Writer(long offset, long length)
    {
        CheckMayWrite();
        return Segment.Writer(offset, length);
    }

    /// <summary>Copies out of the buffer. Any context.</summary>
    /// <exception cref="OstdException">As for <see cref="Reader"/>.</exception>
    public void Read(long offset, Span<byte> destination)
    {
        CheckMayRead();
        Segment.Read(offset, destination);
    }

    /// <summary>Copies into the buffer. Any context.</summary>
    /// <exception cref="OstdException">As for <see cref="Writer"/>.</exception>
    public void Write(long offset, ReadOnlySpan<byte> source)
    {
        CheckMayWrite();
        Segment.Write(offset, source);
    }

    /// <summary>Before the device reads what the CPU wrote. Any context.</summary>
    /// <exception cref="OstdException">AccessDenied: the direction is FromDevice; InvalidArgs: outside; Stale: disposed.</exception>
    public void SyncForDevice(long offset, long length)
    {
        CheckMayWrite();
        CheckSync(offset, length);
    }

    /// <summary>Before the CPU reads what the device wrote. Any context.</summary>
    /// <exception cref="OstdException">AccessDenied: the direction is ToDevice; InvalidArgs: outside; Stale: disposed.</exception>
    public void SyncFromDevice(long offset, long length)
    {
        CheckMayRead();
        CheckSync(offset, length);
    }

    private void CheckMayRead()
    {
        if (Direction == DmaDirection.ToDevice)
            throw new OstdException(OstdError.AccessDenied, "A DMA stream to the device is not read.");
    }

    private void CheckMayWrite()
    {
        if (Direction == DmaDirection.FromDevice)
            throw new OstdException(OstdError.AccessDenied, "A DMA stream from the device is not written.");
    }

    private void CheckSync(long offset, long length)
    {
        CheckAlive();
        if (offset < 0 || length < 0 || offset > Length - length)
            throw new OstdException(OstdError.InvalidArgs, "The range must lie inside the buffer.");
    }
}
