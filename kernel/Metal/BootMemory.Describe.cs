using Ostd.Boot;

namespace Metal;

// What Ostd is told.
internal static unsafe partial class BootMemory
{
    /// <summary>Enough for what lives for ever: the roots of the framework and of its policies. They take 170 KiB, and some 80 KiB more for every GiB of RAM.</summary>
    private const ulong BootHeapSize = 4UL << 20;

    /// <summary>The image, the boot heap, and the initial file system, which may be empty.</summary>
    private const int OwnRegions = 3;

    internal static BootInfo Describe(StartInfo* info, ulong startTsc)
    {
        int count = (int)info->MemoryMapEntries;
        var regions = new MemoryRegion[count + OwnRegions];
        for (int i = 0; i < count; i++)
        {
            MemoryMapEntry* entry = info->Entry(i);
            regions[i] = new MemoryRegion(entry->Start, entry->End, KindOf(entry->Kind));
        }

        ulong initramfs = 0;
        ulong length = 0;
        if (info->ModuleCount > 0)
        {
            initramfs = info->Module(0)->Start;
            length = info->Module(0)->Length;
        }

        regions[count] = new MemoryRegion(ImageStart, ImageEnd, MemoryRegionKind.Kernel);
        regions[count + 1] = new MemoryRegion(BootHeap.Start - AddressSpace.LinearBase, BootHeap.End - AddressSpace.LinearBase, MemoryRegionKind.BootUsed);
        regions[count + 2] = new MemoryRegion(initramfs, initramfs + length, MemoryRegionKind.Module);
        return new BootInfo(CommandLine(info), regions, initramfs, length, startTsc);
    }

    private static MemoryRegionKind KindOf(uint kind) => kind switch
    {
        MemoryMapEntry.Ram => MemoryRegionKind.Usable,
        MemoryMapEntry.AcpiReclaimable => MemoryRegionKind.AcpiReclaimable,
        MemoryMapEntry.AcpiNvs => MemoryRegionKind.AcpiNvs,
        MemoryMapEntry.Bad => MemoryRegionKind.BadMemory,
        _ => MemoryRegionKind.Reserved,
    };
}
