using System;
using Ostd.Frames;
using Ostd.Paging;
using Ostd.Seam;
using Ostd.Sync;

namespace Ostd.UserSpace;

/// <summary>Large pages: one entry of the second level in the place of a leaf table.</summary>
/// <remarks>
/// The entry owns a reference on each of its pages, so that nothing but the tables changes when it is split. Between the split and the flush a TLB may hold an address in both sizes, and
/// uses either (Intel SDM volume 3, section 4.10.2.3; some processors take a machine check when the two differ). So they may not differ:
/// <code>
///   CPU 0, in one half: splits, table marked            CPU 1, in the other half: finds the table marked
///          flushes everywhere, takes the mark away             flushes everywhere, takes the mark away
///          changes its pages                                   changes its pages
/// </code>
/// Nobody waits for the other, and nobody changes an entry of the table while a TLB may hold the large page. Likewise small pages take the place of a large page that was
/// unmapped, and a large page that of small ones, only after a flush.
/// <para>Only 4 KiB and 2 MiB: the end of a page of 1 GiB would be a quarter of a million references dropped in one go, in atomic mode.</para>
/// <para>Checked by: LargePageScenarios, LargePageAttack, VmSpaceProperty, and the predicate of invariant 5.</para>
/// </remarks>
public ref partial struct VmCursor
{
    /// <summary>
    /// Maps <paramref name="segment"/> at the cursor as one large page (the mapping takes references of its own; the caller keeps its handle) and moves past it.
    /// </summary>
    /// <param name="segment">Exactly <see cref="LargePage.Pages"/> pages, physically aligned to their size: see <see cref="USegment.AllocLarge"/>.</param>
    /// <remarks>The cursor stands at a multiple of <see cref="LargePage.Size"/>. Allocates; does not sleep. When it fails, nothing is mapped and the cursor stays.</remarks>
    /// <exception cref="OstdException">
    /// InvalidArgs: not such a segment or address, the range ends too early, or something is mapped there. Stale: the segment was disposed. Overflow: a page has too many references.
    /// </exception>
    /// <exception cref="OutOfMemoryException">No page for a table.</exception>
    public void MapLarge(USegment segment, PageProperty property)
    {
        ArgumentNullException.ThrowIfNull(segment);
        CursorState state = Alive();
        if (!LargePage.IsAligned(_address) || state.End - _address < LargePage.Size)
            throw new OstdException(OstdError.InvalidArgs, "A large page is mapped at a multiple of its size, with all of it inside the cursor's range.");
        segment.BeginUse();
        try
        {
            if (segment.Pages != LargePage.Pages || !LargePage.IsAligned(segment.Start))
                throw new OstdException(OstdError.InvalidArgs, "What a large page maps has its size, and is aligned to it.");
            VmSpace space = state.Space!;
            ulong table = TableForMapping(state, _address, 2);
            ulong entryPaddr = PageTableNodes.EntryOf(table, _address, 2);
            ulong leaf = PageTableNodes.Read(entryPaddr);
            if (leaf != 0 && (PageTableEntry.IsLarge(leaf) || space.Nodes.AddUsed(leaf & PageTableEntry.AddressMask, 0) != 0))
                throw new OstdException(OstdError.InvalidArgs, "A large page is mapped where something is mapped already: unmap that first.");

            // The entry owns its references from the moment it is there, so they come first.
            USegment.AddReferences(space.Frames, segment.Start, LargePage.Pages);
            if (leaf != 0)
                RemoveEmptyLeaf(state, entryPaddr);
            else
                space.Nodes.AddUsed(table, 1);
            FlushAll(state);
            // Nobody else can have put something there: the whole span is this cursor's.
            Root.Machine.StorePhys64(entryPaddr, PageTableEntry.EncodeLarge(segment.Start, property), MemoryOrder.Release);
        }
        finally
        {
            segment.EndUse();
        }
        _address += LargePage.Size;
    }

    /// <summary>A leaf table that became empty while others were in its span stayed. The flush, which CPUs need that cache the way to it, is the caller's.</summary>
    private readonly void RemoveEmptyLeaf(CursorState state, ulong entryPaddr)
    {
        if (!state.HasRoom)
            FlushAll(state);
        ulong leaf = Root.Machine.ExchangePhys64(entryPaddr, 0);
        state.Leaf = 0;
        state.Flushes.Add(_address);
        state.Release(leaf & PageTableEntry.AddressMask);
    }

    private long UnmapLarge(CursorState state, ulong table)
    {
        if (!state.HasRoom)
            FlushAll(state);
        ulong old = Root.Machine.ExchangePhys64(PageTableNodes.EntryOf(table, _address, 2), 0);
        NoteLargeFlush(state, old);
        state.ReleaseLarge(old & PageTableEntry.LargeAddressMask);
        if (state.Space!.Nodes.AddUsed(table, -1) == 0)
            FreeEmptyTables(state, _address, level: 2);
        _address += LargePage.Size;
        return LargePage.Pages;
    }

    /// <summary>All of it is in the cursor's range, or a part that has the flags already.</summary>
    private long ProtectLarge(CursorState state, ulong table, ulong stop, PageFlags clear, PageFlags set)
    {
        if (stop - _address == LargePage.Size)
            TryProtect(state, table, _address, 2, clear, set);
        long pages = (long)((stop - _address) >> Page.Shift);
        _address = stop;
        return pages;
    }

    private static bool WouldStay(ulong large, PageFlags clear, PageFlags set) =>
        PageTableEntry.WithFlags(large, PageTableEntry.DecodeFlags(large) & ~clear | set) == large;

    /// <summary>After any change, also one that only gives rights: the parts of a large page that is split have the rights that TLBs hold.</summary>
    private static void NoteLargeFlush(CursorState state, ulong old)
    {
        const ulong cached = PageTableEntry.Present | PageTableEntry.Accessed;
        if ((old & cached) != cached)
            return;
        state.Flushes.AddEverything();
        state.HasLarge = true;
    }

    /// <summary>Replaces the large page around an address by a table of small ones that map the same. Whoever goes through the table settles it first.</summary>
    /// <exception cref="OutOfMemoryException">No page for the table; nothing has changed.</exception>
    private static void Split(CursorState state, ulong table, ulong address)
    {
        if (state.HasLarge)
            FlushAll(state);
        PageTableNodes nodes = state.Space!.Nodes;
        if (!nodes.TryCreate(level: 1, out ulong leaf))
            throw new OutOfMemoryException();
        nodes.AddUsed(leaf, LargePage.Pages);
        ulong entryPaddr = PageTableNodes.EntryOf(table, address, 2);
        ulong large = PageTableNodes.Read(entryPaddr);
        while (PageTableEntry.IsLarge(large))
        {
            for (ulong offset = 0; offset < LargePage.Size; offset += Page.Size)
                Root.Machine.WritePhys64(PageTableNodes.EntryOf(leaf, offset, 1), PageTableEntry.SmallPartOf(large, offset));
            ulong seen = Root.Machine.CompareExchangePhys64(entryPaddr, leaf | PageTableEntry.UserTable | PageTableEntry.Unsettled, large);
            if (seen == large)
                return;
            large = seen; // the hardware set the accessed or dirty bit, which every part has then
        }
        nodes.Free(leaf); // a cursor next to this one was faster
    }

    private static void Settle(CursorState state, ulong entryPaddr)
    {
        state.Flushes.AddEverything();
        FlushAll(state);
        ulong entry = PageTableNodes.Read(entryPaddr);
        while ((entry & PageTableEntry.Unsettled) != 0)
        {
            ulong seen = Root.Machine.CompareExchangePhys64(entryPaddr, entry & ~PageTableEntry.Unsettled, entry);
            if (seen == entry)
                return;
            entry = seen; // the hardware set the accessed bit, or another cursor settled it
        }
    }
}
