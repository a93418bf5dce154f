using System;

namespace Ostd.Heap;

/// <summary>
/// Policy: which slots hold the kernel's objects. The framework checks every slot it is given (that it is a live slot of that size,
/// which nobody uses), so a wrong answer cannot break memory safety. Called with interrupts disabled, from inside an object allocation:
/// it must not allocate objects, sleep or throw.
/// </summary>
public interface IHeapAllocator
{
    /// <summary>
    /// The size of slot for blocks of <paramref name="size"/> bytes: at least that; up to <see cref="Slab.MaxSlotSize"/> a multiple of 16, above it a
    /// multiple of the page size. A pure function: it is asked once for each small size.
    /// </summary>
    int SlotSizeFor(int size);

    /// <summary>Fills <paramref name="slots"/>, from the front, with free slots of <paramref name="slotSize"/> bytes. Returns how many; 0 when memory is exhausted.</summary>
    int Alloc(int slotSize, Span<HeapSlot> slots);

    /// <summary>Takes slots back that it handed out; their objects are dead.</summary>
    void Dealloc(int slotSize, ReadOnlySpan<HeapSlot> slots);
}
