using System;
using Ostd;
using Ostd.Frames;
using Ostd.Heap;
using Ostd.Model;
using Verification.Checking;
using static Verification.Attacks.Attack;

namespace Verification.Attacks.Heap;

/// <summary>Invariants 9 and 10: policies for the heap that lie. Each lie stops the machine and names the rule, before an object is made.</summary>
internal static class HeapAttacks
{
    private const string BadSlot = "The heap allocator answered a slot of another size, one that is in use, or none at all.";
    private const string BadCount = "The heap allocator answered more slots than were asked for.";
    private const string BadSize = "The heap allocator answered slots of";
    private const string BadLargeSize = "The heap allocator answered a size for large slots that is too small or not of whole pages.";
    private const int Large = 10_000;

    public static Checker Checker { get; } = Checker(
        "Whatever the policy for the heap answers, an object is made only in a slot of its own that fits", [9, 10], "heap",
        [
            Slots("the same slot twice in one answer", (honest, size, slots) =>
            {
                int count = honest.Alloc(size, slots);
                slots[1] = slots[0];
                return count;
            }),
            AnObject(),
            Slots("a slot that is too small", static (honest, size, slots) => honest.Alloc(size == 64 ? 48 : size, slots)),
            Slots("a slot that is too large", static (honest, size, slots) => honest.Alloc(size == 64 ? 80 : size, slots)),
            Slots("no slot", static (_, _, slots) =>
            {
                slots.Clear();
                return slots.Length;
            }),
            Slots("a slot that was returned to its slab", static (honest, size, slots) =>
            {
                int count = honest.Alloc(size, slots);
                slots[0].Slab.TryReturn(slots[0]);
                return count;
            }),
            Slots("a slot of a slab that was freed", static (_, size, slots) => AnswerFreed(size, slots)),
            Slots("a slot of a slab that was freed and is somebody's page now", static (_, size, slots) =>
            {
                int count = AnswerFreed(size, slots);
                Fake(slots[0]);
                return count;
            }),
            Slots("a small slot for a large object", static (honest, size, slots) => honest.Alloc(size > 2048 ? 2048 : size, slots), size: Large),
            Slots("a large slot with fewer pages", static (honest, size, slots) => honest.Alloc(size > 2048 ? 4096 : size, slots), size: Large),
            Slots("a large slot that was freed", static (honest, size, slots) =>
            {
                int count = honest.Alloc(size, slots);
                return slots[0].TryFreeLarge() ? count : 0;
            }, size: Large),
            Slots("more slots than asked for", static (honest, size, slots) => honest.Alloc(size, slots) + slots.Length, BadCount),
            Slots("a negative number of slots", static (_, _, _) => -1, BadCount),
            Slots("an exception", static (_, _, _) => throw new InvalidOperationException("a policy that fails"), "A heap allocator must not throw."),
            Slots("an object allocation inside", static (honest, size, slots) =>
            {
                Kernel.Current.Memory.Heap.Allocate(64, 0);
                return honest.Alloc(size, slots);
            }, "allocated an object while it answered the framework."),
            new("no slots: no memory, and no panic", static () => Require(Kernel.Current.Memory.Heap.Allocate(64, 0) == 0, "an object was made of nothing"),
                Inject: LyingHeapAllocator.Inject(static () => new() { Lie = static (_, _, _) => 0 })),
            Sizes("slots smaller than the block", 64, 48),
            Sizes("slots that are not multiples of 16", 64, 72),
            Sizes("slots larger than the largest", 2048, 4096),
            Sizes("slots of a negative size", 512, -16),
            new("a large slot size that is too small", static () => Kernel.Current.Memory.Heap.Allocate(9000, 0), Panic: BadLargeSize,
                Inject: LyingHeapAllocator.Inject(static () => new() { SizeLie = static size => size == 9000 ? 8192 : null })),
            new("a large slot size that is not of whole pages", static () => Kernel.Current.Memory.Heap.Allocate(9000, 0), Panic: BadLargeSize,
                Inject: LyingHeapAllocator.Inject(static () => new() { SizeLie = static size => size == 9000 ? 9008 : null })),
            new("an exception while slots come back", Churn, Panic: "A heap allocator must not throw.",
                Inject: LyingHeapAllocator.Inject(static () => new() { OnDealloc = static () => throw new InvalidOperationException("a policy that fails") })),
            new("slots that never come back", UseUpEverything, Inject: LyingHeapAllocator.Inject(static () => new() { IsMiser = true })),
            new("absurd sizes", AbsurdSizes, Inject: LyingHeapAllocator.Inject(static () => new())),
        ]);

    private static Move Slots(string name, SlotLie lie, string rule = BadSlot, int size = 64) => new(
        name,
        () =>
        {
            for (int i = 0; i < 200; i++)
                Kernel.Current.Memory.Heap.Allocate((ulong)size, 0);
        },
        Panic: rule, Inject: LyingHeapAllocator.Inject(() => new() { Lie = lie }));

    private static Move Sizes(string name, int size, int answer) => new(
        name, static () => { }, Panic: $"{BadSize} {answer} bytes for blocks of {size}",
        Inject: LyingHeapAllocator.Inject(() => new() { SizeLie = s => s == size ? answer : null }));

    private static Move AnObject()
    {
        HeapSlot used = default;
        return Slots("a slot that is an object", (honest, size, slots) =>
        {
            int count = honest.Alloc(size, slots);
            if (used.IsNull)
                used = slots[0];
            else
                slots[0] = used;
            return count;
        });
    }

    private static int AnswerFreed(int size, Span<HeapSlot> slots)
    {
        Slab.TryCreate(size, 1, out Slab slab);
        int count = slab.Alloc(slots);
        for (int i = 0; i < count; i++)
            slab.TryReturn(slots[i]);
        slab.TryFree();
        return count;
    }

    /// <summary>Makes the page that the slot was in look as if the slot were there: by an owner of the page that wrote the header of a slot.</summary>
    private static void Fake(HeapSlot slot) => ((ModelMachine)Kernel.Current.Machine).Forge(slot.Paddr, SlotHeader.HeldBy(slot.Generation));

    private static void Churn()
    {
        for (int i = 0; i < 300; i++)
            Kernel.Current.Memory.Heap.Allocate(512, 0);
        Kernel.Current.Memory.Heap.CollectNow();
    }

    private static void UseUpEverything()
    {
        ObjectHeap heap = Kernel.Current.Memory.Heap;
        while (heap.Allocate(1 << 18, 0) != 0)
        {
        }
        while (heap.Allocate(1 << 15, 0) != 0)
        {
        }
        Require(heap.Allocate(1 << 15, 0) == 0, "memory came from nowhere");
    }

    private static void AbsurdSizes()
    {
        ObjectHeap heap = Kernel.Current.Memory.Heap;
        foreach (ulong size in (ulong[])[0, ulong.MaxValue, ObjectHeap.MaxSize + 1UL, 1UL << 32, 1UL << 63])
            Require(heap.Allocate(size, 0) == 0, $"a block of {size} bytes");
        foreach (ulong size in (ulong[])[1, 8, 15, 16, 17, 31, 32, 2047, 2048, 2049, 4096, 4097])
        {
            ulong block = heap.Allocate(size, 0);
            Require(block != 0 && block % 16 == 0, $"a block of {size} bytes at {block:x}");
        }
    }
}
