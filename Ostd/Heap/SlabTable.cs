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
/// <para>
/// Invariant 9: a slab cannot be freed while a slot is not in its free list, since freeing is a compare-and-swap from "none live, none pinned". Whoever
/// touches the header of a slot on the word of a handle pins the slab first: the page may have been freed since, and be somebody's data that looks like a header.
/// <code>
///   CPU 0: Alloc answers slot s              CPU 1: TryReturn(s), TryFree(slab)
///   TryTake(s): the page is a slab
///                                            the page is freed, and a UFrame next
///   s is held: make it an object             ← without the pin, this zeroes the UFrame
/// </code>
/// </para>
/// <para>Checked by: SlabProperty, SlabScenarios, HeapAttacks.</para>
/// </remarks>
internal sealed partial class SlabTable(Machine machine, FramePool pool)
{
    private const int DeltaShift = 8, SizeShift = 16, PagesShift = 32;

    private readonly Machine _machine = machine;
    private readonly FramePool _pool = pool;
    private AtomicInt64 _pages = new();

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
        // The state before the kind, and the first page last: who finds a slab finds a whole one.
        SlabState state = StateOf(first).Born(firstFree: 0, live: 0);
        _machine.StorePhys64(StateWord(first), state.Word, MemoryOrder.Release);
        for (int i = pages - 1; i >= 0; i--)
        {
            ulong kindWord = (ulong)FrameKind.Slab | (ulong)i << DeltaShift | (ulong)slotSize << SizeShift | (ulong)pages << PagesShift;
            _pool.Table.PublishUnique(first + (ulong)i * Page.Size, kindWord);
        }
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
        SlabState state;
        ulong kindWord;
        do
        {
            if (!TryRead(slab, out state, out kindWord) || state.Live != 0 || state.Pins != 0)
                return false;
        }
        while (_machine.CompareExchangePhys64(StateWord(slab.Paddr), state.Ended().Word, state.Word) != state.Word);
        // Nobody else can free it now, and no handle reaches its slots. A CPU that sweeps it at the moment finds nothing dead; the list waits for it.
        Sweepable.Remove(slab.Paddr, SlotSizeOf(kindWord));
        FreePages(slab.Paddr, PagesOf(kindWord), FrameKind.Slab);
        return true;
    }

    public int CapacityOf(Slab slab) => TryRead(slab, out _, out ulong kindWord) ? CapacityOf(kindWord) : 0;

    public int LiveOf(Slab slab) => TryRead(slab, out SlabState state, out _) ? state.Live : 0;

    public int SlotSizeOf(Slab slab) => TryRead(slab, out _, out ulong kindWord) ? SlotSizeOf(kindWord) : 0;

    public int Alloc(Slab slab, Span<HeapSlot> slots)
    {
        using var off = new InterruptsOff(_machine);
        if (!TryPin(slab, out ulong kindWord))
            return 0;
        return AllocPinned(slab, kindWord, slots);
    }

    /// <summary>Gives up the pin: with the move that takes the slots, which keep the slab from then on.</summary>
    /// <remarks>
    /// The move can mistake a state for the one that was read when the tag came round in between. So each slot is looked at once more as soon as it is
    /// the caller's: the state says so of the first, and each one's link of the next.
    /// </remarks>
    private int AllocPinned(Slab slab, ulong kindWord, Span<HeapSlot> slots)
    {
        int slotSize = SlotSizeOf(kindWord);
        int capacity = CapacityOf(kindWord);
        while (true)
        {
            // Follow the free list without owning it: what was read is right if the state has not changed meanwhile.
            SlabState state = StateOf(slab.Paddr);
            int index = state.FirstFree;
            int count = 0;
            while (count < slots.Length && index < capacity)
            {
                ulong paddr = slab.Paddr + (ulong)(index * slotSize);
                slots[count++] = new HeapSlot(paddr, state.Tag & 0xffff);
                index = SlotHeader.NextOf(_machine.LoadPhys64(paddr, MemoryOrder.Relaxed));
            }
            if (count == 0)
            {
                Unpin(slab.Paddr);
                return 0;
            }
            SlabState next = state.Next(index, state.Live + count);
            if (_machine.CompareExchangePhys64(StateWord(slab.Paddr), next.Word - SlabState.PinStep, state.Word) != state.Word)
                continue;
            for (int i = 0; i < count; i++)
            {
                int following = i + 1 < count ? (int)(slots[i + 1].Paddr - slab.Paddr) / slotSize : index;
                if (_machine.LoadPhys64(slots[i].Paddr, MemoryOrder.Relaxed) != SlotHeader.Free(following))
                    Panics.Panic.Stop("A slab's free list must not change while slots are taken from it.");
                _machine.StorePhys64(slots[i].Paddr, SlotHeader.HeldBy(slots[i].Generation), MemoryOrder.Release);
            }
            return count;
        }
    }

    public bool TryReturn(Slab slab, HeapSlot slot)
    {
        using var off = new InterruptsOff(_machine);
        if (!TryPin(slab, out ulong kindWord))
            return false;
        bool isHeld = TryIndex(slab.Paddr, kindWord, slot.Paddr, out int index) && TryChangeHeld(slot, SlotHeader.Free(SlabState.None));
        if (isHeld)
            PushAndUnpin(slab.Paddr, slot.Paddr, index);
        else
            Unpin(slab.Paddr);
        return isHeld;
    }

    /// <summary>Puts a slot that is live and the caller's alone into the free list, and gives up the caller's pin with the same move.</summary>
    private void PushAndUnpin(ulong first, ulong slot, int index)
    {
        SlabState state;
        do
        {
            state = StateOf(first);
            _machine.StorePhys64(slot, SlotHeader.Free(state.FirstFree), MemoryOrder.Release);
        }
        while (_machine.CompareExchangePhys64(StateWord(first), state.Next(index, state.Live - 1).Word - SlabState.PinStep, state.Word) != state.Word);
    }

    // ---- Pins: while one is held, the pages stay the slab or large slot that they are ------------------------

    /// <summary>Pins the slab that the handle means. False: it is gone, or never was. Interrupts are disabled until <see cref="Unpin"/>.</summary>
    private bool TryPin(Slab slab, out ulong kindWord)
    {
        kindWord = 0;
        return !slab.IsNull && _pool.Table.Covers(slab.Paddr, 1) && TryPin(slab.Paddr, FrameKind.Slab, slab.Generation, out kindWord);
    }

    /// <summary>Pins what starts at a page that has a slot in the frame table, if it is of this kind.</summary>
    private bool TryPin(ulong first, FrameKind kind, ulong? generation, out ulong kindWord)
    {
        while (true)
        {
            SlabState state = StateOf(first);
            kindWord = _pool.Table.KindWordOf(first);
            if (state.IsDead || (FrameKind)(byte)kindWord != kind || FirstPageOf(first, kindWord) != first || generation is { } g && g != state.Generation)
                return false;
            // The state did not change since before the kind was read; and a slab dies by a change of its state.
            if (_machine.CompareExchangePhys64(StateWord(first), state.Word + SlabState.PinStep, state.Word) == state.Word)
                return true;
        }
    }

    private void Unpin(ulong first) => _machine.FetchAddPhys64(StateWord(first), unchecked(0 - SlabState.PinStep));

    /// <summary>Takes a slot from the policy, which must hold it by this very handle. Its slab is pinned.</summary>
    private bool TryChangeHeld(HeapSlot slot, ulong header)
    {
        ulong held = SlotHeader.HeldBy(slot.Generation);
        return _machine.CompareExchangePhys64(slot.Paddr, header, held) == held;
    }

    // ---- Links for the policy --------------------------------------------------------------------------------

    public Slab LinkOf(Slab slab, int index) =>
        TryRead(slab, out _, out _) ? new Slab(_machine.LoadPhys64(LinkWord(slab, index), MemoryOrder.Relaxed)) : default;

    public void SetLink(Slab slab, int index, Slab link)
    {
        if (TryRead(slab, out _, out _))
            _machine.StorePhys64(LinkWord(slab, index), link.Word, MemoryOrder.Relaxed);
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
        return IsSlab(kindWord) && FirstPageOf(slab.Paddr, kindWord) == slab.Paddr && state.Generation == slab.Generation && !state.IsDead;
    }

    private SlabState StateOf(ulong first) => new(_machine.LoadPhys64(StateWord(first), MemoryOrder.Acquire));

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
