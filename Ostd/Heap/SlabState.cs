namespace Ostd.Heap;

/// <summary>
/// The one word that a slab's operations compete for: first free slot, slots that are not free, generation, and a tag that
/// changes with every operation, so that a compare-and-swap never succeeds on a state that only looks the same.
/// </summary>
internal readonly struct SlabState(ulong word)
{
    public const int TagShift = 40;

    /// <summary>Added to the word, changes the tag alone.</summary>
    public const ulong TagStep = 1UL << TagShift;

    private const int LiveShift = 12, GenerationShift = 24;
    private const ulong IndexMask = 0xfff, GenerationMask = 0xffff, TagMask = 0xff_ffff;

    /// <summary>The end of a free list; larger than any index.</summary>
    public const int None = 0xfff;

    public ulong Word { get; } = word;

    public int FirstFree => (int)(Word & IndexMask);

    /// <summary>Slots that are not in the free list. A slab with any cannot be freed.</summary>
    public int Live => (int)(Word >> LiveShift & IndexMask);

    public ulong Generation => Word >> GenerationShift & GenerationMask;
    public ulong Tag => Word >> TagShift;

    /// <summary>The state after an operation.</summary>
    public SlabState Next(int firstFree, int live) => Make(firstFree, live, Generation, Tag + 1);

    /// <summary>The state of the same pages as a new slab, or as none: handles on the old one are out of date. Never generation 0, so that no handle is the null handle.</summary>
    public SlabState NextGeneration(int firstFree, int live) =>
        Make(firstFree, live, Generation == GenerationMask ? 1 : Generation + 1, Tag + 1);

    private static SlabState Make(int firstFree, int live, ulong generation, ulong tag) =>
        new((uint)firstFree | (ulong)(uint)live << LiveShift | generation << GenerationShift | (tag & TagMask) << TagShift);
}
