using System;
using Ostd;
using Ostd.Heap;
using Services.Policies;

namespace Verification.Attacks.Heap;

/// <summary>Answers a call for slots, with an honest policy at hand.</summary>
internal delegate int SlotLie(IHeapAllocator honest, int slotSize, Span<HeapSlot> slots);

/// <summary>A policy for the heap that answers what it is told, or honestly.</summary>
internal sealed class LyingHeapAllocator : IHeapAllocator
{
    private readonly SlabHeap _honest = new();

    public SlotLie? Lie { get; init; }

    /// <summary>The size of slots for blocks of a size; null: the honest one.</summary>
    public Func<int, int?>? SizeLie { get; init; }

    /// <summary>Never gives slots of the dead back.</summary>
    public bool IsMiser { get; init; }

    public Action? OnDealloc { get; init; }

    public int SlotSizeFor(int size) => SizeLie?.Invoke(size) ?? _honest.SlotSizeFor(size);

    public int Alloc(int slotSize, Span<HeapSlot> slots) => Lie?.Invoke(_honest, slotSize, slots) ?? _honest.Alloc(slotSize, slots);

    public void Dealloc(int slotSize, ReadOnlySpan<HeapSlot> slots)
    {
        OnDealloc?.Invoke();
        if (!IsMiser)
            _honest.Dealloc(slotSize, slots);
    }

    /// <summary>Injects it, with an honest policy for pages.</summary>
    public static Action<Kernel> Inject(Func<LyingHeapAllocator> make) => kernel =>
    {
        kernel.InjectFrameAllocator(new BuddyAllocator());
        kernel.InjectHeapAllocator(make());
    };
}
