using System;
using Ostd.Frames;
using Ostd.UserSpace;

namespace Ostd.Paging;

/// <summary>Device registers and memory, in areas of their own.</summary>
internal sealed partial class KernelSpace
{
    /// <summary>
    /// Maps device registers or memory at a physical range, uncached by default. Returns the virtual address of <paramref name="paddr"/>.
    /// </summary>
    /// <exception cref="OutOfMemoryException">No memory for page tables; nothing is mapped.</exception>
    public ulong MapDevice(ulong paddr, ulong length, CachePolicy cache = CachePolicy.Uncacheable)
    {
        ulong start = Page.AlignDown(paddr);
        ulong end = Page.AlignUp(checked(paddr + length));
        if (end <= start || end > PageTableEntry.AddressMask)
            throw new OstdException(OstdError.InvalidArgs, "A device range is not empty and lies in the physical address space.");
        ulong area = Areas.Take((end - start) >> Page.Shift);
        for (ulong offset = 0; offset < end - start; offset += Page.Size)
        {
            if (TryMapArea(area + offset, start + offset, present: true, cache))
                continue;
            UnmapDevice(Kernel.Current, area, end - start);
            throw new OutOfMemoryException();
        }
        return area + (paddr - start);
    }

    /// <summary>
    /// Unmaps whole pages that <see cref="MapDevice"/> mapped, and returns when no CPU can reach them any more: only then may the addresses, or the device with another cache policy,
    /// be mapped again. Task context, interrupts enabled; does not sleep.
    /// </summary>
    public void UnmapDevice(Kernel kernel, ulong area, ulong length)
    {
        var flush = new TlbFlushCall(_machine);
        // The translations are global: they are named one by one, since reloading the root table would keep them.
        for (ulong offset = 0; offset < length; offset += Page.Size)
        {
            if (UnmapArea(area + offset) == 0)
                continue;
            flush.Add(area + offset);
            if (!flush.HasRoom)
                FlushEverywhere(kernel, flush);
        }
        FlushEverywhere(kernel, flush);
        Areas.Return(area, length >> Page.Shift);
    }

    private static void FlushEverywhere(Kernel kernel, TlbFlushCall flush)
    {
        if (!flush.IsEmpty)
            kernel.RunEverywhere(flush);
        flush.Clear();
    }
}
