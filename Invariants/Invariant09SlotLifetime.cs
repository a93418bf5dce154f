using System.Collections;
using System.Collections.Generic;
using Ostd;
using Ostd.Frames;
using Ostd.Heap;
using Ostd.Model;

namespace Invariants;

/// <summary>Invariant 9: a slab stays while any slot of it is out.</summary>
/// <remarks>
/// Abstract specification. A slab is a sequence of slots, each of them in one state:
/// <code>
///   slot : { free } ∪ { held(generation) } ∪ { object }
///
///   alloc   free    → held(g)    for the policy, with a new g
///   return  held(g) → free       with that very g
///   take    held(g) → object     for the framework, see invariant 10
///   sweep   object  → held(g)    dead, after a collection
///
///   live = |{ s | s is not free }|            the slab may be freed only when live = 0
/// </code>
/// The predicate: the free list of every slab has capacity − live different slots, each of which says that it is free; a slab with live slots, and one that is in a list to be
/// swept, is whole; what a CPU allocates objects from is an object's slot.
/// </remarks>
internal sealed class Invariant09SlotLifetime : Invariant
{
    private const ulong HeldBit = 1 << 4;
    private const int MaxFreeListBlocks = 4096;

    private readonly PerMachine<HeapWatch> _states = new();

    public override int Number => 9;

    public override string Statement => "A HeapSlot, or any object made from it, must not outlive its Slab.";

    public override string Section => "4.2, heap allocation";

    public override string NotCovered => "References to dead objects are the collector's: that it finds everything reachable is compared with a picture of the objects by the collector's property.";

    public override void Check(Kernel kernel, ModelMachine machine)
    {
        if (kernel.Memory is null)
            return;
        HeapWatch heap = _states.Of(machine, m => HeapWatch.Of(kernel, m));
        bool any = false;
        foreach (HeapArea area in heap.Refresh())
        {
            any = true;
            SlabState state = heap.StateOf(area);
            if (state.IsDead)
                continue; // its pages are being freed
            CheckWhole(heap, area);
            if (area.IsSlab)
                CheckFreeList(machine.Memory, area, state);
        }
        if (!any)
            return;
        CheckSweepLists(kernel, machine.Memory, heap);
        CheckFreeBlocks(kernel, machine);
    }

    private void CheckWhole(HeapWatch heap, HeapArea area)
    {
        for (int i = 0; i < area.Pages; i++)
        {
            if (!heap.IsPart(area, i))
                Violated($"{heap.Frames.Describe(area.First + (ulong)i * Page.Size)} was taken out of {area}");
        }
    }

    private void CheckFreeList(PhysicalMemory memory, HeapArea area, SlabState state)
    {
        int free = 0;
        var seen = new BitArray(area.Capacity);
        for (int index = state.FirstFree; index != SlabState.None; free++)
        {
            if (index >= area.Capacity || seen[index])
                Violated($"{area} has slot {index} in its free list twice, or has no such slot");
            seen[index] = true;
            ulong header = memory.Read64(area.SlotAt(index));
            if (SlotHeader.IsObject(header) || (header & HeldBit) != 0)
                Violated($"{area} has slot {index} in its free list, but its header says that it is in use ({header:x})");
            index = SlotHeader.NextOf(header) & SlabState.None;
        }
        if (free != area.Capacity - state.Live)
            Violated($"{area} counts {state.Live} live slots, but {free} are free");
    }

    private void CheckSweepLists(Kernel kernel, PhysicalMemory memory, HeapWatch heap)
    {
        SweepLists lists = kernel.Memory.Slabs.Sweepable;
        FrameTable table = kernel.Memory.Frames.Table;
        for (int sizeClass = 0; sizeClass < SweepLists.ClassCount; sizeClass++)
        {
            ulong page = lists.FirstOf(sizeClass);
            for (ulong steps = 0; page != 0; steps++)
            {
                if (!heap.IsFirst(page))
                    Violated($"{heap.Frames.Describe(page)} is in the list of slabs to sweep, class {sizeClass}, and is none");
                if (steps > heap.Frames.PageCount)
                    Violated($"the list of slabs to sweep, class {sizeClass}, has no end");
                page = (memory.Read64(table.SlotOf(page) + FrameTable.Payload) & uint.MaxValue) << Page.Shift;
            }
        }
    }

    private void CheckFreeBlocks(Kernel kernel, ModelMachine machine)
    {
        for (int cpu = 0; cpu < machine.CpuCount; cpu++)
        {
            for (int sizeClass = 1; sizeClass <= ObjectHeap.FastClasses; sizeClass++)
            {
                int blocks = 0;
                ulong block = machine.ReadFreeList(cpu, sizeClass);
                for (; block != 0; blocks++)
                {
                    ulong paddr = block - Ostd.Paging.KernelLayout.LinearBase;
                    if (blocks > MaxFreeListBlocks || !IsObjectSlot(kernel, machine.Memory, paddr, sizeClass * 16))
                        Violated($"CPU {cpu} would make an object of {sizeClass * 16} bytes at {paddr:x}, which is no slot of an object of that size");
                    block = machine.Memory.Read64(paddr + SlotHeader.ReferenceOffset);
                }
            }
        }
    }

    private static bool IsObjectSlot(Kernel kernel, PhysicalMemory memory, ulong paddr, int size)
    {
        FrameTable table = kernel.Memory.Frames.Table;
        ulong page = Page.AlignDown(paddr);
        if (!table.Covers(page, 1))
            return false;
        ulong kindWord = memory.Read64(table.SlotOf(page) + FrameTable.KindWord);
        if ((FrameKind)(byte)kindWord != FrameKind.Slab || memory.Read64(table.SlotOf(page)) != FrameTable.Unique)
            return false;
        ulong offset = paddr - SlabTable.FirstPageOf(page, kindWord);
        ulong slotSize = (ulong)SlabTable.SlotSizeOf(kindWord);
        return offset % slotSize == 0 && slotSize >= (ulong)size && SlotHeader.IsObject(memory.Read64(paddr));
    }
}
