using Ostd.Iommu;

namespace Ostd.Dma;

/// <summary>Pages that a device can reach, and at which of its addresses. In the list of its domain.</summary>
internal sealed class DmaMapping(PciLocation device, ulong start, int pages, DmaDirection direction)
{
    internal PciLocation Device { get; } = device;

    /// <summary>Physical address of the first page.</summary>
    internal ulong Start { get; } = start;

    internal int Pages { get; } = pages;
    internal DmaDirection Direction { get; } = direction;

    /// <summary>Null on a machine without IOMMU.</summary>
    internal DmaDomain? Domain { get; set; }

    /// <summary>Where the device finds the first page.</summary>
    internal ulong Address { get; set; }

    /// <summary>The next in the domain, by address.</summary>
    internal DmaMapping? Next { get; set; }
}
