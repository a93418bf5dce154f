using System.Collections.Generic;
using System.Linq;
using Invariants;
using Ostd.Frames;
using Ostd.Model;
using Services.Policies;

namespace Verification.Scenarios.Memory;

/// <summary>A bare machine on which the memory system alone is up: frames, slabs and handles work, and executions stay short. The invariants of memory are evaluated after every step.</summary>
internal static class MemoryMachine
{
    /// <summary>Setup: not explored. The invariants that are named are evaluated after every step from then on.</summary>
    public static void Boot(KernelScenario s, params int[] watched)
    {
        s.Kernel.BootMemory();
        s.Kernel.InjectFrameAllocator(new BuddyAllocator());
        s.Machine.Attach(new Watch(s, Registry.All.Where(i => watched.Contains(i.Number)).ToList()));
    }

    /// <summary>A frame table of a few pages that are all unused, in memory of a bare machine where nothing else is.</summary>
    public static FrameTable SmallTable(KernelScenario s) => new(s.Machine, slots: 0x18_0000, pageCount: 4);

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
