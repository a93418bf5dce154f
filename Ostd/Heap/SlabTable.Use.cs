using System.Runtime.CompilerServices;
using Ostd.Frames;

namespace Ostd.Heap;

/// <summary>Slots as objects: where a policy's answer is checked, and where an address leads to a block.</summary>
internal sealed partial class SlabTable
{
    /// <summary>
    /// Makes a block for an object of a slot that the policy answered: all zero but for its header. False: the policy does not hold such a
    /// slot of <paramref name="slotSize"/> bytes (invariant 10: size and alignment; also a slot that is in use, of a slab that was freed, or no slot at all).
    /// </summary>
    public bool TryTake(HeapSlot slot, int slotSize, ulong header)
    {
        ulong page = Page.AlignDown(slot.Paddr);
        if (slot.IsNull || !_pool.Table.Covers(page, 1))
            return false;
        ulong kindWord = _pool.Table.KindWordOf(page);
        bool fits = IsSlab(kindWord)
            ? SlotSizeOf(kindWord) == slotSize && TryIndex(FirstPageOf(page, kindWord), kindWord, slot.Paddr, out _)
            : TryReadLarge(slot.Paddr, out int pages) && pages << Page.Shift == slotSize;
        if (!fits)
            return false;
        ulong held = SlotHeader.HeldBy(slot.Generation);
        if (_machine.CompareExchangePhys64(slot.Paddr, header, held) != held)
            return false;
        // The slot was the policy's, so its slab had a live slot and could not go away between the look at the page and the exchange.
        _machine.FillPhys(slot.Paddr + sizeof(ulong), 0, (ulong)slotSize - sizeof(ulong));
        return true;
    }

    /// <summary>Slots at the first page of a slab or large slot, and their size in bytes.</summary>
    public int SlotsAt(ulong first, out ulong slotSize)
    {
        ulong kindWord = _pool.Table.KindWordOf(first);
        bool isSlab = IsSlab(kindWord);
        slotSize = isSlab ? (ulong)SlotSizeOf(kindWord) : Page.Size;
        return isSlab ? CapacityOf(kindWord) : 1;
    }

    /// <summary>
    /// The block that a physical address lies in, if it lies in a slot that is an object; 0 else. Any value may be asked: this is how
    /// the collector reads stacks.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong BlockAt(ulong paddr)
    {
        if (paddr >= _pool.Table.End)
            return 0;
        ulong page = paddr & ~(ulong)(Page.Size - 1);
        ulong kindWord = _pool.Table.KindWordOf(page);
        FrameKind kind = (FrameKind)(byte)kindWord;
        ulong block;
        if (kind == FrameKind.Slab)
        {
            ulong first = FirstPageOf(page, kindWord);
            uint slotSize = (uint)SlotSizeOf(kindWord);
            uint index = (uint)(paddr - first) / slotSize;
            if (index >= (uint)CapacityOf(kindWord))
                return 0;
            block = first + (ulong)index * slotSize;
        }
        else if (kind == FrameKind.LargeSlot)
        {
            block = (kindWord & Follower) == 0 ? page : _machine.ReadPhys64(_pool.Table.SlotOf(page) + LargePagesWord);
        }
        else
        {
            return 0;
        }
        return SlotHeader.IsObject(_machine.ReadPhys64(block)) ? block : 0;
    }
}
