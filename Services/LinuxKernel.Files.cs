using Services.Devices;
using Services.Vfs;

namespace Services;

/// <summary>The state of the file layer.</summary>
public sealed partial class LinuxKernel
{
    /// <summary>The tree of files; set while the services start.</summary>
    public MountTable Mounts { get; internal set; } = null!;

    /// <summary>What stands behind device nodes.</summary>
    public DeviceTable Devices { get; } = new();

    public FileSystemTypes FileSystemTypes { get; } = new();

    public LockTable FileLocks { get; } = new();

    /// <summary>Where pipes and other files without names live.</summary>
    internal NamelessFileSystem NamelessFiles { get; } = new();
}
