using System;

namespace Ostd.Heap;

/// <summary>Pages cut into slots of one size. A handle of one word, like <see cref="HeapSlot"/>.</summary>
public readonly struct Slab
{
    /// <summary>Larger slots are made of whole pages.</summary>
    public const int MaxSlotSize = 2048;
}
