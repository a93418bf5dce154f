using System;
using Services.Linux;
using Services.Processes;
using Services.Vfs;

namespace Services.Syscalls;

/// <summary>mount and umount2.</summary>
internal static class FilesMount
{
    public static void Register(SyscallTable table)
    {
        table.Set("mount", static (t, a) => Mount(t, a.A0, a.A1, a.A2, a.A3, a.A4));
        table.Set("umount2", static (t, a) => Unmount(t, a.A0, a.UInt1));
    }

    private const uint MS_RDONLY = 1, MS_NOSUID = 2, MS_NODEV = 4, MS_NOEXEC = 8, MS_REMOUNT = 0x20, MS_NOATIME = 0x400, MS_BIND = 0x1000, MS_MOVE = 0x2000,
        MS_UNBINDABLE = 0x20000, MS_PRIVATE = 0x40000, MS_SLAVE = 0x80000, MS_SHARED = 0x100000, MS_MAGIC = 0xc0ed0000, MS_MAGIC_MASK = 0xffff0000;
    private const uint MNT_FORCE = 1, MNT_DETACH = 2, MNT_EXPIRE = 4, UMOUNT_NOFOLLOW = 8;
    private const int MaxTypeBytes = 64;
    private const int MaxOptionBytes = 4096;

    private static long Mount(Thread thread, ulong sourceAddress, ulong targetAddress, ulong typeAddress, ulong rawFlags, ulong optionsAddress)
    {
        uint flags = (uint)rawFlags;
        if ((flags & MS_MAGIC_MASK) == MS_MAGIC)
            flags &= ~MS_MAGIC_MASK; // as programs of the nineties asked
        Errno error = UserPath.Resolve(thread, UserPath.WorkingDirectory, targetAddress, AtFlags.None, out VfsPath target);
        if (error != Errno.OK)
            return error.Negate();
        if (!thread.Credentials.Has(Capability.CAP_SYS_ADMIN))
            return Errno.EPERM.Negate();
        MountTable mounts = LinuxKernel.Current.Mounts;
        if ((flags & MS_REMOUNT) != 0)
            return mounts.Remount(target, Understand(flags)).Negate();
        if ((flags & (MS_UNBINDABLE | MS_PRIVATE | MS_SLAVE | MS_SHARED)) != 0)
            return 0; // there is one tree: nothing is propagated anywhere
        if ((flags & MS_MOVE) != 0)
            return Errno.EINVAL.Negate();
        if ((flags & MS_BIND) != 0)
        {
            error = UserPath.Resolve(thread, UserPath.WorkingDirectory, sourceAddress, AtFlags.None, out VfsPath shown);
            return (error != Errno.OK ? error : mounts.Add(shown.Mount.FileSystem, shown.Dentry, shown.Mount.Source, target, shown.Mount.Flags, out _)).Negate();
        }
        error = ReadText(thread, typeAddress, MaxTypeBytes, out string type);
        if (error != Errno.OK)
            return error.Negate();
        error = ReadText(thread, sourceAddress, PathWalker.MaxPathLength, out string source);
        return (error != Errno.OK ? error : MountNew(thread, source, target, type, optionsAddress, Understand(flags))).Negate();
    }

    private static Errno MountNew(Thread thread, string source, VfsPath target, string type, ulong optionsAddress, MountFlags flags)
    {
        if (type.Length == 0)
            return Errno.EINVAL;
        Errno error = ReadText(thread, optionsAddress, MaxOptionBytes, out string options);
        if (error != Errno.OK)
            return error;
        LinuxKernel kernel = LinuxKernel.Current;
        error = kernel.FileSystemTypes.Create(type, options, out FileSystem? fileSystem);
        return error != Errno.OK ? error : kernel.Mounts.Add(fileSystem!, fileSystem!.Root, source.Length == 0 ? "none" : source, target, flags, out _);
    }

    private static long Unmount(Thread thread, ulong path, uint flags)
    {
        if ((flags & ~(MNT_FORCE | MNT_DETACH | MNT_EXPIRE | UMOUNT_NOFOLLOW)) != 0 || (flags & MNT_EXPIRE) != 0 && (flags & (MNT_FORCE | MNT_DETACH)) != 0)
            return Errno.EINVAL.Negate();
        Errno error = UserPath.Resolve(thread, UserPath.WorkingDirectory, path, (flags & UMOUNT_NOFOLLOW) != 0 ? AtFlags.NoFollow : AtFlags.None, out VfsPath target);
        if (error != Errno.OK)
            return error.Negate();
        if (!thread.Credentials.Has(Capability.CAP_SYS_ADMIN))
            return Errno.EPERM.Negate();
        return LinuxKernel.Current.Mounts.Remove(target, (flags & MNT_DETACH) != 0, IsInUse(target.Mount)).Negate();
    }

    /// <summary>Whether some process has a file of the mount open, or stands in it.</summary>
    private static bool IsInUse(Mount mount)
    {
        foreach (Process process in LinuxKernel.Current.Processes.Snapshot())
        {
            if (process.FsContext is { } context && (context.WorkingDirectory.Mount == mount || context.Root.Mount == mount))
                return true;
            if (process.Program?.Executable.Mount == mount)
                return true;
            if (process.Files is not { } files)
                continue;
            for (int fd = files.NextOpen(0); fd >= 0; fd = files.NextOpen(fd + 1))
            {
                if (files.Get(fd)?.Path.Mount == mount)
                    return true;
            }
        }
        return false;
    }

    private static MountFlags Understand(uint flags) =>
        ((flags & MS_RDONLY) != 0 ? MountFlags.ReadOnly : 0)
        | ((flags & MS_NOSUID) != 0 ? MountFlags.NoSetUserId : 0)
        | ((flags & MS_NODEV) != 0 ? MountFlags.NoDevices : 0)
        | ((flags & MS_NOEXEC) != 0 ? MountFlags.NoExecute : 0)
        | ((flags & MS_NOATIME) != 0 ? MountFlags.NoAccessTime : 0);

    /// <summary>A text argument that may be absent.</summary>
    private static Errno ReadText(Thread thread, ulong address, int limit, out string text)
    {
        text = "";
        if (address == 0)
            return Errno.OK;
        Errno error = thread.Space.ReadCString(address, thread.PathBuffer.AsSpan(0, limit), out int length);
        if (error == Errno.OK)
            text = ByteText.ToString(thread.PathBuffer.AsSpan(0, length));
        return error == Errno.ENAMETOOLONG ? Errno.EINVAL : error;
    }
}
