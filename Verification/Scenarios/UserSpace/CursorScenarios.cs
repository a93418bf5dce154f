using System;
using Ostd.Frames;
using Ostd.Sync;
using Ostd.Tasks;
using Ostd.UserSpace;
using Verification.Scenarios.Memory;

namespace Verification.Scenarios.UserSpace;

/// <summary>Cursors of two CPUs over one address space.</summary>
internal static class CursorScenarios
{
    private const ulong Base = 0x40_0000, Beside = 0x20_0000;

    /// <summary>Two CPUs lock ranges that overlap in one page: they are in it one after the other. In the twin they lie side by side.</summary>
    public static ScenarioDefinition OverlappingExclude { get; } = new(
        "Cursors over overlapping ranges exclude each other", [5], "user-space", ScenarioMachine.Bare(cpus: 2), static s => BuildOverlap(s, overlap: 1), static s => BuildOverlap(s, overlap: 0));

    /// <summary>Two CPUs write to a page that both must copy first: each finds the page read-only, one copies it, and neither write is lost.</summary>
    public static ScenarioDefinition CopyOnWrite { get; } = new(
        "Copy-on-write faults of one page on two CPUs copy it once and lose no write", [5], "user-space", ScenarioMachine.Booted(cpus: 2), BuildCopy, KilledMutant: "ranges-touching");

    /// <summary>
    /// <code>
    ///   CPU 0: unmaps the last page of a table, finds the table empty            CPU 1: maps the page beside it, in the same table, and is gone
    ///          excludes everybody from the table, looks at it again, frees it
    /// </code>
    /// </summary>
    public static ScenarioDefinition TableFilledMeanwhile { get; } = new(
        "A page table that was empty is freed only if it still is when nobody can be in it", [5], "user-space", MemoryMachine.TwoCpus, BuildFree, KilledMutant: "table-filled-meanwhile");

    private static void BuildOverlap(KernelScenario s, ulong overlap)
    {
        var ranges = new RangeLock();
        var inside = new AtomicInt32(0);
        for (int cpu = 0; cpu < 2; cpu++)
        {
            var state = new CursorState(s.Machine) { Start = Base + (ulong)cpu * (2 - overlap) * Page.Size };
            state.End = state.Start + 2 * Page.Size;
            s.OnCpu(cpu, () =>
            {
                s.Machine.EnableInterrupts(); // as in task context
                state.Holder = Task.Current;
                ranges.Acquire(state);
                s.Assert(inside.FetchAdd(1) == 0, "one cursor at a time is over a page");
                inside.FetchAdd(-1);
                ranges.Leave(state);
            });
        }
    }

    private static void BuildFree(KernelScenario s)
    {
        MemoryMachine.Boot(s, 5);
        var space = new VmSpace();
        UFrame frame = UFrame.Alloc();
        Map(space, Base, frame);
        Map(space, Base + Beside, frame); // so that the tables above stay
        s.OnCpu(0, () =>
        {
            using VmCursor cursor = space.Cursor(Base, Base + Page.Size);
            cursor.Unmap(Page.Size);
        });
        s.OnCpu(1, () => Map(space, Base + Page.Size, frame));
        s.AtEnd(() =>
        {
            using VmCursor cursor = space.Cursor(Base + Page.Size, Base + 2 * Page.Size);
            s.Assert(cursor.TryQueryProperty(out _), "a page that was mapped is mapped");
        });
    }

    private static void BuildCopy(KernelScenario s)
    {
        var space = new VmSpace();
        UFrame shared = UFrame.Alloc();
        Map(space, Base, shared);
        int copied = 0;
        for (int cpu = 0; cpu < 2; cpu++)
        {
            UFrame copy = UFrame.Alloc(); // made ahead: what allocation does is not the point here
            byte[] mine = [(byte)(cpu + 1)];
            int at = cpu;
            s.OnCpu(cpu, () =>
            {
                using VmCursor cursor = space.Cursor(Base, Base + Page.Size);
                if (!IsWritable(cursor))
                {
                    copied++;
                    Replace(cursor, shared, copy);
                }
                cursor.Jump(Base);
                cursor.TryQuery(out UFrame? now, out _);
                now!.Write(at, mine);
                now.Dispose();
            });
        }
        s.AtEnd(() =>
        {
            s.Assert(copied == 1, "the page is copied once");
            Span<byte> bytes = stackalloc byte[2];
            using VmCursor cursor = space.Cursor(Base, Base + Page.Size);
            cursor.TryQuery(out UFrame? now, out _);
            now!.Read(0, bytes);
            now.Dispose();
            s.Assert(bytes[0] == 1 && bytes[1] == 2, "both writes are there");
            shared.Read(0, bytes);
            s.Assert(bytes[0] == 0 && bytes[1] == 0, "the page that was shared is as it was");
        });
    }

    private static bool IsWritable(VmCursor cursor) => cursor.TryQueryProperty(out PageProperty property) && (property.Flags & PageFlags.Write) != 0;

    private static void Replace(VmCursor cursor, UFrame shared, UFrame copy)
    {
        copy.CopyFrom(shared);
        cursor.Unmap(Page.Size);
        cursor.Jump(Base);
        cursor.Map(copy, new PageProperty(PageFlags.Read | PageFlags.Write));
    }

    private static void Map(VmSpace space, ulong address, UFrame frame)
    {
        using VmCursor cursor = space.Cursor(address, address + Page.Size);
        cursor.Map(frame, new PageProperty(PageFlags.Read));
    }
}
