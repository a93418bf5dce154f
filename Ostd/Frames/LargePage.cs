namespace Ostd.Frames;

/// <summary>Sizes of large pages: what one entry of the second level of a page table maps (Intel SDM volume 3, section 4.5), as much as a whole leaf table.</summary>
public static class LargePage
{
    /// <summary>In bytes.</summary>
    public const int Size = Pages * Page.Size;

    /// <summary>Pages of <see cref="Page.Size"/> bytes in it.</summary>
    public const int Pages = 512;

    public static ulong AlignDown(ulong address) => address & ~(ulong)(Size - 1);
    public static bool IsAligned(ulong address) => (address & (Size - 1)) == 0;
}
