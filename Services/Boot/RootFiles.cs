using Ostd.Boot;
using Ostd.Console;
using Services.Cpio;
using Services.Linux;
using Services.Processes;
using Services.TmpFs;
using Services.Vfs;

namespace Services.Boot;

/// <summary>Makes the tree of files: the initial file system in memory, and what is mounted on it.</summary>
internal static class RootFiles
{
    private const long InodeLimit = 1 << 20;
    private const uint DirectoryPermissions = 0x1ed;

    // As st_dev shows it; the file systems that are mounted later get the numbers that follow.
    private const uint RootMinor = 2;

    /// <summary>False when the archive was damaged; what was unpacked before stays.</summary>
    public static bool Create(LinuxKernel services)
    {
        long pages = (long)(services.TotalMemoryBytes / Ostd.Frames.Page.Size);
        var root = new TmpFileSystem("tmpfs", new DeviceNumber(0, RootMinor), pages, InodeLimit);
        services.Mounts = new MountTable(root, "tmpfs");
        VfsPath top = services.Mounts.Root.RootPath;

        var unpacker = new CpioUnpacker(Initramfs.Reader, Initramfs.Length, top);
        CpioError? error = unpacker.Unpack();
        if (error is { } damage)
            SerialConsole.WriteLine($"initial file system: {damage.Reason} at byte {damage.Offset}");

        Mount(services, top, "dev", "devtmpfs");
        Mount(services, top, "proc", "proc");
        Mount(services, top, "sys", "sysfs");
        Mount(services, top, "tmp", "tmpfs");
        return error is null;
    }

    private static void Mount(LinuxKernel services, VfsPath top, string directory, string type)
    {
        byte[] name = ByteText.ToBytes(directory);
        var walker = new PathWalker(new FsContext(top, top, umask: 0), Credentials.Root);
        Errno error = walker.CreateDirectory(top, name, DirectoryPermissions);
        if (error is Errno.OK or Errno.EEXIST)
        {
            error = walker.Resolve(top, name, followLast: true, out VfsPath place);
            if (error == Errno.OK)
                error = Mount(services, place, type);
        }
        if (error != Errno.OK)
            SerialConsole.WriteLine($"cannot mount {type} on /{directory}: {error}");
    }

    private static Errno Mount(LinuxKernel services, VfsPath place, string type)
    {
        Errno error = services.FileSystemTypes.Create(type, "", out FileSystem? fileSystem);
        return error != Errno.OK ? error : services.Mounts.Add(fileSystem!, fileSystem!.Root, type, place, MountFlags.None, out _);
    }
}
