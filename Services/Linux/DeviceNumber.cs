namespace Services.Linux;

/// <summary>A device number as user space sees it in st_dev and st_rdev.</summary>
public readonly record struct DeviceNumber(uint Major, uint Minor)
{
    /// <summary>The 64-bit encoding of glibc's makedev: for small numbers the same as the kernel's 32-bit one.</summary>
    public ulong Encoded => (Minor & 0xffUL) | (Major & 0xfffUL) << 8 | (Minor & ~0xffUL) << 12 | (Major & ~0xfffUL) << 32;

    /// <summary>Reads the kernel's 32-bit encoding: what mknod(2) is given.</summary>
    public static DeviceNumber Decode(uint encoded) => new(encoded >> 8 & 0xfff, (encoded & 0xff) | (encoded >> 12 & 0xfff00));
}
