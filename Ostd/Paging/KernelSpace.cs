using System;
using System.Collections.Generic;
using Ostd.Boot;
using Ostd.Frames;
using Ostd.Panics;
using Ostd.Seam;
using Ostd.Sync;
using Ostd.UserSpace;

namespace Ostd.Paging;

/// <summary>
/// The kernel half of every address space: the linear map of RAM, the image with exact rights, and areas for stacks and devices.
/// </summary>
/// <remarks>
/// Nothing is both writable and executable: text is mapped read-only and executable at its link address, and read-only in the linear map;
/// everything else is never executable. The top-level entries are made once, before any user space copies them, and never change after that.
/// <para>Checked by: PagingTests, which walk the tables.</para>
/// </remarks>
internal sealed partial class KernelSpace
{
    private readonly Machine _machine;
    private readonly PageTableNodes _nodes;

    public KernelSpace(Machine machine, PageTableNodes nodes, BootInfo boot)
    {
        _machine = machine;
        _nodes = nodes;
        Root = NewRoot();
        ulong[] tops = [KernelLayout.AreasBase, KernelLayout.ImageBase];
        foreach (ulong top in tops)
            Descend(Root, top, 4);
        MapLinear(boot.Regions);
        MapImage();
        Areas = new VirtualAreas(KernelLayout.AreasBase, KernelLayout.AreasEnd);
    }

    /// <summary>Physical address of the kernel's own root table: the user half is empty.</summary>
    public ulong Root { get; }

    public VirtualAreas Areas { get; }

    /// <summary>Loads the tables on the executing CPU, at boot and when it has no user space to run in.</summary>
    public void Activate()
    {
        _machine.WriteMsr(PageTableEntry.PatMsr, PageTableEntry.PatValue);
        _machine.WriteCr3(Root);
    }

    /// <summary>Copies the kernel half into a fresh root table of a user space.</summary>
    public void ShareWith(ulong userRoot) =>
        _machine.CopyPhys(userRoot + Page.Size / 2, Root + Page.Size / 2, Page.Size / 2);

    // ---- Areas: 4 KiB pages above AreasBase ------------------------------------------------------------------

    /// <summary>Maps one page of an area that the caller owns. False: no memory for a table. Never executable.</summary>
    public bool TryMapArea(ulong vaddr, ulong paddr, bool present, CachePolicy cache = CachePolicy.WriteBack)
    {
        if (vaddr is < KernelLayout.AreasBase or >= KernelLayout.AreasEnd || !Page.IsAligned(vaddr) || !Page.IsAligned(paddr))
            Panic.Stop("Kernel areas are mapped page by page inside the range for areas.");
        ulong node = Root;
        for (int level = 4; level > 1; level--)
        {
            if (!_nodes.TryDescend(node, vaddr, level, PageTableEntry.KernelTable, out ulong above))
                return false;
            node = above & PageTableEntry.AddressMask;
        }
        ulong entry = paddr | PageTableEntry.Writable | PageTableEntry.NoExecute | PageTableEntry.Global | PageTableEntry.EncodeCache(cache)
            | PageTableEntry.Accessed | PageTableEntry.Dirty | (present ? PageTableEntry.Present : 0);
        if (_machine.CompareExchangePhys64(PageTableNodes.EntryOf(node, vaddr, 1), entry, 0) != 0)
            Panic.Stop("A page of a kernel area is mapped twice.");
        return true;
    }

    /// <summary>Takes a page out of an area and returns it; 0 when nothing was mapped. The caller flushes before it reuses anything.</summary>
    public ulong UnmapArea(ulong vaddr)
    {
        ulong entryPaddr = FindLeaf(vaddr);
        return entryPaddr == 0 ? 0 : _machine.ExchangePhys64(entryPaddr, 0) & PageTableEntry.AddressMask;
    }

    /// <summary>Physical address of the leaf entry for a kernel address; 0 when a table is missing or the page is large.</summary>
    public ulong FindLeaf(ulong vaddr)
    {
        ulong node = Root;
        for (int level = 4; level > 1; level--)
        {
            ulong entry = PageTableNodes.Read(PageTableNodes.EntryOf(node, vaddr, level));
            if ((entry & PageTableEntry.Present) == 0 || (entry & PageTableEntry.Large) != 0)
                return 0;
            node = entry & PageTableEntry.AddressMask;
        }
        return PageTableNodes.EntryOf(node, vaddr, 1);
    }

    // ---- Boot ------------------------------------------------------------------------------------------------

    /// <summary>All RAM, also what the firmware or the boot flow owns; large pages where a whole one has the same rights.</summary>
    private void MapLinear(IReadOnlyList<MemoryRegion> regions)
    {
        foreach (MemoryRegion region in regions)
        {
            if (region.Kind is MemoryRegionKind.Reserved or MemoryRegionKind.BadMemory)
                continue;
            ulong page = Page.AlignDown(region.Start);
            ulong end = Page.AlignUp(region.End);
            while (page < end)
            {
                bool large = LargePage.IsAligned(page) && end - page >= LargePage.Size && !TouchesImage(page, page + LargePage.Size);
                ulong size = large ? LargePage.Size : (ulong)Page.Size;
                bool writable = large || !IsReadOnlyImage(page);
                MapOnce(KernelLayout.LinearBase + page, page, large, writable, executable: false);
                page += size;
            }
        }
    }

    private void MapImage()
    {
        foreach (ImageSection section in _machine.ImageSections)
        {
            if (section.IsWritable && section.IsExecutable || !Page.IsAligned(section.Start) || !Page.IsAligned(section.End))
                Panic.Stop("A part of the image is writable and executable, or shares a page with another.");
            for (ulong page = section.Start; page < section.End; page += Page.Size)
                MapOnce(page, page - KernelLayout.ImageBase, large: false, section.IsWritable, section.IsExecutable);
        }
    }

    /// <summary>Maps a page unless it is mapped already: regions of the firmware's map overlap.</summary>
    private void MapOnce(ulong vaddr, ulong paddr, bool large, bool writable, bool executable)
    {
        int leafLevel = large ? 2 : 1;
        ulong node = Root;
        for (int level = 4; level > leafLevel; level--)
        {
            ulong above = _machine.ReadPhys64(PageTableNodes.EntryOf(node, vaddr, level));
            if ((above & PageTableEntry.Large) != 0)
                return;
            node = Descend(node, vaddr, level);
        }
        ulong entryPaddr = PageTableNodes.EntryOf(node, vaddr, leafLevel);
        if (_machine.ReadPhys64(entryPaddr) != 0)
        {
            if (large)
                MapInSmallPages(vaddr, paddr);
            return;
        }
        ulong entry = paddr | PageTableEntry.Present | PageTableEntry.Global | PageTableEntry.Accessed
            | (writable ? PageTableEntry.Writable | PageTableEntry.Dirty : 0)
            | (executable ? 0 : PageTableEntry.NoExecute)
            | (large ? PageTableEntry.Large : 0);
        _machine.WritePhys64(entryPaddr, entry);
    }

    /// <summary>Somebody mapped a part of these 2 MiB in small pages before.</summary>
    private void MapInSmallPages(ulong vaddr, ulong paddr)
    {
        for (ulong offset = 0; offset < LargePage.Size; offset += Page.Size)
            MapOnce(vaddr + offset, paddr + offset, large: false, writable: true, executable: false);
    }

    private bool TouchesImage(ulong start, ulong end)
    {
        foreach (ImageSection section in _machine.ImageSections)
        {
            if (start < section.End - KernelLayout.ImageBase && end > section.Start - KernelLayout.ImageBase)
                return true;
        }
        return false;
    }

    private bool IsReadOnlyImage(ulong page)
    {
        foreach (ImageSection section in _machine.ImageSections)
        {
            if (!section.IsWritable && page >= section.Start - KernelLayout.ImageBase && page < section.End - KernelLayout.ImageBase)
                return true;
        }
        return false;
    }

    private ulong Descend(ulong node, ulong vaddr, int level)
    {
        if (!_nodes.TryDescend(node, vaddr, level, PageTableEntry.KernelTable, out ulong entry))
            throw new OutOfMemoryException();
        return entry & PageTableEntry.AddressMask;
    }

    private ulong NewRoot()
    {
        if (!_nodes.TryCreate(level: 4, out ulong node))
            throw new OutOfMemoryException();
        return node;
    }
}
