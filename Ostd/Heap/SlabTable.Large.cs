using Ostd.Frames;
using Ostd.Seam;
using Ostd.Sync;

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
        // A slot's generation is the tag before the operation that hands it out, here as everywhere.
        SlabState before = StateOf(first);
        _machine.StorePhys64(StateWord(first), before.Born(SlabState.None, live: 1).Word, MemoryOrder.Release);
        for (int i = 1; i < pages; i++)
        {
            ulong page = first + ((ulong)i << Page.Shift);
            _machine.WritePhys64(_pool.Table.SlotOf(page) + LargePagesWord, first);
            _pool.Table.PublishUnique(page, (ulong)FrameKind.LargeSlot | Follower);
        }
        slot = new HeapSlot(first, before.Tag & 0xffff);
        _machine.WritePhys64(first, SlotHeader.HeldBy(slot.Generation));
        _pool.Table.PublishUnique(first, FrameKind.LargeSlot);
        _pages.FetchAdd(pages);
        Sweepable.Add(first, size);
        return true;
    }

    public bool TryFreeLarge(HeapSlot slot)
    {
        using var off = new InterruptsOff(_machine);
        ulong first = slot.Paddr;
        if (slot.IsNull || !_pool.Table.Covers(first, 1) || !TryPin(first, FrameKind.LargeSlot, generation: null, out _))
            return false;
        // Free, to nobody: whoever else has the handle comes too late.
        if (!TryChangeHeld(slot, SlotHeader.Free(SlabState.None)))
        {
            Unpin(first);
            return false;
        }
        End(first);
        int pages = LargePagesOf(first);
        Sweepable.Remove(first, pages << Page.Shift);
        Unpin(first);
        FreePages(first, pages, FrameKind.LargeSlot);
        return true;
    }

    /// <summary>From now on nobody pins it; returns when the caller's pin is the only one. The others come to an end without waiting for anybody.</summary>
    private void End(ulong first)
    {
        SlabState state;
        do
        {
            state = StateOf(first);
        }
        while (_machine.CompareExchangePhys64(StateWord(first), state.Ended().Word, state.Word) != state.Word);
        while (StateOf(first).Pins != 1)
            _machine.Pause();
    }

    /// <summary>Pages of the large slot that starts at a page.</summary>
    private int LargePagesOf(ulong first) => (int)_machine.ReadPhys64(_pool.Table.SlotOf(first) + LargePagesWord);
}
