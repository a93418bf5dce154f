using Ostd.Frames;

namespace Ostd.Dma;

/// <summary>
/// Memory that one device can reach. Holding it proves that the pages are untyped, belong to no other DMA buffer, and stay; not that the device leaves them alone: every byte
/// that the device may write can change at any moment.
/// </summary>
/// <remarks>
/// Whole pages only: the IOMMU cannot split one, so what shared a page with a buffer would be the device's too. Disposing takes the pages away from the device, waits until its
/// last access is through, and only then lets them go. A buffer that is dropped without that is found by the collector.
/// </remarks>
public abstract class DmaBuffer : CountedHandle
{
    private readonly DmaSystem _system;
    private readonly DmaMapping _mapping;

    /// <summary>Takes over a segment of the buffer's own, and what was lent.</summary>
    private protected DmaBuffer(DmaSystem system, USegment segment, DmaMapping mapping)
    {
        _system = system;
        Segment = segment;
        _mapping = mapping;
    }

    /// <summary>The device. Any context.</summary>
    public PciLocation Device => _mapping.Device;

    public int Pages => _mapping.Pages;

    /// <summary>Length in bytes: whole pages.</summary>
    public long Length => (long)Pages << Page.Shift;

    /// <summary>Where the device finds the first byte: for its registers and descriptors. Below 4 GiB with an IOMMU; not a physical address. Any context.</summary>
    /// <exception cref="OstdException">Stale: the buffer was disposed.</exception>
    public ulong DeviceAddress
    {
        get
        {
            CheckAlive();
            return _mapping.Address;
        }
    }

    internal DmaDirection Direction => _mapping.Direction;

    private protected USegment Segment { get; }

    private protected override void Release()
    {
        _system.TakeBack(_mapping);
        Segment.Dispose();
    }
}
