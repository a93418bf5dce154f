using Ostd.Heap;
using Ostd.Model;
using Ostd.Seam;
using Services.Policies;
using Xunit;

namespace Ostd.Tests.Heap;

/// <summary>The collector over the model's memory, against a plain picture of the objects.</summary>
public sealed class CollectorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void What_is_reachable_stays_intact_and_nothing_else_stays(ulong seed) => RunInHeap(() =>
    {
        ObjectGraph graph = NewGraph(seed);
        for (int round = 0; round < 12; round++)
        {
            for (int step = 0; step < 120; step++)
                graph.Step();
            graph.Collect();
            if (round % 3 == 2)
                graph.TakeDropped();
        }
        Assert.True(graph.Count > 20, "the fuzz kept something alive");
        Assert.True(graph.Reclaimed > 0, "the fuzz dropped finalizable objects");
        graph.Clear();
    });

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(64)]
    public void A_mark_stack_that_overflows_loses_nothing(int entries) => RunInHeap(() =>
    {
        Kernel.Current.Memory.Heap.Collector.LimitMarkStack(entries);
        ObjectGraph graph = NewGraph(11);
        graph.AddChain(300);
        for (int round = 0; round < 3; round++)
        {
            for (int step = 0; step < 100; step++)
                graph.Step();
            graph.Collect();
        }
        graph.Clear();
    });

    [Fact]
    public void Memory_of_the_dead_is_used_again() => RunInHeap(() =>
    {
        ObjectGraph graph = NewGraph(3);
        long highest = 0;
        for (int round = 0; round < 8; round++)
        {
            for (int step = 0; step < 300; step++)
                graph.Step();
            graph.Clear();
            if (round == 1)
                highest = Kernel.Current.MemoryInfo.HeapBytes;
        }
        Assert.InRange(Kernel.Current.MemoryInfo.HeapBytes, 0, highest * 2);
    });

    [Fact]
    public void Exhausted_memory_is_reported_and_comes_back() => RunInHeap(() =>
    {
        ObjectHeap heap = Kernel.Current.Memory.Heap;
        Machine machine = Root.Machine;
        var types = new SyntheticTypes();
        ((ModelMachine)machine).StaticRoots.Add((types.Statics, types.Statics + SyntheticTypes.StaticWords * 8));

        // A list of arrays, each referring to the one before.
        SyntheticType array = types.All[9];
        ulong last = 0;
        int count = 0;
        while (heap.Allocate(4000, 0) is var block && block != 0)
        {
            machine.WriteKernel64(block + 8, array.Address);
            machine.WriteKernel64(block + 16, 1);
            machine.WriteKernel64(block + 24, last);
            last = block + 8;
            machine.WriteKernel64(types.Statics, last);
            count++;
        }
        Assert.True(count > 500, "memory was used");
        Assert.Throws<System.OutOfMemoryException>(() => Frames.UFrame.Alloc());
        Assert.Equal(0UL, heap.Allocate(1 << 20, 0));

        machine.WriteKernel64(types.Statics, 0);
        Assert.NotEqual(0UL, heap.Allocate(1 << 20, 0));
        Frames.UFrame.Alloc().Dispose();
    }, megabytes: 8);

    [Fact]
    public void The_largest_sizes_are_refused_and_the_smallest_served() => RunInHeap(() =>
    {
        ObjectHeap heap = Kernel.Current.Memory.Heap;
        Assert.Equal(0UL, heap.Allocate(ulong.MaxValue, 0));
        Assert.Equal(0UL, heap.Allocate(ObjectHeap.MaxSize + 1UL, 0));
        for (ulong size = 24; size < 9000; size += 8)
        {
            ulong block = heap.Allocate(size, 0);
            Assert.Equal(0UL, block & 15);
            Assert.NotEqual(0UL, block);
            Root.Machine.WriteKernel64(block + ((size - 1) & ~7UL), ulong.MaxValue);
        }
    });

    [Fact]
    public void Collections_come_by_themselves_when_enough_was_allocated() => RunInHeap(() =>
    {
        ObjectHeap heap = Kernel.Current.Memory.Heap;
        for (int i = 0; i < 40_000; i++)
            Assert.NotEqual(0UL, heap.Allocate(1000, 0));
        Assert.InRange(heap.Collector.Statistics.Collections, 2, 100);
        Assert.True(Kernel.Current.MemoryInfo.HeapBytes < 32 << 20);
    });

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    public void Tasks_on_several_CPUs_allocate_while_others_collect(int cpus, ulong seed) => ModelKernel.Run(() =>
    {
        var machine = (ModelMachine)Root.Machine;
        var types = new SyntheticTypes();
        const int tasks = 5;
        const int wordsEach = SyntheticTypes.StaticWords / tasks;
        machine.StaticRoots.Add((types.Statics, types.Statics + SyntheticTypes.StaticWords * 8));
        int finished = 0;
        for (int i = 0; i < tasks; i++)
        {
            ulong statics = types.Statics + (ulong)(i * wordsEach * 8);
            ulong owner = (ulong)i + 1;
            Tasks.Task.Spawn(() =>
            {
                RunAllocator(types.All[9], statics, wordsEach, owner);
                finished++;
            });
        }
        while (finished < tasks)
            Tasks.Task.Yield();
        Assert.True(Kernel.Current.Memory.Heap.Collector.Statistics.Collections > 4);
    }, Options(64) with { Cpus = cpus, Seed = seed });

    /// <summary>Keeps arrays whose elements refer to each other, each with its owner's name on it.</summary>
    private static void RunAllocator(SyntheticType array, ulong statics, int words, ulong owner)
    {
        Machine machine = Root.Machine;
        ObjectHeap heap = Kernel.Current.Memory.Heap;
        var random = new InKernel.Lehmer(owner);
        for (int i = 0; i < 1500; i++)
        {
            ulong slot = statics + (ulong)random.Next(words) * 8;
            using (new InterruptsOff(machine)) // what is in the host's variables the collector does not see
            {
                ulong block = heap.Allocate((ulong)array.SizeOf(2), 0);
                machine.WriteKernel64(block + 8, array.Address);
                machine.WriteKernel64(block + 16, 2 | owner << 32);
                machine.WriteKernel64(block + 24, machine.ReadKernel64(slot));
                if (random.Next(6) == 0)
                    machine.WriteKernel64(block + 24, 0);
                machine.WriteKernel64(slot, block + 8);
            }
            if (random.Next(200) == 0)
                heap.CollectNow();
            for (ulong reference = machine.ReadKernel64(slot), depth = 0; reference != 0 && depth < 8; depth++)
            {
                Assert.Equal(array.Address, machine.ReadKernel64(reference));
                Assert.Equal(2 | owner << 32, machine.ReadKernel64(reference + 8));
                reference = machine.ReadKernel64(reference + 16);
            }
        }
    }

    private static ObjectGraph NewGraph(ulong seed)
    {
        var types = new SyntheticTypes();
        ((ModelMachine)Root.Machine).StaticRoots.Add((types.Statics, types.Statics + SyntheticTypes.StaticWords * 8));
        return new ObjectGraph(seed, types);
    }

    private static void RunInHeap(System.Action body, int megabytes = 32) => ModelKernel.Run(body, Options(megabytes));

    internal static ModelOptions Options(int megabytes) => new()
    {
        MemoryMiB = megabytes,
        Inject = static kernel =>
        {
            kernel.InjectFrameAllocator(new BuddyAllocator());
            kernel.InjectHeapAllocator(new SlabHeap());
        },
    };
}
