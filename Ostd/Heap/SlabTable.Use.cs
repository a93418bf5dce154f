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
        FrameKind kind = (FrameKind)(byte)kindWord;
        ulong first = kind == FrameKind.Slab ? FirstPageOf(page, kindWord) : page;
        if (kind is not (FrameKind.Slab or FrameKind.LargeSlot) || !TryPin(first, kind, generation: null, out kindWord))
            return false;
        bool taken = Fits(first, kindWord, slot, slotSize) && TryChangeHeld(slot, header);
        Unpin(first);
        // The slot is live now, and stays so until a collection finds the object dead.
        if (taken)
            _machine.FillPhys(slot.Paddr + sizeof(ulong), 0, (ulong)slotSize - sizeof(ulong));
        return taken;
    }

    /// <summary>Whether the slot starts where a slot of the size starts, in the slab or large slot that was pinned.</summary>
    private bool Fits(ulong first, ulong kindWord, HeapSlot slot, int slotSize) => IsSlab(kindWord)
        ? SlotSizeOf(kindWord) == slotSize && TryIndex(first, kindWord, slot.Paddr, out _)
        : slot.Paddr == first && LargePagesOf(first) << Page.Shift == slotSize;

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
