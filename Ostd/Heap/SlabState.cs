namespace Ostd.Heap;

/// <summary>
/// The one word that the operations of a slab, or of a large slot, compete for, moved by compare-and-swap only:
/// <code>
///   bits  0–10   first free slot
///   bits 11–21   live: slots that are not free; Dead: the pages are no slab (any more)
///   bits 22–37   generation of the slab: handles on an older one are out of date
///   bits 38–44   pins: CPUs that are in the middle of an operation on its slots
///   bits 45–63   tag: changes with every operation, so that no compare-and-swap succeeds on a state that only looks the same
/// </code>
/// </summary>
internal readonly struct SlabState(ulong word)
{
    public const int TagShift = 45;

    /// <summary>Added to the word, changes the tag alone.</summary>
    public const ulong TagStep = 1UL << TagShift;

    /// <summary>Added to the word, makes one pin more. A pin is held with interrupts disabled, so there is at most one for each CPU.</summary>
    public const ulong PinStep = 1UL << PinShift;

    /// <summary>The end of a free list; larger than any index.</summary>
    public const int None = 0x7ff;

    /// <summary>More than the slots of any slab.</summary>
    private const int Dead = 0x7ff;

    private const int LiveShift = 11, GenerationShift = 22, PinShift = 38;
    private const ulong IndexMask = 0x7ff, GenerationMask = 0xffff, PinMask = 0x7f, TagMask = 0x7_ffff;

    public ulong Word { get; } = word;

    public int FirstFree => (int)(Word & IndexMask);

    /// <summary>Slots that are not in the free list. A slab with any cannot be freed.</summary>
    public int Live => (int)(Word >> LiveShift & IndexMask);

    public bool IsDead => Live == Dead;

    public ulong Generation => Word >> GenerationShift & GenerationMask;

    /// <summary>While there are any, the pages stay what they are.</summary>
    public int Pins => (int)(Word >> PinShift & PinMask);

    public ulong Tag => Word >> TagShift;

    /// <summary>The state after an operation.</summary>
    public SlabState Next(int firstFree, int live) => Make(firstFree, live, Generation, Pins, Tag + 1);

    /// <summary>The state of the same pages as a new slab: handles on the old one are out of date. Never generation 0, so that no handle is the null handle.</summary>
    public SlabState Born(int firstFree, int live) => Make(firstFree, live, Generation == GenerationMask ? 1 : Generation + 1, pins: 0, Tag + 1);

    /// <summary>The state of a slab that ends: nobody pins it any more.</summary>
    public SlabState Ended() => Make(None, Dead, Generation, Pins, Tag + 1);

    private static SlabState Make(int firstFree, int live, ulong generation, int pins, ulong tag) => new(
        (uint)firstFree | (ulong)(uint)live << LiveShift | generation << GenerationShift | (ulong)(uint)pins << PinShift | (tag & TagMask) << TagShift);
}
