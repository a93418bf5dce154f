namespace Ostd.Heap;

/// <summary>
/// The first word of every slot and object block. It says who owns the slot:
/// <code>
///   bit 0 set      an object: bits 1 and 3 its mark, bit 2 finalizable, bits 32–63 identity hash
///   bit 3 set      the heap policy's: bit 4 says that the policy holds it, else the slab's free list does;
///                  bits 16–27 next in that list, bits 32–47 generation
/// </code>
/// The second word of an object is its type. In a per-CPU free list, where allocation takes finished blocks from, it is the
/// link to the next block; the collector knows a type by its lying inside the image.
/// </summary>
/// <remarks>
/// Marks have two colours, and which of them means "live" changes with every collection. So sweeping needs not touch what lives, a block that is
/// made while older ones are still being swept simply has the new colour, and nobody can mistake an old mark for a new one.
/// </remarks>
internal static class SlotHeader
{
    public const ulong Object = 1 << 0;
    public const ulong ColourA = 1 << 1;
    public const ulong Finalizable = 1 << 2;
    public const ulong ColourB = 1 << 3;
    public const ulong Colours = ColourA | ColourB;

    private const ulong Policy = 1 << 3;
    private const ulong Held = 1 << 4;
    private const int NextShift = 16;
    private const ulong NextMask = 0xfff;
    private const int GenerationShift = 32;
    private const ulong GenerationMask = 0xffff;

    /// <summary>A block's header word and type word lie before and at the address that references hold.</summary>
    public const int ReferenceOffset = 8;

    public static bool IsObject(ulong header) => (header & Object) != 0;

    /// <summary>The policy holds the slot, by a handle of this generation.</summary>
    public static ulong HeldBy(ulong generation) => Policy | Held | (generation & GenerationMask) << GenerationShift;

    /// <summary>In the slab's free list.</summary>
    public static ulong Free(int next) => Policy | (ulong)next << NextShift;

    public static int NextOf(ulong header) => (int)(header >> NextShift & NextMask);
}
