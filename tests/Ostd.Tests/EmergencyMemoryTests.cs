using System;
using Ostd.Heap;
using Ostd.Model;
using Ostd.Seam;
using Services.Policies;
using Xunit;

namespace Ostd.Tests;

/// <summary>The report of a panic allocates objects too, perhaps inside the very allocation that went wrong: it gets memory that was set aside at boot.</summary>
public sealed class EmergencyMemoryTests
{
    [Fact]
    public void A_report_gets_zeroed_blocks_where_nobody_else_may_allocate() => RunInPolicy(heap =>
    {
        ulong first = heap.Allocate(40, 0), second = heap.Allocate(24, 0);
        Assert.True(second >= first + 40);
        Assert.True(SlotHeader.IsObject(Root.Machine.ReadKernel64(first)));
        Assert.Equal(0UL, Root.Machine.ReadKernel64(first + 8));
    });

    [Fact]
    public void When_it_is_used_up_a_report_gets_nothing_more() => RunInPolicy(heap =>
    {
        Assert.Equal(0UL, heap.Allocate(1 << 20, 0));
        int blocks = 0;
        while (heap.Allocate(4096, 0) != 0)
            Assert.True(++blocks < 100);
        Assert.True(blocks > 4);
    });

    /// <summary>Runs inside an allocation, where the framework refuses others, on a CPU that panics.</summary>
    private static void RunInPolicy(Action<ObjectHeap> body)
    {
        var policy = new AskingHeap(body);
        ModelKernel.Run(() => Kernel.Current.Memory.Heap.Allocate(64, 0), new ModelOptions
        {
            MemoryMiB = 8,
            DetectUndefinedBehaviour = true,
            Inject = kernel =>
            {
                kernel.InjectFrameAllocator(new BuddyAllocator());
                kernel.InjectHeapAllocator(policy);
            },
        });
        Assert.True(policy.WasAsked);
        Assert.Null(policy.Failure);
    }

    private sealed class AskingHeap(Action<ObjectHeap> body) : IHeapAllocator
    {
        private readonly SlabHeap _honest = new();

        public bool WasAsked { get; private set; }

        /// <summary>A policy must not throw, not even what a test found.</summary>
        public Exception? Failure { get; private set; }

        public int SlotSizeFor(int size) => _honest.SlotSizeFor(size);

        public int Alloc(int slotSize, Span<HeapSlot> slots)
        {
            if (!WasAsked)
            {
                WasAsked = true;
                Kernel kernel = Kernel.Current;
                Assert.True(kernel.Panicking.TryEnter(kernel.Machine));
                try
                {
                    body(kernel.Memory.Heap);
                }
                catch (Exception e) when (e is not MachineStopped)
                {
                    Failure = e;
                }
            }
            return _honest.Alloc(slotSize, slots);
        }

        public void Dealloc(int slotSize, ReadOnlySpan<HeapSlot> slots) => _honest.Dealloc(slotSize, slots);
    }
}
