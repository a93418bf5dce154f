using Ostd.Frames;
using Ostd.Iommu;

namespace Ostd.Dma;

/// <summary>
/// Lends untyped pages to devices. A page is lent at most once at a time, is never freed while lent, and comes back only after the device can no longer reach it.
/// </summary>
/// <remarks>
/// Without an IOMMU a device reaches all of memory as soon as it may reach any, so nothing is lent, and no device may be told to master the bus, unless the command line says
/// <see cref="UnprotectedOption"/>: then invariants 3 and 6 rest on the goodwill of the devices.
/// </remarks>
internal sealed class DmaSystem
{
    /// <summary>On the kernel's command line: trust every device.</summary>
    internal const string UnprotectedOption = "dma=unprotected";

    private readonly FrameTable _frames;
    private readonly DmaRemapping? _remapping;

    internal DmaSystem(Kernel kernel)
    {
        _frames = kernel.Memory.Frames.Table;
        _remapping = kernel.Iommu?.Memory;
        MayMaster = _remapping is not null || System.Array.IndexOf(kernel.BootInfo.CommandLine.Split(' '), UnprotectedOption) >= 0;
    }

    /// <summary>Devices may be told to access memory on their own.</summary>
    internal bool MayMaster { get; }

    /// <summary>Lends pages; the caller holds a reference on each until after <see cref="TakeBack"/>. Task context.</summary>
    /// <exception cref="OstdException">AccessDenied: a page is lent already, or there is no IOMMU; NotEnoughResources.</exception>
    /// <exception cref="System.OutOfMemoryException">No memory for tables.</exception>
    internal DmaMapping Lend(PciLocation device, ulong start, int pages, DmaDirection direction)
    {
        if (!MayMaster)
            throw new OstdException(OstdError.AccessDenied, $"Without an IOMMU a device that may access memory may access all of it. Boot with {UnprotectedOption} to trust every device.");
        if (direction is not (DmaDirection.ToDevice or DmaDirection.FromDevice or DmaDirection.Both))
            throw new OstdException(OstdError.InvalidArgs, "A DMA direction is ToDevice, FromDevice or Both.");
        var mapping = new DmaMapping(device, start, pages, direction);
        MarkAll(start, pages);
        try
        {
            MapMarked(mapping);
        }
        catch
        {
            UnmarkAll(start, pages);
            throw;
        }
        return mapping;
    }

    /// <summary>Ends what <see cref="Lend"/> began: when it returns the device cannot reach the pages. Once. Any context.</summary>
    internal void TakeBack(DmaMapping mapping)
    {
        if (mapping.Domain is { } domain)
        {
            domain.Unmap(mapping);
            _remapping!.Leave(domain);
        }
        UnmarkAll(mapping.Start, mapping.Pages);
    }

    private void MapMarked(DmaMapping mapping)
    {
        if (_remapping is null)
        {
            mapping.Address = mapping.Start;
            return;
        }
        DmaDomain domain = _remapping.Enter(mapping.Device);
        try
        {
            domain.Map(mapping);
        }
        catch
        {
            _remapping.Leave(domain);
            throw;
        }
        mapping.Domain = domain;
    }

    private void MarkAll(ulong start, int pages)
    {
        for (int i = 0; i < pages; i++)
        {
            if (_frames.TryMarkLent(start + ((ulong)i << Page.Shift)))
                continue;
            UnmarkAll(start, i);
            throw new OstdException(OstdError.AccessDenied, $"Page {i} of the segment belongs to a DMA buffer already: one page, one buffer.");
        }
    }

    private void UnmarkAll(ulong start, int pages)
    {
        for (int i = 0; i < pages; i++)
            _frames.Unmark(start + ((ulong)i << Page.Shift));
    }
}
