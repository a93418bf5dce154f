using System;
using System.Runtime.CompilerServices;
using Ostd.Frames;
using Ostd.Seam;
using Ostd.Sync;

namespace Ostd.Heap;

/// <summary>
/// Slabs and large slots, as the frame metadata describes them. Nothing here allocates objects: it runs inside object allocation.
/// </summary>
/// <remarks>
/// The kind word of every page of a slab says where the slab starts and how large its slots are, so that any address leads to its slot. The state
/// word of the first page (see <see cref="SlabState"/>) is moved by compare-and-swap; the free list is threaded through the headers of the slots.
/// <para>Invariant 9: a slab cannot be freed while a slot is not in its free list, since freeing is a compare-and-swap from "none live".</para>
/// </remarks>
internal sealed partial class SlabTable(Machine machine, FramePool pool)
{
    private const int DeltaShift = 8, SizeShift = 16, PagesShift = 32;

    private readonly Machine _machine = machine;
    private readonly FramePool _pool = pool;
    private AtomicInt64 _pages;

    /// <summary>Pages of slabs and large slots.</summary>
    public long Pages => _pages.Load(MemoryOrder.Relaxed);

    // ---- What an address belongs to --------------------------------------------------------------------------

    /// <summary>The first page of the slab that a page with this kind word is part of.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong FirstPageOf(ulong page, ulong kindWord) => page - ((kindWord >> DeltaShift & 0xff) << Page.Shift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SlotSizeOf(ulong kindWord) => (int)(kindWord >> SizeShift & 0xffff);

    public static int PagesOf(ulong kindWord) => (int)(kindWord >> PagesShift & 0xff);

    /// <summary>Slots of a slab whose pages have this kind word.</summary>
    public static int CapacityOf(ulong kindWord) => PagesOf(kindWord) * Page.Size / SlotSizeOf(kindWord);

    private static bool IsSlab(ulong kindWord) => (FrameKind)(byte)kindWord == FrameKind.Slab;

    public Slab SlabOf(HeapSlot slot)
    {
        ulong page = Page.AlignDown(slot.Paddr);
        if (!_pool.Table.Covers(page, 1))
            return default;
        ulong kindWord = _pool.Table.KindWordOf(page);
        if (!IsSlab(kindWord))
            return default;
        ulong first = FirstPageOf(page, kindWord);
        return new Slab(first, StateOf(first).Generation);
    }

    // ---- Slabs -----------------------------------------------------------------------------------------------

    public bool TryCreate(int slotSize, int pages, out Slab slab)
    {
        slab = default;
        using var off = new InterruptsOff(_machine);
        if (slotSize is < Slab.MinSlotSize or > Slab.MaxSlotSize || slotSize % 16 != 0 || pages is < 1 or > Slab.MaxPages)
            return false;
        if (!_pool.TryClaimFree(pages, Page.Size, out ulong first))
            return false;

        int capacity = pages * Page.Size / slotSize;
        for (int i = 0; i < capacity; i++)
            _machine.WritePhys64(first + (ulong)(i * slotSize), SlotHeader.Free(i + 1 < capacity ? i + 1 : SlabState.None));
        for (int i = 0; i < pages; i++)
        {
            ulong kindWord = (ulong)FrameKind.Slab | (ulong)i << DeltaShift | (ulong)slotSize << SizeShift | (ulong)pages << PagesShift;
            _pool.Table.PublishUnique(first + (ulong)i * Page.Size, kindWord);
        }
        SlabState state = StateOf(first).NextGeneration(firstFree: 0, live: 0);
        _machine.WritePhys64(StateWord(first), state.Word);
        _pages.FetchAdd(pages);
        slab = new Slab(first, state.Generation);
        SetLink(slab, 0, default);
        SetLink(slab, 1, default);
        Sweepable.Add(first, slotSize);
        return true;
    }

    public bool TryFree(Slab slab)
    {
        using var off = new InterruptsOff(_machine);
        // Off the list first: from then on nobody sweeps it. It comes back when it turns out to have live slots.
        if (!TryRead(slab, out SlabState state, out ulong kindWord) || state.Live != 0)
            return false;
        Sweepable.Remove(slab.Paddr, SlotSizeOf(kindWord));
        while (_machine.CompareExchangePhys64(StateWord(slab.Paddr), state.NextGeneration(SlabState.None, 0).Word, state.Word) != state.Word)
        {
            if (!TryRead(slab, out state, out _) || state.Live != 0)
            {
                if (state.Generation == slab.Generation)
                    Sweepable.Add(slab.Paddr, SlotSizeOf(kindWord));
                return false;
            }
        }
        FreePages(slab.Paddr, PagesOf(kindWord), FrameKind.Slab);
        return true;
    }

    public int CapacityOf(Slab slab) => TryRead(slab, out _, out ulong kindWord) ? CapacityOf(kindWord) : 0;

    public int LiveOf(Slab slab) => TryRead(slab, out SlabState state, out _) ? state.Live : 0;

    public int SlotSizeOf(Slab slab) => TryRead(slab, out _, out ulong kindWord) ? SlotSizeOf(kindWord) : 0;

    public int Alloc(Slab slab, Span<HeapSlot> slots)
    {
        while (TryRead(slab, out SlabState state, out ulong kindWord))
        {
            // Follow the free list without owning it: what was read is right if the state has not changed meanwhile.
            int slotSize = SlotSizeOf(kindWord);
            int capacity = CapacityOf(kindWord);
            int index = state.FirstFree;
            int count = 0;
            while (count < slots.Length && index < capacity)
            {
                ulong paddr = slab.Paddr + (ulong)(index * slotSize);
                slots[count++] = new HeapSlot(paddr, state.Tag & 0xffff);
                index = SlotHeader.NextOf(_machine.ReadPhys64(paddr));
            }
            if (count == 0)
                return 0;
            SlabState next = state.Next(index, state.Live + count);
            if (_machine.CompareExchangePhys64(StateWord(slab.Paddr), next.Word, state.Word) != state.Word)
                continue;
            for (int i = 0; i < count; i++)
                _machine.WritePhys64(slots[i].Paddr, SlotHeader.HeldBy(slots[i].Generation));
            return count;
        }
        return 0;
    }

    public bool TryReturn(Slab slab, HeapSlot slot)
    {
        if (!TryRead(slab, out SlabState state, out ulong kindWord) || !TryIndex(slab.Paddr, kindWord, slot.Paddr, out int index))
            return false;
        ulong held = SlotHeader.HeldBy(slot.Generation);
        if (_machine.ReadPhys64(slot.Paddr) != held
            || _machine.CompareExchangePhys64(slot.Paddr, SlotHeader.Free(SlabState.None), held) != held)
        {
            return false;
        }
        // The slot is live and ours alone, so the slab stays.
        while (true)
        {
            state = StateOf(slab.Paddr);
            _machine.WritePhys64(slot.Paddr, SlotHeader.Free(state.FirstFree));
            SlabState next = state.Next(index, state.Live - 1);
            if (_machine.CompareExchangePhys64(StateWord(slab.Paddr), next.Word, state.Word) == state.Word)
                return true;
        }
    }

    // ---- Links for the policy --------------------------------------------------------------------------------

    public Slab LinkOf(Slab slab, int index) =>
        TryRead(slab, out _, out _) ? new Slab(_machine.ReadPhys64(LinkWord(slab, index))) : default;

    public void SetLink(Slab slab, int index, Slab link)
    {
        if (TryRead(slab, out _, out _))
            _machine.WritePhys64(LinkWord(slab, index), link.Word);
    }

    private ulong LinkWord(Slab slab, int index) => _pool.Table.SlotOf(slab.Paddr) + FrameTable.PolicyLinks + (ulong)index * 8;

    // ---- Inner parts -----------------------------------------------------------------------------------------

    /// <summary>Whether the handle is of a slab that exists, and what that is at the moment.</summary>
    private bool TryRead(Slab slab, out SlabState state, out ulong kindWord)
    {
        state = default;
        kindWord = 0;
        if (slab.IsNull || !_pool.Table.Covers(slab.Paddr, 1))
            return false;
        state = StateOf(slab.Paddr);
        kindWord = _pool.Table.KindWordOf(slab.Paddr);
        return IsSlab(kindWord) && FirstPageOf(slab.Paddr, kindWord) == slab.Paddr && state.Generation == slab.Generation;
    }

    private SlabState StateOf(ulong first) => new(_machine.ReadPhys64(StateWord(first)));

    private ulong StateWord(ulong first) => _pool.Table.SlotOf(first) + FrameTable.SlabState;

    /// <summary>The index of the slot that starts at <paramref name="paddr"/>; false when none does.</summary>
    private static bool TryIndex(ulong first, ulong kindWord, ulong paddr, out int index)
    {
        ulong offset = paddr - first;
        ulong slotSize = (ulong)SlotSizeOf(kindWord);
        index = 0;
        if (offset >= (ulong)(PagesOf(kindWord) * Page.Size) || offset % slotSize != 0)
            return false;
        index = (int)(offset / slotSize);
        return index < CapacityOf(kindWord);
    }

    private void FreePages(ulong first, int pages, FrameKind kind)
    {
        for (int i = 0; i < pages; i++)
        {
            ulong page = first + (ulong)i * Page.Size;
            if (_pool.Table.KindOf(page) != kind || !_pool.Table.TryClose(page))
                Panics.Panic.Stop("A page that is freed as part of the heap must be one.");
        }
        _pages.FetchAdd(-pages);
        _pool.FreeBusy(first, pages);
    }
}
