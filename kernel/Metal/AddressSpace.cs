namespace Metal;

/// <summary>The fixed part of the kernel's address space; kernel/Boot/layout.inc says the same to the stubs.</summary>
internal static class AddressSpace
{
    /// <summary>Virtual = physical + this, for the kernel image.</summary>
    internal const ulong KernelBase = 0xffff_ffff_8000_0000;

    /// <summary>Virtual = physical + this, for all of RAM.</summary>
    internal const ulong LinearBase = 0xffff_8000_0000_0000;

    /// <summary>What the boot tables map of the linear map.</summary>
    internal const ulong BootLinearSize = 4UL << 30;

    internal static unsafe byte* Linear(ulong physical) => (byte*)(LinearBase + physical);
}
