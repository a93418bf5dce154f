namespace Ostd.Paging;

/// <summary>The kernel half of every address space.</summary>
internal static class KernelLayout
{
    /// <summary>Virtual = physical + this, for RAM. Not executable.</summary>
    public const ulong LinearBase = 0xffff_8000_0000_0000;
    public const ulong LinearEnd = 0xffff_c000_0000_0000;

    /// <summary>Kernel virtual areas: guarded stacks, device registers. One top-level entry (512 GiB).</summary>
    public const ulong AreasBase = 0xffff_c000_0000_0000;
    public const ulong AreasEnd = 0xffff_c080_0000_0000;

    /// <summary>Virtual = physical + this, for the image.</summary>
    public const ulong ImageBase = 0xffff_ffff_8000_0000;
}
