using Ostd.Frames;
using Ostd.Seam;

namespace Ostd.Heap;

/// <summary>
/// Slots of whole pages, each for one large object. The metadata of the first page counts the pages; that of the others names the first, so that
/// an address inside leads to the object.
/// </summary>
internal sealed partial class SlabTable
{
    private const int LargePagesWord = FrameTable.Payload + 8;

    /// <summary>In the kind word: not the first page, whose address is in the payload.</summary>
    private const ulong Follower = 1 << 8;

    public bool TryCreateLarge(int size, out HeapSlot slot)
    {
        slot = default;
        using var off = new InterruptsOff(_machine);
        if (size < Page.Size || size % Page.Size != 0 || size >> Page.Shift > FramePool.MaxPages)
            return false;
        int pages = size >> Page.Shift;
        if (!_pool.TryClaimFree(pages, Page.Size, out ulong first))
            return false;

        _machine.WritePhys64(_pool.Table.SlotOf(first) + LargePagesWord, (ulong)pages);
        for (int i = 1; i < pages; i++)
        {
            ulong page = first + ((ulong)i << Page.Shift);
            _machine.WritePhys64(_pool.Table.SlotOf(page) + LargePagesWord, first);
            _pool.Table.PublishUnique(page, (ulong)FrameKind.LargeSlot | Follower);
        }
        ulong generation = _machine.FetchAddPhys64(StateWord(first), SlabState.TagStep) >> SlabState.TagShift & 0xffff;
        _machine.WritePhys64(first, SlotHeader.HeldBy(generation));
        _pool.Table.PublishUnique(first, FrameKind.LargeSlot);
        _pages.FetchAdd(pages);
        slot = new HeapSlot(first, generation);
        Sweepable.Add(first, size);
        return true;
    }

    public bool TryFreeLarge(HeapSlot slot)
    {
        using var off = new InterruptsOff(_machine);
        if (!TryReadLarge(slot.Paddr, out int pages))
            return false;
        ulong held = SlotHeader.HeldBy(slot.Generation);
        // Free, to nobody: whoever else has the handle comes too late.
        if (_machine.CompareExchangePhys64(slot.Paddr, SlotHeader.Free(SlabState.None), held) != held)
            return false;
        Sweepable.Remove(slot.Paddr, pages << Page.Shift);
        FreePages(slot.Paddr, pages, FrameKind.LargeSlot);
        return true;
    }

    /// <summary>Whether a large slot starts at the address, and how many pages it has.</summary>
    private bool TryReadLarge(ulong paddr, out int pages)
    {
        pages = 0;
        if (paddr == 0 || !_pool.Table.Covers(paddr, 1) || _pool.Table.KindWordOf(paddr) != (ulong)FrameKind.LargeSlot)
            return false;
        pages = (int)_machine.ReadPhys64(_pool.Table.SlotOf(paddr) + LargePagesWord);
        return true;
    }
}
