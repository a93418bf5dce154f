using System;
using System.Collections.Generic;
using Ostd.Heap;
using Ostd.Model;
using Ostd.Seam;
using Ostd.Sync;
using Ostd.Tasks;
using Services.Policies;
using Verification.Checking;

namespace Verification.Scenarios.Memory;

/// <summary>
/// A CPU stops all others, as it does to collect, whatever they are doing: the theorem at <see cref="WorldStop"/>. Nothing moves from the moment at which it has stopped them until it lets them go
/// on; and then they do go on.
/// </summary>
internal static class WorldStopScenarios
{
    private const int BlockSize = 2048; // two of them fill a free list

    public static IReadOnlyList<Checker> Checkers { get; } =
    [
        new ScenarioDefinition(
            "A CPU that has interrupts off when the world is to stop does so afterwards, and goes on with it", [], "collector", Bare,
            BuildInterruptsOff, KilledMutant: "world-stop-awaits-nobody").ToChecker(),
        new ScenarioDefinition(
            "A CPU at rest stops with the world, and rests again", [], "collector", ScenarioMachine.Booted(cpus: 2),
            BuildIdle, KilledMutant: "cross-call-sends-no-interrupt").ToChecker(),
        new ScenarioDefinition(
            "The world stops a second time, for whoever has not noticed yet that it went on", [], "collector", Bare,
            BuildTwice, KilledMutant: "world-resume-awaits-nobody").ToChecker(),
        new ScenarioDefinition(
            "A CPU in user mode stops with the world, and so does one on its way back from there", [], "collector", ScenarioMachine.Booted(cpus: 2),
            BuildUser, KilledMutant: "interrupt-from-user-dropped").ToChecker(),
        new ScenarioDefinition(
            "Of two CPUs that want to stop the world one waits, and stops for the other", [], "collector", Bare,
            BuildBoth, KilledMutant: "heap-lock-waits-deaf").ToChecker(),
        new ScenarioDefinition(
            "A CPU that fills its free list when the world is to stop has filled it before", [9, 10], "collector", Bare,
            BuildAllocation, KilledMutant: "allocation-is-interrupted").ToChecker(),
    ];

    // Nothing but memory, interrupt controllers and calls from CPU to CPU. The scenario watches what it is about; invariants where they are named.
    private static ScenarioMachine Bare => ScenarioMachine.Bare(cpus: 2, static _ => Root.Kernel.Interprocessor.RunInbox(Task.Current.Cpu)) with { UsualEffort = (4_000, 300_000) };

    private static Observed PrepareBare(KernelScenario s, params int[] watched)
    {
        MemoryMachine.Boot(s, watched);
        s.Kernel.BootControllers();
        s.Machine.AsEachCpu(() =>
        {
            s.Machine.Mmu.LoadCr3(s.Kernel.Memory.Space.Root);
            s.Kernel.LocalApic.Enable();
            s.Kernel.Cpus[s.Machine.CurrentCpu].ApicId = s.Kernel.LocalApic.Id;
            s.Machine.EnableInterrupts();
        });
        s.Kernel.NoteOnline();
        return new Observed(s);
    }

    private static void BuildInterruptsOff(KernelScenario s)
    {
        Observed world = PrepareBare(s);
        s.OnCpu(0, world.StopAndLook, "stops the world");
        s.OnCpu(1, () =>
        {
            world.Move();
            using (new InterruptsOff(s.Machine))
                world.Move();
            world.Move();
        }, "moves");
        s.AtEnd(() => s.Assert(world.Moves == 3, "who was stopped went on"));
    }

    private static void BuildIdle(KernelScenario s)
    {
        var world = new Observed(s);
        s.OnCpu(0, world.StopAndLook, "stops the world");
    }

    private static void BuildTwice(KernelScenario s)
    {
        Observed world = PrepareBare(s);
        s.OnCpu(0, () =>
        {
            world.Stop();
            world.StopAndLook();
        }, "stops the world twice");
        s.OnCpu(1, static () => { }, "rests");
    }

    // The program is the first task's, so that it is made before anything is explored.
    private static void BuildUser(KernelScenario s)
    {
        var world = new Observed(s);
        var program = new UserScript(new Action<UserCpu>[] { _ => world.Move(), _ => world.Move() });
        s.OnCpu(0, () => program.Run(), "in user mode");
        s.OnCpu(1, world.StopAndLook, "stops the world");
        s.AtEnd(() => s.Assert(world.Moves == 2, "the program went on"));
    }

    // As the collector does it: whoever holds the lock stops the other, who waits for the lock with interrupts off.
    private static void BuildBoth(KernelScenario s)
    {
        Observed world = PrepareBare(s);
        var one = new HeapLock();
        s.Machine.AsEachCpu(s.Machine.DisableInterrupts);
        for (int cpu = 0; cpu < 2; cpu++)
            s.OnCpu(cpu, () =>
            {
                one.Enter(s.Kernel);
                world.StopAndLook();
                one.Exit();
            }, "stops the world");
    }

    // Blocks on their way from the policy to the list are in nobody's sight, and look dead to a collection.
    private static void BuildAllocation(KernelScenario s)
    {
        PrepareBare(s, 9, 10);
        s.Kernel.InjectHeapAllocator(new SlabHeap());
        ObjectHeap heap = s.Kernel.Memory.Heap;
        s.Machine.ActAs(1, () => // there is a slab, and the list is empty again
        {
            heap.Allocate(BlockSize, 0);
            heap.Allocate(BlockSize, 0);
        });
        s.OnCpu(0, () =>
        {
            using var off = new InterruptsOff(s.Machine);
            heap.Collector.Collect();
        }, "collects");
        s.OnCpu(1, () => heap.Allocate(BlockSize, 0), "allocates");
        s.AtEnd(() =>
        {
            heap.FinishSweep();
            s.Machine.ActAs(1, () => s.Assert(SlotHeader.IsObject(s.Machine.ReadKernel64(heap.Allocate(BlockSize, 0))), "the next block of the list has been swept"));
        });
    }

    /// <summary>A world in which moves can be seen.</summary>
    private sealed class Observed(KernelScenario s)
    {
        private readonly WorldStop _stop = new(s.Kernel);
        private AtomicInt32 _moves = new(0);

        public int Moves => _moves.Load(MemoryOrder.Relaxed);

        public void Move() => _moves.FetchAdd(1);

        public void Stop()
        {
            using var off = new InterruptsOff(s.Machine);
            _stop.Stop();
            _stop.Resume();
        }

        public void StopAndLook()
        {
            using var off = new InterruptsOff(s.Machine);
            _stop.Stop();
            int moves = Moves;
            for (int cpu = 0; cpu < s.Kernel.CpuCount; cpu++)
                s.Assert(cpu == s.Machine.CurrentCpu || _stop.StackPointerOf(cpu) == s.Machine.StackPointerOf(s.Machine.CpuAt(cpu).Context!), "a CPU that stands still has said where its stack is");
            s.Assert(Moves == moves, "nobody moves while the world is stopped");
            _stop.Resume();
        }
    }
}
