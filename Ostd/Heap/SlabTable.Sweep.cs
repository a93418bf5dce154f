using System;
using Ostd.Frames;
using Ostd.Sync;

namespace Ostd.Heap;

internal sealed partial class SlabTable
{
    /// <summary>The lists of all slabs and large slots, for sweeping and for walking the heap.</summary>
    public SweepLists Sweepable { get; private set; } = null!;

    /// <summary>Second half of construction: the lists need the kernel.</summary>
    public void Attach(Kernel kernel) => Sweepable = new SweepLists(kernel, _machine, _pool.Table);

    /// <summary>
    /// Finds the dead objects of the next slab of a class that was not swept since the last collection. They become slots that the policy holds; the caller hands them to it.
    /// False: all slabs of the class are swept.
    /// </summary>
    /// <param name="sizeClass">See <see cref="SweepLists.ClassOf"/>.</param>
    /// <param name="dead">Room for all slots of a slab; filled from the front.</param>
    /// <param name="count">How many were found.</param>
    /// <param name="slotSize">Their size.</param>
    public bool TrySweepNext(int sizeClass, Span<HeapSlot> dead, out int count, out int slotSize)
    {
        count = 0;
        slotSize = 0;
        // The lock keeps the slab in the list, and so alive. Who waits for it may be stopped for a collection, which changes the colour.
        ulong first = Sweepable.EnterNext(sizeClass);
        if (first != 0)
        {
            ulong kindWord = _pool.Table.KindWordOf(first);
            slotSize = IsSlab(kindWord) ? SlotSizeOf(kindWord) : LargePagesOf(first) << Page.Shift;
            count = Sweep(first, kindWord, (ulong)(IsSlab(kindWord) ? slotSize : 0), Sweepable.LiveColour, dead);
        }
        Sweepable.Exit(sizeClass);
        return first != 0;
    }

    private int Sweep(ulong first, ulong kindWord, ulong slotSize, ulong liveColour, Span<HeapSlot> dead)
    {
        int capacity = slotSize != 0 ? CapacityOf(kindWord) : 1;
        ulong generation = _machine.FetchAddPhys64(StateWord(first), SlabState.TagStep) >> SlabState.TagShift & 0xffff;
        int count = 0;
        ulong paddr = first;
        for (int i = 0; i < capacity; i++, paddr += slotSize)
        {
            ulong header = _machine.LoadPhys64(paddr, MemoryOrder.Relaxed);
            if (!SlotHeader.IsObject(header) || (header & liveColour) != 0)
                continue;
            _machine.StorePhys64(paddr, SlotHeader.HeldBy(generation), MemoryOrder.Release);
            dead[count++] = new HeapSlot(paddr, generation);
        }
        return count;
    }
}
