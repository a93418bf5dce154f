using System;
using System.Collections.Generic;
using Ostd.Frames;
using Ostd.Heap;
using Ostd.Seam;
using Ostd.Sync;
using Verification.Checking;

namespace Verification.Scenarios.Memory;

/// <summary>Slabs and slots that policies on several CPUs use and misuse at once, while the framework makes objects of slots.</summary>
internal static class SlabScenarios
{
    private const int SlotSize = 2048;
    private const ulong Header = SlotHeader.Object | SlotHeader.ColourA;

    public static IReadOnlyList<Checker> Checkers { get; } =
    [
        new ScenarioDefinition(
            "A slot is not made an object in a page that its slab has given up", [9, 10], "heap", ScenarioMachine.Bare(cpus: 2),
            static s => TakeAgainstFree(s, isFaulty: false), static s => TakeAgainstFree(s, isFaulty: true), KilledMutant: "slab-freed-under-a-pin").ToChecker(),
        new ScenarioDefinition(
            "A slab is freed once, however many CPUs try", [9], "heap", ScenarioMachine.Bare(cpus: 2),
            FreeTogether, KilledMutant: "slab-freed-without-compare").ToChecker(),
        new ScenarioDefinition(
            "A slot that crosses CPUs is handed out to one at a time", [9], "heap", ScenarioMachine.Bare(cpus: 2),
            AllocAndReturn, KilledMutant: "slab-states-repeat").ToChecker(),
        new ScenarioDefinition(
            "A slot is returned once, or becomes an object", [9, 10], "heap", ScenarioMachine.Bare(cpus: 2),
            ReturnAgainstTake, KilledMutant: "slot-returned-in-two-steps").ToChecker(),
        new ScenarioDefinition(
            "A large slot is freed once, and not under an object", [9, 10], "heap", ScenarioMachine.Bare(cpus: 2),
            LargeSlot, KilledMutant: "large-slot-freed-while-an-object").ToChecker(),
    ];

    /// <summary>
    /// The policy answers a slot on one CPU, and on another returns it, frees its slab, and lets somebody have the page who writes what looks like the slot's header.
    /// </summary>
    private static void TakeAgainstFree(KernelScenario s, bool isFaulty)
    {
        (FrameTable frames, SlabTable table) = MemoryMachine.SmallHeap(s);
        (Slab slab, HeapSlot slot) = OneSlot(table);
        bool isTaken = false;
        s.OnCpu(0, () =>
        {
            using var off = new InterruptsOff(s.Machine);
            isTaken = isFaulty ? TakeWithoutPin(s, frames, slot) : table.TryTake(slot, SlotSize, Header);
        }, "makes an object");
        s.OnCpu(1, () =>
        {
            if (!table.TryReturn(slab, slot) || !table.TryFree(slab))
                return;
            // The page is free: this CPU is its next owner.
            s.Assert(frames.TryClaim(slab.Paddr), "the page of a slab that was freed is not free");
            s.Machine.StorePhys64(slot.Paddr, SlotHeader.HeldBy(slot.Generation), MemoryOrder.Release);
            frames.PublishShared(slab.Paddr, FrameKind.Untyped);
        }, "frees the slab");
        s.AtEnd(() => s.Assert(isTaken == (table.LiveOf(slab) == 1), "an object was made in the page of another owner"));
    }

    /// <summary>What looking at the page first and taking the slot then would do.</summary>
    private static bool TakeWithoutPin(KernelScenario s, FrameTable frames, HeapSlot slot)
    {
        ulong kind = frames.KindWordOf(Page.AlignDown(slot.Paddr));
        if ((FrameKind)(byte)kind != FrameKind.Slab)
            return false;
        ulong held = SlotHeader.HeldBy(slot.Generation);
        if (s.Machine.CompareExchangePhys64(slot.Paddr, Header, held) != held)
            return false;
        s.Machine.FillPhys(slot.Paddr + 8, 0, SlotSize - 8);
        return true;
    }

    private static void FreeTogether(KernelScenario s)
    {
        MemoryMachine.Boot(s, 9, 10);
        Slab.TryCreate(SlotSize, 1, out Slab slab);
        Slab.TryCreate(SlotSize, 1, out Slab neighbour);
        int freed = 0;
        for (int cpu = 0; cpu < 2; cpu++)
        {
            s.OnCpu(cpu, () =>
            {
                if (slab.TryFree())
                    freed++;
            });
        }
        s.AtEnd(() => s.Assert(freed == 1 && neighbour.Capacity == 2, $"a slab was freed {freed} times"));
    }

    /// <summary>
    /// One CPU reads the head of the free list, and before it takes the slot, another takes that and the next, and puts things back so that head and count look the same.
    /// </summary>
    private static void AllocAndReturn(KernelScenario s)
    {
        (_, SlabTable table) = MemoryMachine.SmallHeap(s);
        table.TryCreate(1024, 1, out Slab slab);
        var first = new HeapSlot[1];
        table.Alloc(slab, first);
        var theirs = new HeapSlot[2];
        var mine = new HeapSlot[2];
        s.OnCpu(0, () => table.Alloc(slab, mine.AsSpan(0, 1)), "takes one");
        s.OnCpu(1, () =>
        {
            int count = table.Alloc(slab, theirs);
            table.TryReturn(slab, first[0]);
            if (count > 0)
                table.TryReturn(slab, theirs[0]);
        }, "takes two, returns two");
        s.AtEnd(() =>
        {
            s.Assert(table.LiveOf(slab) == 2, $"{table.LiveOf(slab)} slots are live, where each CPU has one");
            table.Alloc(slab, mine.AsSpan(1));
            s.Assert(mine[1].Paddr != theirs[1].Paddr && mine[0].Paddr != theirs[1].Paddr && mine[0].Paddr != mine[1].Paddr, "a slot was handed out twice");
        });
    }

    private static void ReturnAgainstTake(KernelScenario s)
    {
        (_, SlabTable table) = MemoryMachine.SmallHeap(s);
        (Slab slab, HeapSlot slot) = OneSlot(table);
        var won = new AtomicInt32(0);
        for (int cpu = 0; cpu < 2; cpu++)
        {
            bool takes = cpu == 0;
            s.OnCpu(cpu, () =>
            {
                using var off = new InterruptsOff(s.Machine);
                if (takes ? table.TryTake(slot, SlotSize, Header) : table.TryReturn(slab, slot))
                    won.FetchAdd(1);
            });
        }
        s.AtEnd(() => s.Assert(won.Load(MemoryOrder.Relaxed) == 1, $"{won.Load(MemoryOrder.Relaxed)} CPUs got the slot"));
    }

    private static void LargeSlot(KernelScenario s)
    {
        (FrameTable frames, SlabTable table) = MemoryMachine.SmallHeap(s);
        table.TryCreateLarge(2 * Page.Size, out HeapSlot slot);
        bool isTaken = false, isFreed = false;
        s.OnCpu(0, () =>
        {
            using var off = new InterruptsOff(s.Machine);
            isTaken = table.TryTake(slot, 2 * Page.Size, Header);
        }, "makes an object");
        s.OnCpu(1, () => isFreed = table.TryFreeLarge(slot), "frees the slot");
        s.AtEnd(() =>
        {
            s.Assert(isTaken != isFreed, "a large slot was freed under an object, or nobody got it");
            ulong expected = isFreed ? FrameTable.Unused : FrameTable.Unique;
            s.Assert(frames.ReferencesOf(slot.Paddr) == expected, "the pages are in another state than the slot");
        });
    }

    private static (Slab Slab, HeapSlot Slot) OneSlot(SlabTable table)
    {
        table.TryCreate(SlotSize, 1, out Slab slab);
        var slots = new HeapSlot[1];
        table.Alloc(slab, slots);
        return (slab, slots[0]);
    }
}
