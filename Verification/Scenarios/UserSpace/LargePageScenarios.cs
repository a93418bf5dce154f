using System.Collections.Generic;
using Ostd.Frames;
using Ostd.Paging;
using Ostd.Sync;
using Ostd.UserSpace;
using Verification.Checking;

namespace Verification.Scenarios.UserSpace;

/// <summary>Large pages that are split while other CPUs use them or split them, too.</summary>
internal static class LargePageScenarios
{
    private const ulong Base = 0x40_0000, Other = Base + 300 * Page.Size;
    private const byte Mine = 0x11, New = 0x22;

    // Five hundred pages are handed out before an execution begins, and looked at after each of its steps.
    private static ScenarioMachine TwoCpus { get; } = ScenarioMachine.Booted(cpus: 2, memoryMiB: 8) with { UsualEffort = (200, 25_000) };

    /// <summary>
    /// <code>
    ///   CPU 0: unmaps one page of a large page, which splits it      CPU 1: reads that page, and another one of the large page
    /// </code>
    /// The twin splits without a flush of its own. It flushes the page that it unmaps, which is enough for the frame; but until then CPU 1 holds it in two sizes that differ.
    /// </summary>
    private static ScenarioDefinition SplitWhileRead { get; } = new(
        "A large page is split while it is used, and no CPU holds an address in two sizes that differ", [5], "tlb", TwoCpus,
        static s => BuildRead(s, isFaulty: false), static s => BuildRead(s, isFaulty: true));

    /// <summary>The hardware sets the dirty bit while the parts are made from the entry without it.</summary>
    private static ScenarioDefinition SplitWhileWritten { get; } = new(
        "A write to a large page that is being split leaves its mark in the parts", [5], "user-space", TwoCpus, BuildWrite, KilledMutant: "split-loses-dirty-bit");

    /// <summary>Both CPUs have used the large page; each takes the right to write from a page of its own. One of them makes the table that both use.</summary>
    private static ScenarioDefinition SplitByBoth { get; } = new(
        "Cursors in two parts of a large page split it once, and neither changes its part before every CPU has forgotten the whole", [5], "tlb", TwoCpus, BuildBoth,
        KilledMutant: "split-settled-too-late");

    /// <summary>
    /// <code>
    ///   CPU 0: unmaps all of a large page, which frees its pages      CPU 1: reads one of them through its TLB, twice
    /// </code>
    /// Of the five hundred pages each is dropped by steps of its own, after which the predicate looks for translations that outlive their page. A neighbour keeps the tables: where a walk
    /// ends must not depend on who was faster.
    /// </summary>
    private static ScenarioDefinition UnmapWhileRead { get; } = new(
        "The pages of a large page that is unmapped and freed are reached by no CPU afterwards", [5], "tlb", TwoCpus with { UsualEffort = (100, 200_000) }, BuildUnmap,
        KilledMutant: "large-page-flushed-by-one-address");

    public static IReadOnlyList<Checker> Checkers { get; } = [UnmapWhileRead.ToChecker(), SplitWhileRead.ToChecker(), SplitWhileWritten.ToChecker(), SplitByBoth.ToChecker()];

    private static void BuildUnmap(KernelScenario s)
    {
        VmSpace space = SpaceWithLarge();
        using (VmCursor neighbour = space.Cursor(Base + LargePage.Size, Base + LargePage.Size + Page.Size))
        using (UFrame page = UFrame.Alloc())
            neighbour.Map(page, new PageProperty(PageFlags.Read));
        s.OnCpu(1, () =>
        {
            space.Activate();
            for (int i = 0; i < 2; i++)
                if (Read(space, Other) is { } value)
                    s.Assert(value == Mine, "a user page holds what its owner wrote there");
        });
        s.OnCpu(0, () =>
        {
            using VmCursor cursor = space.Cursor(Base, Base + LargePage.Size);
            s.Assert(cursor.Unmap(LargePage.Size) == LargePage.Pages, "all pages are unmapped");
        });
        s.AtEnd(() => s.Assert(Flags(space, Base) is null && Flags(space, Other) is null, "nothing is mapped any more"));
    }

    private static void BuildRead(KernelScenario s, bool isFaulty)
    {
        VmSpace space = SpaceWithLarge();
        s.OnCpu(1, () =>
        {
            space.Activate();
            Read(space, Base);
            Read(space, Other);
            if (Read(space, Base) is { } value)
                s.Assert(value == Mine, "a user page holds what its owner wrote there");
            s.Assert(Read(space, Other) == Mine, "a page that nobody unmapped stays");
        });
        s.OnCpu(0, () =>
        {
            using VmCursor cursor = space.Cursor(Base, Base + Page.Size);
            if (isFaulty)
                SplitWithoutFlush(s, space);
            s.Assert(cursor.Unmap(Page.Size) == 1, "one page is unmapped");
        });
        s.AtEnd(() => s.Assert(Flags(space, Base) is null && Flags(space, Other) is not null, "one page is gone, the others are there"));
    }

    private static void BuildWrite(KernelScenario s)
    {
        VmSpace space = SpaceWithLarge();
        s.OnCpu(1, () =>
        {
            space.Activate();
            space.TryWriter(Other, 1, out VmWriter writer);
            s.Assert(writer.TryWriteByte(New), "a page that nobody restricts can be written");
        });
        s.OnCpu(0, () =>
        {
            using VmCursor cursor = space.Cursor(Base, Base + Page.Size);
            cursor.Protect(Page.Size, PageFlags.Write, PageFlags.None);
        });
        s.AtEnd(() =>
        {
            s.Assert((Flags(space, Other) & PageFlags.Dirty) != 0, "a page that was written to is dirty");
            s.Assert((Flags(space, Base) & PageFlags.Write) == 0, "the page that was restricted is read-only");
        });
    }

    private static void BuildBoth(KernelScenario s)
    {
        VmSpace space = SpaceWithLarge();
        long tables = s.Kernel.Memory.Nodes.Count;
        for (int cpu = 0; cpu < 2; cpu++)
        {
            ulong mine = cpu == 0 ? Base : Other;
            s.OnCpu(cpu, () =>
            {
                space.Activate();
                Read(space, mine);
                using VmCursor cursor = space.Cursor(mine, mine + Page.Size);
                s.Assert(cursor.Protect(Page.Size, PageFlags.Write, PageFlags.None) == 1, "one page is restricted");
            });
        }
        s.AtEnd(() =>
        {
            s.Assert((Flags(space, Base) & PageFlags.Write) == 0 && (Flags(space, Other) & PageFlags.Write) == 0, "both pages are read-only");
            s.Assert((Flags(space, Base + Page.Size) & PageFlags.Write) != 0, "the others are as they were");
            s.Assert(s.Kernel.Memory.Nodes.Count == tables + 1, "one table takes the place of the large page");
        });
    }

    private static VmSpace SpaceWithLarge()
    {
        var space = new VmSpace();
        using USegment segment = USegment.AllocLarge();
        segment.Fill(0, Mine, 1);
        segment.Fill((long)(Other - Base), Mine, 1);
        using VmCursor cursor = space.Cursor(Base, Base + LargePage.Size);
        cursor.MapLarge(segment, new PageProperty(PageFlags.Read | PageFlags.Write));
        return space;
    }

    private static byte? Read(VmSpace space, ulong address) =>
        space.TryReader(address, 1, out VmReader reader) && reader.TryReadByte(out byte value) ? value : null;

    private static PageFlags? Flags(VmSpace space, ulong address)
    {
        using VmCursor cursor = space.Cursor(address, address + Page.Size);
        return cursor.TryQueryProperty(out PageProperty property) ? property.Flags : null;
    }

    private static void SplitWithoutFlush(KernelScenario s, VmSpace space)
    {
        ulong node = space.Root;
        for (int level = 4; level > 2; level--)
            node = s.Machine.ReadPhys64(PageTableNodes.EntryOf(node, Base, level)) & PageTableEntry.AddressMask;
        ulong entryPaddr = PageTableNodes.EntryOf(node, Base, 2), large = s.Machine.LoadPhys64(entryPaddr, MemoryOrder.Acquire);
        space.Nodes.TryCreate(level: 1, out ulong leaf);
        space.Nodes.AddUsed(leaf, LargePage.Pages);
        for (ulong offset = 0; offset < LargePage.Size; offset += Page.Size)
            s.Machine.WritePhys64(PageTableNodes.EntryOf(leaf, offset, 1), PageTableEntry.SmallPartOf(large | PageTableEntry.Accessed, offset));
        s.Machine.ExchangePhys64(entryPaddr, leaf | PageTableEntry.UserTable);
    }
}
