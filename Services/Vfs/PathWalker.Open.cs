using System;
using Services.Linux;

namespace Services.Vfs;

/// <summary>Opening.</summary>
public ref partial struct PathWalker
{
    /// <summary>
    /// open(2). The description that comes out has one use, the caller's. <paramref name="mode"/> are the permissions of a file that is made; the umask
    /// applies. May sleep (a FIFO waits for its other end).
    /// </summary>
    public Errno Open(VfsPath start, ReadOnlySpan<byte> path, OpenFlags flags, uint mode, out FileDescription? file)
    {
        file = null;
        if ((flags & OpenFlags.TemporaryFile) == OpenFlags.TemporaryFile)
            return OpenNameless(start, path, flags, mode, out file);
        if ((flags & OpenFlags.Create) != 0)
            return OpenOrCreate(start, path, flags, mode, out file);
        Errno error = Resolve(start, path, (flags & OpenFlags.NoFollow) == 0, out VfsPath found);
        return error != Errno.OK ? error : OpenFound(found, flags, isNew: false, out file);
    }

    /// <summary>Opens a place that was found already.</summary>
    public readonly Errno OpenFound(VfsPath found, OpenFlags flags, bool isNew, out FileDescription? file)
    {
        file = null;
        Inode inode = found.Inode;
        if ((flags & OpenFlags.Directory) != 0 && !inode.IsDirectory)
            return inode.IsSymbolicLink && (flags & OpenFlags.Path) == 0 ? Errno.ELOOP : Errno.ENOTDIR;
        if ((flags & OpenFlags.Path) != 0)
        {
            file = new PathFile(found, flags);
            return Errno.OK;
        }
        AccessMask wanted = WantedBy(flags);
        switch (inode.Type)
        {
            case FileMode.SymbolicLink:
                return Errno.ELOOP;
            case FileMode.Directory when (wanted & AccessMask.Write) != 0:
                return Errno.EISDIR;
            case FileMode.CharacterDevice or FileMode.BlockDevice when (found.Mount.Flags & MountFlags.NoDevices) != 0:
                return Errno.EACCES;
            case FileMode.Socket:
                return Errno.ENXIO;
        }
        // Whoever makes a file may use it as it likes, whatever its permissions say.
        Errno error = isNew ? Errno.OK : Access.Check(inode, _who, wanted);
        if (error != Errno.OK)
            return error;
        if ((flags & OpenFlags.NoAccessTime) != 0 && !Access.IsOwner(inode, _who))
            return Errno.EPERM;
        bool writes = (wanted & AccessMask.Write) != 0 && (inode.IsRegular || inode.IsDirectory);
        if (writes && found.Mount.IsReadOnly)
            return Errno.EROFS;
        return OpenUnchecked(found, flags, isNew, out file);
    }

    /// <summary>
    /// Opens a place without asking for permission: takes what a description holds (its inode's use, its count as a writer), which closing gives back.
    /// </summary>
    internal static Errno OpenUnchecked(VfsPath found, OpenFlags flags, bool isNew, out FileDescription? file)
    {
        file = null;
        Inode inode = found.Inode;
        bool countsAsWriter = inode.IsRegular && (flags & OpenFlags.AccessMask) != OpenFlags.ReadOnly;
        if (!inode.TryHold())
            return Errno.ENOENT;
        Errno error = countsAsWriter ? inode.TryBeginWriting() : Errno.OK;
        if (error == Errno.OK)
        {
            if ((flags & OpenFlags.Truncate) != 0 && inode.IsRegular && !isNew)
                error = inode.Truncate(0);
            if (error == Errno.OK)
                error = inode.Open(found, flags, out file);
            if (error == Errno.OK)
                return Errno.OK; // the description ends the hold and the writing when it is closed
            if (countsAsWriter)
                inode.EndWriting();
        }
        inode.Release();
        return error;
    }

    private Errno OpenOrCreate(VfsPath start, ReadOnlySpan<byte> path, OpenFlags flags, uint mode, out FileDescription? file)
    {
        file = null;
        if ((flags & OpenFlags.Directory) != 0)
            return Errno.EINVAL;
        while (true)
        {
            Errno error = ResolveParent(start, path, out VfsPath parent, out LastName last);
            if (error != Errno.OK)
                return error;
            if (!last.IsOrdinary)
                return (flags & OpenFlags.Exclusive) != 0 ? Errno.EEXIST : Errno.EISDIR;
            if (last.HasTrailingSlash)
                return Errno.EISDIR;

            bool isNew = false;
            Dentry? child = parent.Dentry.FindChild(last.Name, last.Hash);
            if (child is null)
            {
                error = FindOrCreate(parent, last, flags, mode, out child, out isNew);
                if (error != Errno.OK)
                    return error;
            }
            if (!isNew && (flags & OpenFlags.Exclusive) != 0)
                return Errno.EEXIST;
            var found = new VfsPath(parent.Mount, child!);
            if (found.Inode.IsSymbolicLink)
            {
                if ((flags & OpenFlags.NoFollow) != 0)
                    return Errno.ELOOP;
                if (++_links > MaxLinks)
                    return Errno.ELOOP;
                if (found.Inode.TryJump(out VfsPath destination, out error))
                    return error != Errno.OK ? error : OpenFound(destination, flags, isNew: false, out file);
                error = found.Inode.ReadLink(out byte[] target);
                if (error != Errno.OK)
                    return error;
                start = parent;
                path = target;
                continue;
            }
            Mount mount = found.Mount;
            EnterMounts(ref mount, ref child!);
            found = new VfsPath(mount, child);
            return found.Inode.IsDirectory ? Errno.EISDIR : OpenFound(found, flags, isNew, out file);
        }
    }

    private readonly Errno FindOrCreate(VfsPath parent, LastName last, OpenFlags flags, uint mode, out Dentry? child, out bool isNew)
    {
        isNew = false;
        using var guard = parent.Inode.FileSystem.NamespaceLock.Lock();
        Errno error = LookupLocked(parent.Dentry, last.Name, last.Hash, out child);
        if (error != Errno.ENOENT)
            return error;
        if (parent.Mount.IsReadOnly)
            return Errno.EROFS;
        error = MayCreateIn(parent.Dentry);
        if (error != Errno.OK)
            return error;
        isNew = true;
        uint permissions = mode & FileMode.PermissionMask & ~_umask;
        return CreateLocked(parent.Dentry, last, new NewName(NewKind.Node, permissions | FileMode.Regular, default, default, null), out child);
    }

    /// <summary>O_TMPFILE: a file in a directory's file system that has no name.</summary>
    private Errno OpenNameless(VfsPath start, ReadOnlySpan<byte> path, OpenFlags flags, uint mode, out FileDescription? file)
    {
        file = null;
        if ((flags & OpenFlags.AccessMask) == OpenFlags.ReadOnly)
            return Errno.EINVAL;
        Errno error = Resolve(start, path, (flags & OpenFlags.NoFollow) == 0, out VfsPath directory);
        if (error != Errno.OK)
            return error;
        if (!directory.Inode.IsDirectory)
            return Errno.ENOTDIR;
        if (directory.Mount.IsReadOnly)
            return Errno.EROFS;
        error = Access.Check(directory.Inode, _who, AccessMask.Write | AccessMask.Execute);
        if (error != Errno.OK)
            return error;
        error = directory.Inode.CreateNameless(mode & FileMode.PermissionMask & ~_umask | FileMode.Regular, out Inode? inode);
        return error != Errno.OK ? error : OpenFirst(directory.Mount, inode!, flags, out file);
    }

    private readonly Errno OpenFirst(Mount mount, Inode inode, OpenFlags flags, out FileDescription? file)
    {
        inode.InitializeOwner(_who.FileUid, _who.FileGid);
        inode.MayBeLinked = (flags & OpenFlags.Exclusive) == 0;
        Errno error = OpenUnchecked(new VfsPath(mount, Dentry.Nameless(inode)), flags & ~OpenFlags.Directory, isNew: true, out file);
        inode.Release(); // the use it was made with: from now on the description keeps it
        return error;
    }

    private static AccessMask WantedBy(OpenFlags flags)
    {
        AccessMask wanted = (flags & OpenFlags.AccessMask) switch
        {
            OpenFlags.ReadOnly => AccessMask.Read,
            OpenFlags.WriteOnly => AccessMask.Write,
            _ => AccessMask.Read | AccessMask.Write, // 3 is a Linux oddity: checks both, allows ioctl only
        };
        return (flags & OpenFlags.Truncate) != 0 ? wanted | AccessMask.Write : wanted;
    }
}
