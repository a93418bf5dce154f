using System;

namespace Ostd.Dma;

/// <summary>What devices tried and were refused: for logs and statistics.</summary>
public static class DmaFaults
{
    /// <summary>Takes the oldest that the IOMMU remembers (it remembers few). Returns how many. Any context.</summary>
    /// <param name="faults">Filled from the start.</param>
    /// <param name="someLost">More happened since the last call than the IOMMU could remember.</param>
    public static int Take(Span<DmaFault> faults, out bool someLost)
    {
        someLost = false;
        return Kernel.Current.Iommu?.Faults.Take(faults, out someLost) ?? 0;
    }
}
