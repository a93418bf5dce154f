using System;
using Services.Linux;
using Services.Processes;
using Services.Vfs;

namespace Services.Syscalls;

/// <summary>Names: unlink, rename, link, symlink, mknod.</summary>
internal static class FilesNames
{
    public static void Register(SyscallTable table)
    {
        table.Set("unlink", static (t, a) => RemoveAt(t, UserPath.WorkingDirectory, a.A0, AtFlags.None));
        table.Set("unlinkat", static (t, a) => RemoveAt(t, a.Int0, a.A1, (AtFlags)a.Int2));
        table.Set("rename", static (t, a) => RenameAt(t, UserPath.WorkingDirectory, a.A0, UserPath.WorkingDirectory, a.A1, 0));
        table.Set("renameat", static (t, a) => RenameAt(t, a.Int0, a.A1, a.Int2, a.A3, 0));
        table.Set("renameat2", static (t, a) => RenameAt(t, a.Int0, a.A1, a.Int2, a.A3, a.UInt4));
        table.Set("link", static (t, a) => LinkAt(t, UserPath.WorkingDirectory, a.A0, UserPath.WorkingDirectory, a.A1, AtFlags.None));
        table.Set("linkat", static (t, a) => LinkAt(t, a.Int0, a.A1, a.Int2, a.A3, (AtFlags)a.Int4));
        table.Set("symlink", static (t, a) => SymbolicLinkAt(t, a.A0, UserPath.WorkingDirectory, a.A1));
        table.Set("symlinkat", static (t, a) => SymbolicLinkAt(t, a.A0, a.Int1, a.A2));
        table.Set("mknod", static (t, a) => NodeAt(t, UserPath.WorkingDirectory, a.A0, a.UInt1, a.UInt2));
        table.Set("mknodat", static (t, a) => NodeAt(t, a.Int0, a.A1, a.UInt2, a.UInt3));
    }

    public static long RemoveAt(Thread thread, int directory, ulong address, AtFlags flags)
    {
        if ((flags & ~AtFlags.RemoveDirectory) != 0)
            return Errno.EINVAL.Negate();
        Errno error = UserPath.Read(thread, address, out ReadOnlySpan<byte> path);
        if (error != Errno.OK)
            return error.Negate();
        error = UserPath.Start(thread, directory, path, out VfsPath start);
        if (error != Errno.OK)
            return error.Negate();
        PathWalker walker = UserPath.Walker(thread);
        return (flags != 0 ? walker.RemoveDirectory(start, path) : walker.Unlink(start, path)).Negate();
    }

    public static long RenameAt(Thread thread, int oldDirectory, ulong oldAddress, int newDirectory, ulong newAddress, uint flags)
    {
        const uint noReplace = 1, exchange = 2;
        if ((flags & ~(noReplace | exchange)) != 0 || flags == (noReplace | exchange))
            return Errno.EINVAL.Negate();
        Errno error = ReadTwo(thread, oldDirectory, oldAddress, newDirectory, newAddress, out VfsPath oldStart, out ReadOnlySpan<byte> oldPath,
            out VfsPath newStart, out ReadOnlySpan<byte> newPath);
        if (error != Errno.OK)
            return error.Negate();
        return UserPath.Walker(thread).Rename(oldStart, oldPath, newStart, newPath, (flags & noReplace) != 0, (flags & exchange) != 0).Negate();
    }

    public static long LinkAt(Thread thread, int oldDirectory, ulong oldAddress, int newDirectory, ulong newAddress, AtFlags flags)
    {
        if ((flags & ~(AtFlags.Follow | AtFlags.EmptyPath)) != 0)
            return Errno.EINVAL.Negate();
        Errno error = ReadTwo(thread, oldDirectory, oldAddress, newDirectory, newAddress, out VfsPath existing, out ReadOnlySpan<byte> oldPath,
            out VfsPath start, out ReadOnlySpan<byte> newPath);
        if (error != Errno.OK)
            return error.Negate();
        PathWalker walker = UserPath.Walker(thread);
        if (!oldPath.IsEmpty)
            error = walker.Resolve(existing, oldPath, (flags & AtFlags.Follow) != 0, out existing);
        else if ((flags & AtFlags.EmptyPath) == 0 || !thread.Credentials.Has(Capability.CAP_DAC_READ_SEARCH))
            error = Errno.ENOENT;
        return (error != Errno.OK ? error : walker.CreateLink(existing, start, newPath)).Negate();
    }

    private static long SymbolicLinkAt(Thread thread, ulong targetAddress, int directory, ulong address)
    {
        Errno error = UserPath.ReadSecond(thread, targetAddress, out ReadOnlySpan<byte> target);
        if (error != Errno.OK)
            return error.Negate();
        if (target.IsEmpty)
            return Errno.ENOENT.Negate();
        error = UserPath.Read(thread, address, out ReadOnlySpan<byte> path);
        if (error != Errno.OK)
            return error.Negate();
        error = UserPath.Start(thread, directory, path, out VfsPath start);
        return (error != Errno.OK ? error : UserPath.Walker(thread).CreateSymbolicLink(start, path, target)).Negate();
    }

    private static long NodeAt(Thread thread, int directory, ulong address, uint mode, uint device)
    {
        Errno error = UserPath.Read(thread, address, out ReadOnlySpan<byte> path);
        if (error != Errno.OK)
            return error.Negate();
        switch (mode & FileMode.TypeMask)
        {
            case 0:
                mode |= FileMode.Regular;
                break;
            case FileMode.Directory:
                return Errno.EPERM.Negate();
            case not (FileMode.Regular or FileMode.CharacterDevice or FileMode.BlockDevice or FileMode.Fifo or FileMode.Socket):
                return Errno.EINVAL.Negate();
        }
        error = UserPath.Start(thread, directory, path, out VfsPath start);
        if (error != Errno.OK)
            return error.Negate();
        return UserPath.Walker(thread).CreateNode(start, path, mode & (FileMode.TypeMask | FileMode.PermissionMask), DeviceNumber.Decode(device)).Negate();
    }

    private static Errno ReadTwo(Thread thread, int oldDirectory, ulong oldAddress, int newDirectory, ulong newAddress, out VfsPath oldStart,
        out ReadOnlySpan<byte> oldPath, out VfsPath newStart, out ReadOnlySpan<byte> newPath)
    {
        oldStart = newStart = default;
        newPath = default;
        Errno error = UserPath.ReadSecond(thread, oldAddress, out oldPath);
        if (error == Errno.OK)
            error = UserPath.Read(thread, newAddress, out newPath);
        if (error == Errno.OK)
            error = UserPath.Start(thread, oldDirectory, oldPath, out oldStart);
        return error == Errno.OK ? UserPath.Start(thread, newDirectory, newPath, out newStart) : error;
    }
}
