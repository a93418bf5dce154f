using System;
using Ostd;
using Ostd.Heap;
using Ostd.Model;
using Ostd.Seam;
using Ostd.Sync;
using Ostd.Tasks;
using Services.Policies;
using Verification.Checking;
using Verification.Properties.Heap;
using static Verification.Attacks.Attack;

namespace Verification.Attacks.Heap;

/// <summary>The collector while other CPUs allocate: nothing that a task can reach is lost, and no block is two objects.</summary>
internal static class CollectorAttacks
{
    private const int Tasks = 3, ObjectsPerTask = 40, WordsPerTask = 6;

    public static Checker Checker { get; } = Checker(
        "Objects stay intact while other CPUs allocate, collect and sweep", [9, 10], "collector",
        [
            new("two CPUs", AllocateTogether, Cpus: 2, Inject: Inject),
            new("three CPUs", AllocateTogether, Cpus: 3, Inject: Inject),
            new("memory runs out, and comes back", RunsOut, Inject: Inject),
        ]);

    private static void Inject(Kernel kernel)
    {
        kernel.InjectFrameAllocator(new BuddyAllocator());
        kernel.InjectHeapAllocator(new SlabHeap());
    }

    private static void AllocateTogether()
    {
        var types = new SyntheticTypes();
        ((ModelMachine)Root.Machine).StaticRoots.Add((types.Statics, types.Statics + Tasks * WordsPerTask * 8));
        var finished = new AtomicInt32(0);
        for (int i = 0; i < Tasks; i++)
        {
            ulong statics = types.Statics + (ulong)(i * WordsPerTask * 8);
            ulong owner = (ulong)i + 1;
            Task.Spawn(() =>
            {
                Allocate(types.All[9], statics, owner);
                finished.FetchAdd(1);
            });
        }
        while (finished.Load(MemoryOrder.Acquire) < Tasks)
            Task.Yield();
        Require(Kernel.Current.Memory.Heap.Collector.Statistics.Collections > 0, "nobody collected");
    }

    /// <summary>Keeps lists of arrays, each with its owner's name on it, and looks at them again.</summary>
    private static void Allocate(SyntheticType array, ulong statics, ulong owner)
    {
        Machine machine = Root.Machine;
        ObjectHeap heap = Kernel.Current.Memory.Heap;
        for (int i = 0; i < ObjectsPerTask; i++)
        {
            ulong root = statics + (ulong)(i * 5 % WordsPerTask) * 8;
            using (new InterruptsOff(machine)) // what is in the host's variables the collector does not see
            {
                ulong block = heap.Allocate((ulong)array.SizeOf(2), 0);
                Require(block != 0, "no memory");
                machine.WriteKernel64(block + 8, array.Address);
                machine.WriteKernel64(block + 16, 2 | owner << 32);
                machine.WriteKernel64(block + 24, i % 7 == 6 ? 0 : machine.ReadKernel64(root));
                machine.WriteKernel64(root, block + 8);
            }
            if (i % 20 == (int)owner)
                heap.CollectNow();
            ulong reference = machine.ReadKernel64(root);
            for (int depth = 0; reference != 0 && depth < 6; depth++)
            {
                Require(machine.ReadKernel64(reference) == array.Address, $"the object at {reference:x}, which is reachable, has another type");
                Require(machine.ReadKernel64(reference + 8) == (2 | owner << 32), $"the object at {reference:x} is another task's");
                reference = machine.ReadKernel64(reference + 16);
            }
        }
    }

    /// <summary>A list takes all memory; then the list is dropped.</summary>
    private static void RunsOut()
    {
        ObjectHeap heap = Kernel.Current.Memory.Heap;
        Machine machine = Root.Machine;
        var types = new SyntheticTypes();
        ((ModelMachine)machine).StaticRoots.Add((types.Statics, types.Statics + 8));
        SyntheticType array = types.All[9];
        ulong last = 0;
        int count = 0;
        while (heap.Allocate(1 << 16, 0) is var block && block != 0)
        {
            machine.WriteKernel64(block + 8, array.Address);
            machine.WriteKernel64(block + 16, 1);
            machine.WriteKernel64(block + 24, last);
            last = block + 8;
            machine.WriteKernel64(types.Statics, last);
            count++;
        }
        Require(count > 5, "hardly any memory was used");
        for (int i = 0; i < count; i++, last = machine.ReadKernel64(last + 16))
            Require(machine.ReadKernel64(last) == array.Address, "an object of the list was lost");
        Require(last == 0, "the list ends elsewhere");

        machine.WriteKernel64(types.Statics, 0);
        Require(heap.Allocate(1 << 17, 0) != 0, "memory of the dead does not come back");
        Ostd.Frames.UFrame.Alloc().Dispose();
    }
}
