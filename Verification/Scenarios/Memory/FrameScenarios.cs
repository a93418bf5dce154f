using System;
using System.Collections.Generic;
using Ostd;
using Ostd.Frames;
using Ostd.Sync;
using Verification.Checking;

namespace Verification.Scenarios.Memory;

/// <summary>Pages and handles on them, on several CPUs at once.</summary>
internal static class FrameScenarios
{
    private const ulong ThePage = 0x2000;
    private const byte Mine = 7, Others = 9;

    public static IReadOnlyList<Checker> Checkers { get; } =
    [
        new ScenarioDefinition(
            "A page is claimed only when its last owner has cleaned up", [1], "frames", ScenarioMachine.Bare(cpus: 3),
            static s => DropClaimAcquire(s, isFaulty: false), static s => DropClaimAcquire(s, isFaulty: true)).ToChecker(),
        new ScenarioDefinition(
            "Of several CPUs that claim a page one gets it", [1], "frames", ScenarioMachine.Bare(cpus: 3),
            static s => ClaimTogether(s, isFaulty: false), static s => ClaimTogether(s, isFaulty: true)).ToChecker(),
        new ScenarioDefinition(
            "A clone that is made while the handle is disposed has the page, or is refused", [1], "frames", ScenarioMachine.Bare(cpus: 3),
            static s => CloneAgainstDispose(s, isFaulty: false), static s => CloneAgainstDispose(s, isFaulty: true)).ToChecker(),
        new ScenarioDefinition(
            "A page has no other handle while it is unique", [1], "frames", ScenarioMachine.Bare(cpus: 2),
            static s => UniqueAgainstClone(s, isFaulty: false), static s => UniqueAgainstClone(s, isFaulty: true)).ToChecker(),
        new ScenarioDefinition(
            "A slice that fails half-way gives back what it had taken", [1], "frames", ScenarioMachine.Bare(cpus: 2),
            SliceHalfWay, KilledMutant: "half-a-slice-stays").ToChecker(),
    ];

    /// <summary>One CPU drops the last reference and cleans up, one takes the page if it is free, one takes a reference if it is shared.</summary>
    private static void DropClaimAcquire(KernelScenario s, bool isFaulty)
    {
        FrameTable table = MemoryMachine.SmallTable(s);
        table.TryClaim(ThePage);
        table.PublishShared(ThePage, FrameKind.Untyped);
        var cleaning = new AtomicInt32(0);

        void Drop()
        {
            if (isFaulty)
            {
                // As if dropping the last reference made the page free at once.
                if (s.Machine.FetchAddPhys64(table.SlotOf(ThePage), ulong.MaxValue) != 1)
                    return;
                cleaning.FetchAdd(1);
                cleaning.FetchAdd(-1);
                return;
            }
            if (!table.TryDrop(ThePage))
                return;
            cleaning.FetchAdd(1);
            cleaning.FetchAdd(-1);
            table.FreeBusy(ThePage);
        }

        s.OnCpu(0, Drop, "drops");
        s.OnCpu(1, () =>
        {
            if (!table.TryClaim(ThePage))
                return;
            s.Assert(cleaning.Load(MemoryOrder.Acquire) == 0, "a page was claimed while its last owner cleaned up");
            table.PublishUnique(ThePage, FrameKind.PageTable);
        }, "claims");
        s.OnCpu(2, () =>
        {
            if (table.TryAcquire(ThePage) != AcquireResult.Acquired)
                return;
            s.Assert(cleaning.Load(MemoryOrder.Acquire) == 0, "a reference was taken on a page whose last owner cleans up");
            Drop();
        }, "acquires");
        s.AtEnd(() => s.Assert(table.ReferencesOf(ThePage) is FrameTable.Unused or FrameTable.Unique, $"the page ends with count {table.ReferencesOf(ThePage)}"));
    }

    private static void ClaimTogether(KernelScenario s, bool isFaulty)
    {
        FrameTable table = MemoryMachine.SmallTable(s);
        var owners = new AtomicInt32(0);
        int claims = 0;
        for (int cpu = 0; cpu < 3; cpu++)
        {
            s.OnCpu(cpu, () =>
            {
                if (isFaulty ? !ClaimInTwoSteps(s, table) : !table.TryClaim(ThePage))
                    return;
                s.Assert(owners.FetchAdd(1) == 0, "a page has two owners");
                claims++;
                owners.FetchAdd(-1);
                table.FreeBusy(ThePage);
            });
        }
        s.AtEnd(() => s.Assert(claims >= 1 && table.ReferencesOf(ThePage) == FrameTable.Unused, "nobody got the page, or it was not given back"));
    }

    private static bool ClaimInTwoSteps(KernelScenario s, FrameTable table)
    {
        if (table.ReferencesOf(ThePage) != FrameTable.Unused)
            return false;
        s.Machine.StorePhys64(table.SlotOf(ThePage), FrameTable.Busy, MemoryOrder.SeqCst);
        return true;
    }

    private static void CloneAgainstDispose(KernelScenario s, bool isFaulty)
    {
        MemoryMachine.Boot(s, 1);
        UFrame frame = UFrame.Alloc();
        frame.Fill(0, Mine, Page.Size);
        s.OnCpu(0, frame.Dispose, "disposes");
        s.OnCpu(1, () => Unless(OstdError.Stale, () =>
        {
            UFrame clone = isFaulty ? UFrame.Acquire(frame.Paddr) : frame.Clone();
            byte[] one = new byte[1];
            clone.Read(0, one);
            s.Assert(one[0] == Mine, "a clone has the page of another owner");
            clone.Dispose();
        }), "clones");
        s.OnCpu(2, () =>
        {
            using UFrame next = UFrame.Alloc();
            next.Fill(0, Others, 8);
        }, "allocates");
        s.AtEnd(() => s.Assert(s.Kernel.Memory.Frames.Table.ReferencesOf(frame.Start) == FrameTable.Unused, "the page is not free in the end"));
    }

    private static void UniqueAgainstClone(KernelScenario s, bool isFaulty)
    {
        MemoryMachine.Boot(s, 1);
        UFrame frame = UFrame.Alloc();
        var isUnique = new AtomicBool(false);
        FrameTable table = s.Kernel.Memory.Frames.Table;
        s.OnCpu(0, () =>
        {
            if (isFaulty)
            {
                // Asks first and acts then.
                if (frame.ReferenceCount != 1)
                    return;
                isUnique.Store(true, MemoryOrder.SeqCst);
                isUnique.Store(false, MemoryOrder.SeqCst);
                return;
            }
            if (!frame.TryIntoUnique(out UniqueFrame? unique))
                return;
            isUnique.Store(true, MemoryOrder.SeqCst);
            isUnique.Store(false, MemoryOrder.SeqCst);
            unique!.Share().Dispose();
        }, "makes it unique");
        s.OnCpu(1, () => Unless(OstdError.Busy, () => Unless(OstdError.Stale, () =>
        {
            using UFrame clone = frame.Clone();
            s.Assert(!isUnique.Load(MemoryOrder.SeqCst), "a page was cloned that is unique");
        })), "clones");
        s.AtEnd(() =>
        {
            frame.Dispose();
            s.Assert(table.ReferencesOf(frame.Start) == FrameTable.Unused, "the page is not free in the end");
        });
    }

    /// <summary>The second page of the slice has as many references as there may be, so the slice fails after it took the first; meanwhile the segment is disposed.</summary>
    private static void SliceHalfWay(KernelScenario s)
    {
        MemoryMachine.Boot(s, 1);
        FrameTable table = s.Kernel.Memory.Frames.Table;
        USegment segment = USegment.Alloc(2);
        ulong full = segment.Paddr + Page.Size;
        ulong word = table.SlotOf(full) + FrameTable.ReferenceWord;
        s.Machine.Forge(word, FrameTable.MaxReferences);
        s.OnCpu(0, () =>
        {
            bool isMade = false;
            Unless(OstdError.Stale, () => Unless(OstdError.Overflow, () =>
            {
                USegment slice = segment.Slice(0, 2);
                isMade = true;
                slice.Dispose();
            }));
            s.Assert(!isMade, "a slice was made of a page that has no reference left to give");
        }, "slices");
        s.OnCpu(1, segment.Dispose, "disposes");
        s.AtEnd(() =>
        {
            s.Assert(table.ReferencesOf(segment.Start) == FrameTable.Unused, $"the first page ends with count {table.ReferencesOf(segment.Start)}");
            s.Assert(table.ReferencesOf(full) == FrameTable.MaxReferences - 1, "the full page lost another reference than the segment's");
        });
    }

    private static void Unless(OstdError error, Action call)
    {
        try
        {
            call();
        }
        catch (OstdException e) when (e.Error == error)
        {
        }
    }
}
