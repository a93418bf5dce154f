using Ostd.UserSpace;

namespace Ostd.Boot;

/// <summary>The initial file system, as the boot loader left it in memory (a cpio archive). It is never freed.</summary>
public static class Initramfs
{
    /// <summary>Bytes [offset, offset + length) of it.</summary>
    /// <exception cref="OstdException">InvalidArgs: outside.</exception>
    public static VmReader Reader(long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > Length - length)
            throw new OstdException(OstdError.InvalidArgs, "The range must lie inside the initial file system.");
        return VmReader.OverPages(null, Kernel.Current.BootInfo.InitramfsStart + (ulong)offset, length);
    }

    public static long Length => (long)Kernel.Current.BootInfo.InitramfsLength;
}
