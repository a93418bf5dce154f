namespace Ostd.Dma;

/// <summary>Who reads and who writes a DMA buffer. The IOMMU holds the device to it, the handle the CPU.</summary>
public enum DmaDirection
{
    /// <summary>The CPU writes, the device reads.</summary>
    ToDevice,

    /// <summary>The device writes, the CPU reads.</summary>
    FromDevice,

    /// <summary>Both do both.</summary>
    Both,
}
