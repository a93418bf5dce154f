using System;
using System.Text;
using Ostd.Boot;
using Ostd.Console;
using Services.Cpio;
using Services.DevFs;
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
    private const uint TemporaryPermissions = FileMode.AllAccess | FileMode.Sticky;

    // Numbers of file systems without a device, as st_dev shows them.
    private const uint RootMinor = 2, DeviceMinor = 6, TemporaryMinor = 32;

    /// <summary>False when the archive was damaged; what was unpacked before stays.</summary>
    public static bool Create(LinuxKernel services)
    {
        long pages = (long)(services.TotalMemoryBytes / Ostd.Frames.Page.Size);
        var root = new TmpFileSystem("rootfs", new DeviceNumber(0, RootMinor), pages, InodeLimit);
        services.Mounts = new MountTable(root);
        VfsPath top = services.Mounts.Root.RootPath;

        var unpacker = new CpioUnpacker(Initramfs.Reader, Initramfs.Length, top);
        CpioError? error = unpacker.Unpack();
        if (error is { } damage)
            SerialConsole.WriteLine($"initial file system: {damage.Reason} at byte {damage.Offset}");

        Mount(services, top, "dev"u8, DeviceFileSystem.Create(services.Devices, new DeviceNumber(0, DeviceMinor)), "devtmpfs", DirectoryPermissions);
        Mount(services, top, "tmp"u8, new TmpFileSystem("tmpfs", new DeviceNumber(0, TemporaryMinor), pages / 2, InodeLimit, TemporaryPermissions), "tmpfs", TemporaryPermissions);
        MakeDirectory(top, "sys"u8, DirectoryPermissions);
        return error is null;
    }

    private static void Mount(LinuxKernel services, VfsPath top, ReadOnlySpan<byte> name, FileSystem fileSystem, string source, uint permissions)
    {
        MakeDirectory(top, name, permissions);
        var walker = new PathWalker(new FsContext(top, top), Credentials.Root);
        Errno result = walker.Resolve(top, name, followLast: true, out VfsPath place);
        if (result == Errno.OK)
            result = services.Mounts.Add(fileSystem, fileSystem.Root, source, place, MountFlags.None, out _);
        if (result != Errno.OK)
            SerialConsole.WriteLine($"cannot mount /{Encoding.ASCII.GetString(name)}: {result}");
    }

    private static void MakeDirectory(VfsPath top, ReadOnlySpan<byte> name, uint permissions) =>
        new PathWalker(new FsContext(top, top, umask: 0), Credentials.Root).CreateDirectory(top, name, permissions);
}
