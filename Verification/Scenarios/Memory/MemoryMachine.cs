using System.Collections.Generic;
using System.Linq;
using Invariants;
using Ostd.Frames;
using Ostd.Heap;
using Ostd.Model;
using Services.Policies;

namespace Verification.Scenarios.Memory;

/// <summary>A bare machine on which the memory system alone is up: frames, slabs and handles work, and executions stay short. The invariants of memory are evaluated after every step.</summary>
internal static class MemoryMachine
{
    /// <summary>For scenarios that <see cref="Boot"/> in every execution.</summary>
    public static ScenarioMachine TwoCpus { get; } = ScenarioMachine.Bare(cpus: 2) with { UsualEffort = ScenarioMachine.BootedEffort };

    /// <summary>Setup: not explored. The invariants that are named are evaluated after every step from then on.</summary>
    public static void Boot(KernelScenario s, params int[] watched)
    {
        s.Kernel.BootMemory();
        s.Kernel.InjectFrameAllocator(new BuddyAllocator());
        s.Machine.Attach(new Watch(s, Registry.All.Where(i => watched.Contains(i.Number)).ToList()));
    }

    /// <summary>A frame table of a few pages that are all unused, in memory of a bare machine where nothing else is.</summary>
    public static FrameTable SmallTable(KernelScenario s) => new(s.Machine, slots: 0x18_0000, pageCount: 4);

    /// <summary>Slabs over a few pages, and nothing else of a memory system: an execution takes tens of microseconds.</summary>
    public static (FrameTable Frames, SlabTable Slabs) SmallHeap(KernelScenario s)
    {
        FrameTable frames = SmallTable(s);
        var pool = new FramePool(s.Machine, frames, new BootFrameAllocator(s.Machine, new FreeRanges()), (long)frames.PageCount);
        pool.Inject(new NextPages());
        var slabs = new SlabTable(s.Machine, pool);
        slabs.Attach(s.Kernel);
        return (frames, slabs);
    }

    /// <summary>A policy that hands out one page after the other and takes none back, without a lock: setup allocates, and the explored part frees.</summary>
    private sealed class NextPages : IFrameAllocator
    {
        private ulong _next = Page.Size; // not page 0, whose handles would be null

        public long FreePages => 0;

        public ulong? Alloc(int pages, ulong alignment)
        {
            ulong start = _next;
            _next += (ulong)pages * Page.Size;
            return start;
        }

        public void Dealloc(ulong paddr, int pages)
        {
        }

        public void AddFreeMemory(ulong paddr, ulong pages)
        {
        }
    }

    private sealed class Watch(KernelScenario s, IReadOnlyList<Invariant> watched) : IMachineObserver
    {
        public void AfterStep()
        {
            if (!s.Machine.IsExploring)
                return;
            foreach (Invariant invariant in watched)
                invariant.Check(s.Kernel, s.Machine);
        }
    }
}
