using Ostd.Sync;
using Services.DevFs;
using Services.Linux;
using Services.ProcFs;
using Services.TmpFs;

namespace Services.Vfs;

/// <summary>The kinds of file systems that mount(2) can make, by name.</summary>
public sealed class FileSystemTypes
{
    private readonly SpinLock _lock = new();

    /// <summary>Major 0 is for file systems without a device; minor 1 has the nameless files, 2 the root.</summary>
    private uint _lastMinor = 2;
    private FileSystem? _devices;

    /// <summary>As /proc/filesystems lists them: all are without a device.</summary>
    public static string[] Names => ["devtmpfs", "proc", "ramfs", "sysfs", "tmpfs"];

    /// <summary>Makes a file system of a type. ENODEV: there is no such type; EINVAL: the options are wrong.</summary>
    public Errno Create(string type, string options, out FileSystem? fileSystem)
    {
        fileSystem = null;
        switch (type)
        {
            case "tmpfs" or "ramfs":
                if (!TmpOptions.TryParse(options, out TmpOptions parsed))
                    return Errno.EINVAL;
                fileSystem = new TmpFileSystem(type, NextDevice(), parsed.PageLimit, parsed.InodeLimit, parsed.RootPermissions);
                return Errno.OK;
            case "sysfs":
                // Empty for now: programs that look into it find nothing.
                fileSystem = new TmpFileSystem(type, NextDevice(), 0, 1);
                return Errno.OK;
            case "proc":
                fileSystem = new ProcFileSystem(NextDevice());
                return Errno.OK;
            case "devtmpfs":
                // All mounts of it show the same nodes.
                fileSystem = _devices ??= DeviceFileSystem.Create(LinuxKernel.Current.Devices, NextDevice());
                return Errno.OK;
            default:
                return Errno.ENODEV;
        }
    }

    private DeviceNumber NextDevice()
    {
        using var guard = _lock.Lock();
        return new DeviceNumber(0, ++_lastMinor);
    }
}
