using System;

namespace Ostd.Heap;

/// <summary>
/// Pages cut into slots of one size. A handle of one word, like <see cref="HeapSlot"/>: what was freed or never was a slab is refused by every
/// operation. None of them allocates objects or throws: they are for heap policies, which answer inside an allocation.
/// </summary>
public readonly struct Slab : IEquatable<Slab>
{
    /// <summary>Slot sizes are multiples of 16 between these; larger slots are made of whole pages.</summary>
    public const int MinSlotSize = 32, MaxSlotSize = 2048;

    public const int MaxPages = 8;

    private const int GenerationShift = 48;
    private const ulong AddressMask = (1UL << GenerationShift) - 1;

    private readonly ulong _word;

    internal Slab(ulong paddr, ulong generation) => _word = paddr & AddressMask | generation << GenerationShift;

    internal Slab(ulong word) => _word = word;

    /// <summary>The default value: no slab.</summary>
    public bool IsNull => _word == 0;

    internal ulong Word => _word;
    internal ulong Paddr => _word & AddressMask;
    internal ulong Generation => _word >> GenerationShift;

    private static SlabTable Table => Kernel.Current.Memory.Slabs;

    /// <summary>Makes a slab of <paramref name="pages"/> pages, all slots free. False: no memory, or a size that is not allowed.</summary>
    public static bool TryCreate(int slotSize, int pages, out Slab slab) => Table.TryCreate(slotSize, pages, out slab);

    /// <summary>Gives the pages back. False: some slot is not free (invariant 9), or it is no slab.</summary>
    public bool TryFree() => Table.TryFree(this);

    /// <summary>Slots that it has; 0 when it is no slab.</summary>
    public int Capacity => Table.CapacityOf(this);

    /// <summary>Slots that are not free; 0 when it is no slab.</summary>
    public int Live => Table.LiveOf(this);

    public int SlotSize => Table.SlotSizeOf(this);

    /// <summary>Takes free slots out, as many as there are and fit. Returns how many.</summary>
    public int Alloc(Span<HeapSlot> slots) => Table.Alloc(this, slots);

    /// <summary>Puts a slot back that the policy holds. False: it holds no such slot of this slab.</summary>
    public bool TryReturn(HeapSlot slot) => Table.TryReturn(this, slot);

    /// <summary>Two words for the policy's own lists of slabs: they live and die with the slab, and the framework does not look at them.</summary>
    public Slab Next
    {
        get => Table.LinkOf(this, 0);
        set => Table.SetLink(this, 0, value);
    }

    public Slab Previous
    {
        get => Table.LinkOf(this, 1);
        set => Table.SetLink(this, 1, value);
    }

    public bool Equals(Slab other) => _word == other._word;
    public override bool Equals(object? obj) => obj is Slab other && Equals(other);
    public override int GetHashCode() => _word.GetHashCode();
    public static bool operator ==(Slab a, Slab b) => a._word == b._word;
    public static bool operator !=(Slab a, Slab b) => a._word != b._word;
}
