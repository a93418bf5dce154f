using System;
using Ostd.Boot;
using Ostd.Heap;
using Ostd.Paging;
using Ostd.Panics;
using Ostd.Seam;

namespace Ostd.Frames;

/// <summary>Everything the framework knows about memory, built at boot from the firmware's map.</summary>
internal sealed class MemorySystem
{
    public MemorySystem(Kernel kernel)
    {
        Machine machine = kernel.Machine;
        BootInfo boot = kernel.BootInfo;
        FreeRanges ranges = FreeRanges.From(boot.Regions);
        long total = ranges.FreePages;
        ulong pageCount = EndOf(ranges) >> Page.Shift;

        ulong tablePages = (pageCount * FrameTable.SlotSize + Page.Size - 1) >> Page.Shift;
        if (!ranges.TryTake(tablePages, Page.Size, out ulong slots))
            Panic.Stop("There is no room for the frame metadata.");
        machine.FillPhys(slots, 0, tablePages << Page.Shift);
        var table = new FrameTable(machine, slots, pageCount);
        ClaimAllExcept(table, ranges, slots, tablePages);

        var first = new BootFrameAllocator(machine, ranges);
        first.UseTable(table);
        Frames = new FramePool(machine, table, first, total - (long)tablePages);
        Nodes = new PageTableNodes(machine, Frames);
        Space = new KernelSpace(machine, Nodes, boot);
        Stacks = new KernelStackPool(kernel, Space, Frames);
        Slabs = new SlabTable(machine, Frames);
        Slabs.Attach(kernel);
        Heap = new ObjectHeap(kernel, Frames, Slabs);
        Frames.Pressure = Heap;
    }

    public FramePool Frames { get; }
    public PageTableNodes Nodes { get; }
    public KernelSpace Space { get; }
    public KernelStackPool Stacks { get; }
    public SlabTable Slabs { get; }
    public ObjectHeap Heap { get; }

    public MemoryInfo Info => new(Frames.TotalPages * Page.Size, Frames.FreePages * Page.Size, Heap.HeapBytes, Nodes.Count * Page.Size);

    private static ulong EndOf(FreeRanges ranges)
    {
        ulong end = 0;
        for (int i = 0; i < ranges.Count; i++)
            end = Math.Max(end, ranges[i].End);
        return end;
    }

    /// <summary>Every page that is not free belongs to the boot flow or is not RAM: unique for ever, so nobody can claim it.</summary>
    private static void ClaimAllExcept(FrameTable table, FreeRanges ranges, ulong slots, ulong tablePages)
    {
        for (ulong page = 0; page < table.End; page += Page.Size)
            table.PublishUnique(page, FrameKind.Reserved);
        for (int i = 0; i < ranges.Count; i++)
        {
            for (ulong page = ranges[i].Start; page < ranges[i].End; page += Page.Size)
                table.FreeBusy(page);
        }
        for (ulong i = 0; i < tablePages; i++)
            table.PublishUnique(slots + (i << Page.Shift), FrameKind.Metadata);
    }
}
