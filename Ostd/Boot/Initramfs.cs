using Ostd.UserSpace;

namespace Ostd.Boot;

public static class Initramfs
{
    /// <summary>The initial file system's bytes (a cpio archive), read only.</summary>
    public static VmReader Reader(long offset, long length) => throw null!;
    public static long Length => Kernel.Current.BootInfo.InitramfsLength is var n ? (long)n : 0;
}
