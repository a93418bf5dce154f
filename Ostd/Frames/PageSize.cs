namespace Ostd.Frames;

/// <summary>Sizes of pages, in bytes.</summary>
public static class Page
{
    public const int Size = 4096;
    public const int Shift = 12;
    public static ulong AlignDown(ulong address) => address & ~(ulong)(Size - 1);

    /// <exception cref="System.OverflowException">The result does not fit 64 bits.</exception>
    public static ulong AlignUp(ulong address) => AlignDown(checked(address + (Size - 1)));
    public static bool IsAligned(ulong address) => (address & (Size - 1)) == 0;
}
