using System;

namespace Ostd.Heap;

/// <summary>
/// A piece of memory for one object: a handle of one word, so that policies can keep slots in plain arrays without allocating. Holding
/// one proves nothing; the frame metadata and the slot's own header say what it is, and every use is checked against them.
/// </summary>
public readonly struct HeapSlot : IEquatable<HeapSlot>
{
    private const int GenerationShift = 48;
    private const ulong AddressMask = (1UL << GenerationShift) - 1;

    private readonly ulong _word;

    internal HeapSlot(ulong paddr, ulong generation) => _word = paddr & AddressMask | generation << GenerationShift;

    /// <summary>The default value: no slot.</summary>
    public bool IsNull => _word == 0;

    /// <summary>The slab it was cut from; the null slab when it is none of a slab (now).</summary>
    public Slab Slab => Kernel.Current.Memory.Slabs.SlabOf(this);

    internal ulong Paddr => _word & AddressMask;
    internal ulong Generation => _word >> GenerationShift;

    /// <summary>
    /// Makes a slot of whole pages, for large objects. False: no memory, or <paramref name="size"/> is no multiple of the page size between one page and 1 GiB.
    /// </summary>
    public static bool TryCreateLarge(int size, out HeapSlot slot) => Kernel.Current.Memory.Slabs.TryCreateLarge(size, out slot);

    /// <summary>Gives the pages of a large slot back. False: it is none that the policy holds.</summary>
    public bool TryFreeLarge() => Kernel.Current.Memory.Slabs.TryFreeLarge(this);

    public bool Equals(HeapSlot other) => _word == other._word;
    public override bool Equals(object? obj) => obj is HeapSlot other && Equals(other);
    public override int GetHashCode() => _word.GetHashCode();
}
