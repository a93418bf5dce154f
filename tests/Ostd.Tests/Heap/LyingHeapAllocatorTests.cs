using System;
using Ostd.Heap;
using Ostd.Model;
using Ostd.Panics;
using Services.Policies;
using Xunit;

namespace Ostd.Tests.Heap;

/// <summary>Invariants 9 and 10 against policies for the heap that lie: each lie stops the machine and names the rule, before an object is made.</summary>
public sealed class LyingHeapAllocatorTests
{
    private const string BadSlot = "The heap allocator answered a slot of another size, one that is in use, or none at all.";

    [Fact]
    public void The_same_slot_twice_in_one_answer() => Lie(BadSlot, (honest, size, slots) =>
    {
        int count = honest.Alloc(size, slots);
        slots[1] = slots[0];
        return count;
    });

    [Fact]
    public void A_slot_that_is_an_object()
    {
        HeapSlot used = default;
        Lie(BadSlot, (honest, size, slots) =>
        {
            int count = honest.Alloc(size, slots);
            if (used.IsNull)
                used = slots[0];
            else
                slots[0] = used;
            return count;
        });
    }

    [Fact]
    public void A_slot_that_is_too_small() => Lie(BadSlot, (honest, size, slots) => honest.Alloc(size == 64 ? 48 : size, slots));

    [Fact]
    public void A_slot_that_is_too_large() => Lie(BadSlot, (honest, size, slots) => honest.Alloc(size == 64 ? 80 : size, slots));

    [Fact]
    public void No_slot() => Lie(BadSlot, (_, _, slots) =>
    {
        slots.Clear();
        return slots.Length;
    });

    [Fact]
    public void A_slot_that_was_returned_to_its_slab() => Lie(BadSlot, (honest, size, slots) =>
    {
        int count = honest.Alloc(size, slots);
        slots[0].Slab.TryReturn(slots[0]);
        return count;
    });

    [Fact]
    public void A_slot_of_a_slab_that_was_freed() => Lie(BadSlot, (_, size, slots) =>
    {
        Slab.TryCreate(size, 1, out Slab slab);
        int count = slab.Alloc(slots);
        for (int i = 0; i < count; i++)
            slab.TryReturn(slots[i]);
        slab.TryFree();
        return count;
    });

    [Fact]
    public void A_small_slot_for_a_large_object() => Lie(
        BadSlot,
        (honest, size, slots) => honest.Alloc(size > 2048 ? 2048 : size, slots),
        size: 10_000);

    [Fact]
    public void A_large_slot_with_fewer_pages() => Lie(
        BadSlot,
        (honest, size, slots) => honest.Alloc(size > 2048 ? 4096 : size, slots),
        size: 10_000);

    [Fact]
    public void More_slots_than_asked_for() => Lie(
        "The heap allocator answered more slots than were asked for.", (honest, size, slots) => honest.Alloc(size, slots) + slots.Length);

    [Fact]
    public void A_negative_count() => Lie("The heap allocator answered more slots than were asked for.", (_, _, _) => -1);

    [Fact]
    public void An_exception() => Lie("A heap allocator must not throw.", (_, _, _) => throw new InvalidOperationException());

    [Fact]
    public void An_object_allocation_inside() => Lie(
        "A policy for pages or for the heap allocated an object while it answered the framework.",
        (honest, size, slots) =>
        {
            Kernel.Current.Memory.Heap.Allocate(64, 0);
            return honest.Alloc(size, slots);
        });

    [Fact]
    public void No_memory_is_no_panic() => ModelKernel.Run(
        () => Assert.Equal(0UL, Kernel.Current.Memory.Heap.Allocate(64, 0)),
        With((_, _, _) => 0));

    [Theory]
    [InlineData(64, 48)]
    [InlineData(64, 72)]
    [InlineData(2048, 4096)]
    [InlineData(512, -16)]
    public void A_slot_size_that_does_not_fit(int size, int answer)
    {
        ModelOutcome outcome = ModelKernel.RunToEnd(() => { }, new ModelOptions
        {
            Inject = kernel => kernel.InjectHeapAllocator(new Liar { SizeLie = s => s == size ? answer : null }),
        });
        Assert.Equal(Panic.ExitCode, outcome.ExitCode);
        Assert.Contains($"The heap allocator answered slots of {answer} bytes for blocks of {size}", outcome.Console);
    }

    [Fact]
    public void A_large_slot_size_that_does_not_fit()
    {
        ModelOutcome outcome = ModelKernel.RunToEnd(() => Kernel.Current.Memory.Heap.Allocate(9000, 0), new ModelOptions
        {
            Inject = kernel => kernel.InjectHeapAllocator(new Liar { SizeLie = s => s == 9000 ? 8192 : null }),
        });
        Assert.Contains("The heap allocator answered a size for large slots that is too small or not of whole pages.", outcome.Console);
    }

    [Fact]
    public void Slots_that_never_come_back_cost_memory_and_nothing_else() => ModelKernel.Run(() =>
    {
        ObjectHeap heap = Kernel.Current.Memory.Heap;
        while (heap.Allocate(512, 0) != 0)
        {
        }
        Assert.Throws<OutOfMemoryException>(() => Frames.UFrame.Alloc());
    }, With((honest, size, slots) => honest.Alloc(size, slots), keep: true) with { MemoryMiB = 4 });

    private delegate int Answer(IHeapAllocator honest, int slotSize, Span<HeapSlot> slots);

    private static void Lie(string rule, Answer answer, ulong size = 64)
    {
        ModelOutcome outcome = ModelKernel.RunToEnd(() =>
        {
            for (int i = 0; i < 1000; i++)
                Kernel.Current.Memory.Heap.Allocate(size, 0);
        }, With(answer));
        Assert.Equal(Panic.ExitCode, outcome.ExitCode);
        Assert.Contains(rule, outcome.Console);
    }

    private static ModelOptions With(Answer answer, bool keep = false) => new()
    {
        Inject = kernel =>
        {
            kernel.InjectFrameAllocator(new BuddyAllocator());
            kernel.InjectHeapAllocator(new Liar { Lie = answer, KeepsWhatIsDead = keep });
        },
    };

    private sealed class Liar : IHeapAllocator
    {
        private readonly SlabHeap _honest = new();

        public Answer? Lie { get; init; }
        public Func<int, int?>? SizeLie { get; init; }
        public bool KeepsWhatIsDead { get; init; }

        public int SlotSizeFor(int size) => SizeLie?.Invoke(size) ?? _honest.SlotSizeFor(size);

        public int Alloc(int slotSize, Span<HeapSlot> slots) => Lie?.Invoke(_honest, slotSize, slots) ?? _honest.Alloc(slotSize, slots);

        public void Dealloc(int slotSize, ReadOnlySpan<HeapSlot> slots)
        {
            if (!KeepsWhatIsDead)
                _honest.Dealloc(slotSize, slots);
        }
    }
}
