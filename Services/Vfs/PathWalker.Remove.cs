using System;
using Services.Linux;

namespace Services.Vfs;

/// <summary>Removing and moving names.</summary>
public ref partial struct PathWalker
{
    /// <summary>unlink(2): removes the name of a file that is no directory.</summary>
    public Errno Unlink(VfsPath start, ReadOnlySpan<byte> path)
    {
        Errno error = ResolveParent(start, path, out VfsPath parent, out LastName last);
        if (error != Errno.OK)
            return error;
        if (!last.IsOrdinary)
            return Errno.EISDIR;
        using var guard = parent.Inode.FileSystem.NamespaceLock.Lock();
        error = LookupLocked(parent.Dentry, last.Name, last.Hash, out Dentry? child);
        if (error != Errno.OK)
            return error;
        if (last.HasTrailingSlash)
            return child!.Inode.IsDirectory ? Errno.EISDIR : Errno.ENOTDIR;
        if (parent.Mount.IsReadOnly)
            return Errno.EROFS;
        error = MayRemoveFrom(parent, child!, asDirectory: false);
        if (error != Errno.OK)
            return error;
        error = parent.Inode.Unlink(last.Name, child!.Inode);
        if (error == Errno.OK)
            child.Unlink(removed: true);
        return error;
    }

    /// <summary>rmdir(2): removes an empty directory.</summary>
    public Errno RemoveDirectory(VfsPath start, ReadOnlySpan<byte> path)
    {
        Errno error = ResolveParent(start, path, out VfsPath parent, out LastName last);
        if (error != Errno.OK)
            return error;
        if (!last.IsOrdinary)
            return last.IsDotDot ? Errno.ENOTEMPTY : last.IsDot ? Errno.EINVAL : Errno.EBUSY;
        using var guard = parent.Inode.FileSystem.NamespaceLock.Lock();
        error = LookupLocked(parent.Dentry, last.Name, last.Hash, out Dentry? child);
        if (error != Errno.OK)
            return error;
        if (parent.Mount.IsReadOnly)
            return Errno.EROFS;
        error = MayRemoveFrom(parent, child!, asDirectory: true);
        if (error != Errno.OK)
            return error;
        error = parent.Inode.RemoveDirectory(last.Name, child!.Inode);
        if (error == Errno.OK)
            child.Unlink(removed: true);
        return error;
    }

    /// <summary>renameat2(2).</summary>
    public Errno Rename(VfsPath oldStart, ReadOnlySpan<byte> oldPath, VfsPath newStart, ReadOnlySpan<byte> newPath, bool noReplace, bool exchange)
    {
        Errno error = ResolveParent(oldStart, oldPath, out VfsPath oldParent, out LastName oldLast);
        if (error != Errno.OK)
            return error;
        error = ResolveParent(newStart, newPath, out VfsPath newParent, out LastName newLast);
        return error != Errno.OK ? error : Rename(oldParent, oldLast, newParent, newLast, noReplace, exchange);
    }

    private readonly Errno Rename(VfsPath oldParent, LastName oldLast, VfsPath newParent, LastName newLast, bool noReplace, bool exchange)
    {
        if (oldParent.Mount != newParent.Mount)
            return Errno.EXDEV;
        if (!oldLast.IsOrdinary)
            return Errno.EBUSY;
        if (!newLast.IsOrdinary)
            return noReplace ? Errno.EEXIST : Errno.EBUSY;
        if (oldParent.Mount.IsReadOnly)
            return Errno.EROFS;

        using var guard = oldParent.Inode.FileSystem.NamespaceLock.Lock();
        Errno error = LookupLocked(oldParent.Dentry, oldLast.Name, oldLast.Hash, out Dentry? source);
        if (error != Errno.OK)
            return error;
        error = LookupLocked(newParent.Dentry, newLast.Name, newLast.Hash, out Dentry? target);
        if (error is not (Errno.OK or Errno.ENOENT))
            return error;
        if (noReplace && target is not null)
            return Errno.EEXIST;
        if (exchange && target is null)
            return Errno.ENOENT;
        if (exchange && !target!.Inode.IsDirectory && newLast.HasTrailingSlash)
            return Errno.ENOTDIR;
        if (!source!.Inode.IsDirectory && (oldLast.HasTrailingSlash || !exchange && newLast.HasTrailingSlash))
            return Errno.ENOTDIR;
        // A directory cannot move below itself, nor replace one of its ancestors.
        if (newParent.Dentry.IsWithin(source))
            return Errno.EINVAL;
        if (target is not null && oldParent.Dentry.IsWithin(target))
            return exchange ? Errno.EINVAL : Errno.ENOTEMPTY;
        if (target is not null && target.Inode == source.Inode)
            return Errno.OK;

        error = MayMove(oldParent, source, newParent, target, exchange);
        if (error != Errno.OK)
            return error;
        error = oldParent.Inode.Rename(oldLast.Name, source.Inode, newParent.Inode, newLast.Name, target?.Inode, exchange);
        if (error != Errno.OK)
            return error;
        source.Unlink(removed: false);
        target?.Unlink(removed: !exchange);
        newParent.Dentry.AddChild(newLast.Name, newLast.Hash, source);
        if (exchange)
            oldParent.Dentry.AddChild(oldLast.Name, oldLast.Hash, target!);
        return Errno.OK;
    }

    private readonly Errno MayMove(VfsPath oldParent, Dentry source, VfsPath newParent, Dentry? target, bool exchange)
    {
        bool isDirectory = source.Inode.IsDirectory;
        Errno error = MayRemoveFrom(oldParent, source, isDirectory);
        if (error != Errno.OK)
            return error;
        if (target is null)
            error = MayCreateIn(newParent.Dentry);
        else
            error = MayRemoveFrom(newParent, target, exchange ? target.Inode.IsDirectory : isDirectory);
        if (error != Errno.OK || oldParent.Dentry == newParent.Dentry)
            return error;
        // A directory that gets another parent has its ".." written.
        if (isDirectory)
            error = Access.Check(source.Inode, _who, AccessMask.Write);
        if (error == Errno.OK && exchange && target!.Inode.IsDirectory)
            error = Access.Check(target.Inode, _who, AccessMask.Write);
        return error;
    }

    private readonly Errno MayRemoveFrom(VfsPath parent, Dentry child, bool asDirectory)
    {
        Errno error = Access.Check(parent.Inode, _who, AccessMask.Write | AccessMask.Execute);
        if (error != Errno.OK)
            return error;
        if (!Access.MayRemove(parent.Inode, child.Inode, _who))
            return Errno.EPERM;
        if (asDirectory != child.Inode.IsDirectory)
            return asDirectory ? Errno.ENOTDIR : Errno.EISDIR;
        return child.Covers is not null ? Errno.EBUSY : Errno.OK;
    }
}
