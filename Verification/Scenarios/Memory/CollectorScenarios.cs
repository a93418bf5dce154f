using System.Collections.Generic;
using System.Linq;
using Ostd;
using Ostd.Heap;
using Ostd.Model;
using Ostd.Seam;
using Services.Policies;
using Verification.Checking;
using Verification.Properties.Heap;

namespace Verification.Scenarios.Memory;

/// <summary>
/// A CPU collects while others allocate: what they wait for inside the heap is where they are stopped, so nothing that they have looked up before may be taken for granted after it.
/// Three CPUs, since one is in a lock, the second waits for it, and the third stops both. All invariants are evaluated after every step.
/// </summary>
internal static class CollectorScenarios
{
    private const int Cpus = 3, BlockSize = 2048;
    private const ulong OwnerWord = 16;

    public static IReadOnlyList<Checker> Checkers { get; } =
    [
        new ScenarioDefinition(
            "What a CPU is about to sweep when the world is stopped is swept by the marks of that collection", [9, 10], "collector", Machine,
            BuildSweep, KilledMutant: "colour-read-before-the-lock").ToChecker(),
        new ScenarioDefinition(
            "A block that waits to be watched when the world is stopped is its owner's afterwards", [9, 10], "collector", Machine,
            BuildWatch, KilledMutant: "unfinished-blocks-are-swept").ToChecker(),
    ];

    private static ScenarioMachine Machine => ScenarioMachine.Booted(Cpus, inject: static kernel =>
    {
        kernel.InjectFrameAllocator(new BuddyAllocator());
        kernel.InjectHeapAllocator(new SlabHeap());
    });

    // The last collection has left something to sweep, and one object that lives of each CPU, which two of them replace. They look for dead ones first.
    private static void BuildSweep(KernelScenario s)
    {
        var owners = new Owners(s, flags: 0);
        for (int cpu = 0; cpu < Cpus; cpu++)
            owners.Make(cpu);
        owners.Collect();
        owners.Start();
    }

    // Nothing is left to sweep, and each CPU has a block in its free list: what they wait for is the list of objects that are watched.
    private static void BuildWatch(KernelScenario s)
    {
        var owners = new Owners(s, ObjectHeap.FinalizableFlag);
        for (int cpu = 0; cpu < Cpus; cpu++)
            s.Machine.ActAs(cpu, () => owners.Make(s.Machine.CurrentCpu));
        owners.Start();
    }

    /// <summary>CPUs that keep one object each.</summary>
    private sealed class Owners
    {
        private readonly KernelScenario _scenario;
        private readonly ModelMachine _machine;
        private readonly ObjectHeap _heap;
        private readonly SyntheticTypes _types = new();
        private readonly ulong _type;
        private readonly uint _flags;

        public Owners(KernelScenario s, uint flags)
        {
            (_scenario, _machine, _heap, _flags) = (s, s.Machine, s.Kernel.Memory.Heap, flags);
            _type = _types.All.First(t => t.BaseSize == BlockSize - SlotHeader.ReferenceOffset).Address;
            _machine.StaticRoots.Add((_types.Statics, RootOf(Cpus)));
        }

        public void Start()
        {
            _scenario.OnCpu(0, Collect, "collects");
            _scenario.OnCpu(1, () => Make(1), "allocates");
            _scenario.OnCpu(2, () => Make(2), "allocates, too");
            _scenario.AtEnd(Claim);
        }

        /// <summary>Marks; the sweep is left to who allocates.</summary>
        public void Collect()
        {
            using var off = new InterruptsOff(_machine);
            _heap.Collector.Collect();
        }

        /// <summary>A new object in the place of the old one. Interrupts stay off until it can be reached, since what is in the host's variables the collector does not see.</summary>
        public void Make(int cpu)
        {
            using var off = new InterruptsOff(_machine);
            ulong block = _heap.Allocate(BlockSize, _flags);
            _machine.WriteKernel64(block + SlotHeader.ReferenceOffset, _type);
            _machine.WriteKernel64(block + OwnerWord, (ulong)cpu + 1);
            _machine.WriteKernel64(RootOf(cpu), block + SlotHeader.ReferenceOffset);
        }

        private ulong RootOf(int cpu) => _types.Statics + (ulong)cpu * 8;

        private void Claim()
        {
            _heap.FinishSweep();
            for (int cpu = 0; cpu < Cpus; cpu++)
            {
                ulong block = _machine.ReadKernel64(RootOf(cpu)) - SlotHeader.ReferenceOffset;
                _scenario.Assert(SlotHeader.IsObject(_machine.ReadKernel64(block)), "an object that can be reached was swept");
                _scenario.Assert(_machine.ReadKernel64(block + OwnerWord) == (ulong)cpu + 1, "an object that can be reached was handed out again");
            }
        }
    }
}
