using System.Collections.Generic;
using System.Runtime.CompilerServices;
using Ostd.Frames;
using Ostd.UserSpace;
using Services.Memory;
using Services.Processes;
using Verification.Checking;
using Verification.Scenarios.Processes;

namespace Verification.Scenarios.UserSpace;

/// <summary>
/// Page faults of the services' address spaces against each other, against fork and against munmap. The spaces are active nowhere, so nothing is flushed: that is <see cref="ShootDownScenarios"/>' part.
/// </summary>
internal static class AddressSpaceScenarios
{
    private const ulong Address = 0x10_0000;
    private const byte Mark = 0x5a;

    public static ScenarioDefinition BothCopy { get; } = new(
        "Two processes that write to the page they share after a fork have a page each, with what was in it", [], "memory", ScenarioMachine.Tasks(cpus: 2), BuildBothCopy, KilledMutant: "cow-takes-a-shared-page");

    public static ScenarioDefinition FaultedOnce { get; } = new(
        "Two threads that fault on one page get one page", [], "memory", ScenarioMachine.Tasks(cpus: 2), BuildSameFault, KilledMutant: "fault-maps-over-a-page");

    public static ScenarioDefinition ForkAgainstFault { get; } = new(
        "A page that is written while the process forks is not writable in both", [], "memory", ScenarioMachine.Tasks(cpus: 2), BuildFork, KilledMutant: "fork-leaves-the-parent-writable");

    public static ScenarioDefinition UnmapAgainstFault { get; } = new(
        "A page that is faulted in while it is unmapped is gone, and counted so", [], "memory", ScenarioMachine.Tasks(cpus: 2), BuildUnmap, KilledMutant: "unmap-forgets-the-pages");

    public static IReadOnlyList<Checker> Checkers { get; } = [BothCopy.ToChecker(), FaultedOnce.ToChecker(), ForkAgainstFault.ToChecker(), UnmapAgainstFault.ToChecker()];

    private static void BuildBothCopy(KernelScenario s)
    {
        AddressSpace parent = Prepare(s, isFilled: true), child = parent.Fork();
        s.OnCpu(0, () => Write(s, parent), "parent writes");
        s.OnCpu(1, () => Write(s, child), "child writes");
        s.AtEnd(() =>
        {
            using UFrame mine = Look(s, parent, isWritable: true), theirs = Look(s, child, isWritable: true);
            s.Assert(mine.Start != theirs.Start, "each has a page of its own");
            s.Assert(mine.ReferenceCount == 2 && theirs.ReferenceCount == 2, "and nobody else has it");
            s.Assert(FirstByte(mine) == Mark && FirstByte(theirs) == Mark, "with what was in it");
        });
    }

    private static void BuildSameFault(KernelScenario s)
    {
        AddressSpace space = Prepare(s, isFilled: false);
        for (int cpu = 0; cpu < 2; cpu++)
            s.OnCpu(cpu, () => Write(s, space));
        s.AtEnd(() =>
        {
            using UFrame page = Look(s, space, isWritable: true);
            s.Assert(page.ReferenceCount == 2 && space.ResidentPages == 1, $"one page, counted once, not {space.ResidentPages}");
        });
    }

    private static void BuildFork(KernelScenario s)
    {
        AddressSpace parent = Prepare(s, isFilled: true);
        AddressSpace child = null!;
        s.OnCpu(0, () => child = parent.Fork(), "forks");
        s.OnCpu(1, () => Write(s, parent), "writes");
        s.AtEnd(() =>
        {
            using UFrame mine = Look(s, parent, isWritable: null), theirs = Look(s, child, isWritable: false);
            s.Assert(mine.Start != theirs.Start || !IsWritable(parent), "a page that both have is writable in none");
            s.Assert(FirstByte(theirs) == Mark, "the child has what was in it");
        });
    }

    private static void BuildUnmap(KernelScenario s)
    {
        AddressSpace space = Prepare(s, isFilled: false);
        s.OnCpu(0, () => space.Unmap(Address, Page.Size), "unmaps");
        s.OnCpu(1, () => space.TryResolve(Address, PageFaultAccess.Write), "writes, or faults");
        s.AtEnd(() => s.Assert(space.ResidentPages == 0 && space.MappedPages == 0 && !space.TryResolve(Address, default), "nothing is there, and nothing counted"));
    }

    /// <summary>A space with one private page of memory, which has been written to or not.</summary>
    private static AddressSpace Prepare(KernelScenario s, bool isFilled)
    {
        _ = new ProcessWorld(s);
        var space = new AddressSpace(ResourceLimits.DefaultStackBytes);
        space.Map(new MapRequest(Address, Page.Size, Protection.Read | Protection.Write, MapFlags.Private | MapFlags.Fixed), new ResourceLimits());
        if (!isFilled)
            return space;
        Write(s, space);
        using UFrame page = Look(s, space, isWritable: true);
        page.Write(0, [Mark]);
        return space;
    }

    private static void Write(KernelScenario s, AddressSpace space) => s.Assert(space.TryResolve(Address, PageFaultAccess.Write), "the page can be written");

    private static UFrame Look(KernelScenario s, AddressSpace space, bool? isWritable)
    {
        UFrame? page = PageOf(space, out PageFlags flags);
        s.Assert(page is not null, "a page is there");
        s.Assert(isWritable is not { } expected || expected == ((flags & PageFlags.Write) != 0), "with the rights it should have");
        return page!;
    }

    private static bool IsWritable(AddressSpace space)
    {
        using UFrame? page = PageOf(space, out PageFlags flags);
        return (flags & PageFlags.Write) != 0;
    }

    private static UFrame? PageOf(AddressSpace space, out PageFlags flags)
    {
        using VmCursor cursor = PagesOf(space).Cursor(Address, Address + Page.Size);
        cursor.TryQuery(out UFrame? frame, out PageProperty property);
        flags = property.Flags;
        return frame;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_pages")]
    private static extern ref VmSpace PagesOf(AddressSpace space);

    private static byte FirstByte(UFrame page)
    {
        var first = new byte[1];
        page.Read(0, first);
        return first[0];
    }
}
