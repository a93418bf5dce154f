using System;
using System.Buffers.Binary;
using Services.Linux;
using Services.Processes;
using Services.Signals;
using Services.Vfs;

namespace Services.Syscalls;

/// <summary>Changing what files are: permissions, owners, times, lengths.</summary>
internal static class FilesAttributes
{
    public static void Register(SyscallTable table)
    {
        table.Set("chmod", static (t, a) => ChangeModeAt(t, UserPath.WorkingDirectory, a.A0, a.UInt1, AtFlags.None));
        table.Set("fchmod", static (t, a) => ChangeModeOf(t, a.Int0, a.UInt1));
        table.Set("fchmodat", static (t, a) => ChangeModeAt(t, a.Int0, a.A1, a.UInt2, AtFlags.None));
        table.Set("chown", static (t, a) => ChangeOwnerAt(t, UserPath.WorkingDirectory, a.A0, a.UInt1, a.UInt2, AtFlags.None));
        table.Set("lchown", static (t, a) => ChangeOwnerAt(t, UserPath.WorkingDirectory, a.A0, a.UInt1, a.UInt2, AtFlags.NoFollow));
        table.Set("fchown", static (t, a) => ChangeOwnerOf(t, a.Int0, a.UInt1, a.UInt2));
        table.Set("fchownat", static (t, a) => ChangeOwnerAt(t, a.Int0, a.A1, a.UInt2, a.UInt3, (AtFlags)a.Int4));
        table.Set("umask", static (t, a) => ChangeUmask(t, a.UInt0));
        table.Set("truncate", static (t, a) => TruncateAt(t, a.A0, a.Long1));
        table.Set("ftruncate", static (t, a) => TruncateOf(t, a.Int0, a.Long1));
        table.Set("fallocate", static (t, a) => Allocate(t, a.Int0, a.UInt1, a.Long2, a.Long3));
    }

    private const uint Unchanged = uint.MaxValue;

    private static long ChangeModeAt(Thread thread, int directory, ulong path, uint mode, AtFlags flags)
    {
        Errno error = UserPath.Resolve(thread, directory, path, flags, out VfsPath found);
        return error != Errno.OK ? error.Negate() : ChangeMode(thread, found, mode);
    }

    private static long ChangeModeOf(Thread thread, int fd, uint mode)
    {
        using FileUse use = thread.Files.Use(fd);
        return use.File is { } file && (file.Flags & OpenFlags.Path) == 0 ? ChangeMode(thread, file.Path, mode) : Errno.EBADF.Negate();
    }

    private static long ChangeMode(Thread thread, VfsPath place, uint mode)
    {
        if (place.Mount.IsReadOnly)
            return Errno.EROFS.Negate();
        Inode inode = place.Inode;
        Credentials who = thread.Credentials;
        if (!Access.IsOwner(inode, who))
            return Errno.EPERM.Negate();
        if (inode.IsSymbolicLink)
            return Errno.EOPNOTSUPP.Negate();
        mode &= FileMode.PermissionMask;
        if (!who.IsInGroup(inode.GroupId) && !who.Has(Capability.CAP_FSETID))
            mode &= ~FileMode.SetGroupId;
        return inode.ChangeMode(mode).Negate();
    }

    private static long ChangeOwnerAt(Thread thread, int directory, ulong path, uint user, uint group, AtFlags flags)
    {
        if ((flags & ~(AtFlags.NoFollow | AtFlags.EmptyPath)) != 0)
            return Errno.EINVAL.Negate();
        Errno error = UserPath.Resolve(thread, directory, path, flags, out VfsPath found);
        return error != Errno.OK ? error.Negate() : ChangeOwner(thread, found, user, group);
    }

    private static long ChangeOwnerOf(Thread thread, int fd, uint user, uint group)
    {
        using FileUse use = thread.Files.Use(fd);
        return use.File is { } file && (file.Flags & OpenFlags.Path) == 0 ? ChangeOwner(thread, file.Path, user, group) : Errno.EBADF.Negate();
    }

    private static long ChangeOwner(Thread thread, VfsPath place, uint user, uint group)
    {
        if (place.Mount.IsReadOnly)
            return Errno.EROFS.Negate();
        Inode inode = place.Inode;
        Credentials who = thread.Credentials;
        bool mayChangeOwner = who.Has(Capability.CAP_CHOWN);
        bool isOwner = who.FileUid == inode.UserId;
        if (user != Unchanged && !mayChangeOwner && !(isOwner && user == inode.UserId))
            return Errno.EPERM.Negate();
        if (group != Unchanged && !mayChangeOwner && !(isOwner && (group == inode.GroupId || who.IsInGroup(group))))
            return Errno.EPERM.Negate();
        // A program must not stay set-id for its new owner.
        if (!inode.IsDirectory)
        {
            uint cleared = FileMode.SetUserId | ((inode.Mode & 8) != 0 ? FileMode.SetGroupId : 0);
            if ((inode.Mode & cleared) != 0)
                inode.ChangeMode(inode.Mode & FileMode.PermissionMask & ~cleared);
        }
        return inode.ChangeOwner(user == Unchanged ? inode.UserId : user, group == Unchanged ? inode.GroupId : group).Negate();
    }

    private static long ChangeUmask(Thread thread, uint mask)
    {
        FsContext context = thread.FsContext;
        uint old = context.Umask;
        context.Umask = mask & FileMode.AllAccess;
        return old;
    }

    private static long TruncateAt(Thread thread, ulong path, long length)
    {
        if (length < 0)
            return Errno.EINVAL.Negate();
        Errno error = UserPath.Resolve(thread, UserPath.WorkingDirectory, path, AtFlags.None, out VfsPath found);
        if (error != Errno.OK)
            return error.Negate();
        Inode inode = found.Inode;
        if (!inode.IsRegular)
            return (inode.IsDirectory ? Errno.EISDIR : Errno.EINVAL).Negate();
        if (found.Mount.IsReadOnly)
            return Errno.EROFS.Negate();
        error = Access.Check(inode, thread.Credentials, AccessMask.Write);
        if (error == Errno.OK)
            error = inode.TryBeginWriting();
        if (error != Errno.OK)
            return error.Negate();
        error = Truncate(thread, inode, length);
        inode.EndWriting();
        return error.Negate();
    }

    private static long TruncateOf(Thread thread, int fd, long length)
    {
        if (length < 0)
            return Errno.EINVAL.Negate();
        using FileUse use = thread.Files.Use(fd);
        if (use.File is not { } file || (file.Flags & OpenFlags.Path) != 0)
            return Errno.EBADF.Negate();
        return (file.Inode.IsRegular && file.CanWrite ? Truncate(thread, file.Inode, length) : Errno.EINVAL).Negate();
    }

    private static Errno Truncate(Thread thread, Inode inode, long length)
    {
        if (length > inode.Size && (ulong)length > thread.Process.Limits.Of(Resource.FileSize))
        {
            thread.Process.SendSignal(Signal.SIGXFSZ);
            return Errno.EFBIG;
        }
        return inode.Truncate(length);
    }

    private static long Allocate(Thread thread, int fd, uint mode, long offset, long length)
    {
        const uint keepSize = 1, punchHole = 2, zeroRange = 0x10;
        if (offset < 0 || length <= 0)
            return Errno.EINVAL.Negate();
        if ((mode & ~(keepSize | punchHole | zeroRange)) != 0 || (mode & (punchHole | zeroRange)) == (punchHole | zeroRange)
            || (mode & punchHole) != 0 && (mode & keepSize) == 0)
            return Errno.EOPNOTSUPP.Negate();
        using FileUse use = thread.Files.Use(fd);
        if (use.File is not { CanWrite: true } file)
            return Errno.EBADF.Negate();
        if (file.Inode is not PagedInode inode)
            return (file.Inode.Type == FileMode.Fifo ? Errno.ESPIPE : Errno.ENODEV).Negate();
        if (offset > PageCache.MaxLength - length)
            return Errno.EFBIG.Negate();
        using var guard = inode.ContentLock.Lock();
        Errno error = inode.MayWrite();
        if (error != Errno.OK)
            return error.Negate();
        long end = offset + length;
        if ((mode & (punchHole | zeroRange)) != 0)
            inode.Pages.Discard(offset, Math.Min(end, Math.Max(offset, inode.Size)));
        if ((mode & punchHole) == 0)
        {
            if ((mode & keepSize) == 0 && end > inode.Size)
                error = inode.MayGrowTo(end);
            if (error == Errno.OK)
                error = inode.Pages.Reserve(offset, end);
            if (error != Errno.OK)
                return error.Negate();
            if ((mode & keepSize) == 0 && end > inode.Size)
                inode.Pages.SetLength(end);
        }
        inode.TouchModified();
        return 0;
    }
}
