using Ostd.Dma;
using Ostd.Iommu;
using Ostd.Pci;

namespace Ostd;

/// <summary>What stands between the devices and the rest of the machine.</summary>
public sealed partial class Kernel
{
    /// <summary>Null on a machine without one that can be used.</summary>
    internal RemappingUnit? Iommu { get; private set; }

    internal DmaSystem Dma { get; private set; } = null!;

    internal PciSystem Pci { get; private set; } = null!;

    /// <summary>Confines the devices. Before the first interrupt line is routed.</summary>
    private void BootIommu()
    {
        if (BootInfo.Iommu is { } info)
            Iommu = RemappingUnit.TryStart(this, info);
        Dma = new DmaSystem(this);
        Pci = new PciSystem(this);
    }
}
