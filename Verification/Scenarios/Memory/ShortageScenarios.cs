using System;
using System.Collections.Generic;
using Ostd.Frames;
using Ostd.Model;
using Ostd.Paging;
using Services.Policies;
using Verification.Checking;

namespace Verification.Scenarios.Memory;

/// <summary>Memory that runs out in the middle of something: whichever page is the one that cannot be had, what came before it is given back.</summary>
internal static class ShortageScenarios
{
    public static IReadOnlyList<Checker> Checkers { get; } =
    [
        new ScenarioDefinition(
            "A kernel stack that lacks its last page gives back the others", [1, 4], "memory", ShortOf(cpus: 1),
            BuildStack, KilledMutant: "half-a-stack-stays").ToChecker(),
        new ScenarioDefinition(
            "A page that cannot be mapped for want of a table is not in use by it", [1, 5], "memory", ShortOf(cpus: 2),
            static s => BuildMapping(s, isFaulty: false), static s => BuildMapping(s, isFaulty: true)).ToChecker(),
    ];

    private static ScenarioMachine ShortOf(int cpus) => ScenarioMachine.Bare(cpus) with { Shortages = 1, UsualEffort = ScenarioMachine.BootedEffort };

    private static void BuildStack(KernelScenario s)
    {
        FramePool frames = Boot(s);
        long before = InUse(s, frames);
        s.OnCpu(0, () =>
        {
            try
            {
                s.Kernel.Memory.Stacks.Take();
            }
            catch (OutOfMemoryException)
            {
                s.Outcome = "no stack";
            }
        });
        s.AtEnd(() => s.Assert(InUse(s, frames) == before + (s.Outcome == "" ? KernelStack.TotalPages - KernelStack.GuardPages : 0), "a stack has all of its pages, or none"));
    }

    // Both pages have their entries in the same tables, which whoever comes first makes.
    private static void BuildMapping(KernelScenario s, bool isFaulty)
    {
        const ulong Base = 0x40_0000;
        FramePool frames = Boot(s);
        var space = new Ostd.UserSpace.VmSpace();
        UFrame[] pages = [UFrame.Alloc(), UFrame.Alloc()];
        for (int cpu = 0; cpu < 2; cpu++)
        {
            ulong address = Base + (ulong)cpu * Page.Size;
            UFrame page = pages[cpu];
            s.OnCpu(cpu, () =>
            {
                using var cursor = space.Cursor(address, address + Page.Size);
                if (isFaulty)
                    UFrame.AddReference(frames.Table, page.Start); // the mapping's reference, before there is a mapping
                try
                {
                    cursor.Map(page, new Ostd.UserSpace.PageProperty(Ostd.UserSpace.PageFlags.Read));
                    if (isFaulty)
                        frames.Drop(page.Start);
                }
                catch (OutOfMemoryException)
                {
                }
            });
        }
        s.AtEnd(() =>
        {
            space.Dispose();
            foreach (UFrame page in pages)
                s.Assert(frames.Table.ReferencesOf(page.Start) == 1, "a page that is mapped nowhere has its owner's reference alone");
        });
    }

    private static FramePool Boot(KernelScenario s)
    {
        s.Kernel.BootMemory();
        s.Kernel.InjectFrameAllocator(new ScarceFrames(s.Machine, new BuddyAllocator()));
        return s.Kernel.Memory.Frames;
    }

    // Tables of the kernel's own space stay once they are made.
    private static long InUse(KernelScenario s, FramePool frames) => frames.TotalPages - frames.FreePages - s.Kernel.Memory.Nodes.Count;

    /// <summary>A policy that has nothing when the machine says so.</summary>
    private sealed class ScarceFrames(ModelMachine machine, IFrameAllocator policy) : IFrameAllocator
    {
        public long FreePages => policy.FreePages;

        public ulong? Alloc(int pages, ulong alignment) => machine.RunsOut("pages") ? null : policy.Alloc(pages, alignment);

        public void Dealloc(ulong paddr, int pages) => policy.Dealloc(paddr, pages);

        public void AddFreeMemory(ulong paddr, ulong pages) => policy.AddFreeMemory(paddr, pages);
    }
}
