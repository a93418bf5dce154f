using System.Collections.Generic;
using Ostd.Sync;
using Services.Linux;

namespace Services.Vfs;

/// <summary>What is mounted where. Walking reads the chains without a lock; changes take it.</summary>
public sealed class MountTable
{
    /// <summary>As Linux' fs.mount-max: a bound, so that a loop of mounts ends with ENOSPC and not with no memory.</summary>
    private const int MaxMounts = 10_000;

    /// <summary>Lock order: before namespace locks.</summary>
    private readonly Mutex _lock = new();
    private readonly List<Mount> _mounts = new();
    private int _lastId;

    public MountTable(FileSystem root, string source = "tmpfs")
    {
        Root = new Mount(root, root.Root, source, MountFlags.None) { Id = ++_lastId };
        _mounts.Add(Root);
    }

    public Mount Root { get; }

    /// <summary>Shows a directory of a file system (or a file over a file) at a place.</summary>
    public Errno Add(FileSystem fileSystem, Dentry root, string source, VfsPath place, MountFlags flags, out Mount? mount)
    {
        mount = null;
        using var guard = _lock.Lock();
        if (root.Inode.IsDirectory != place.Inode.IsDirectory)
            return Errno.ENOTDIR;
        if (place.Dentry.IsRemoved)
            return Errno.ENOENT;
        if (_mounts.Count >= MaxMounts)
            return Errno.ENOSPC;
        mount = new Mount(fileSystem, root, source, flags) { Id = ++_lastId, Parent = place.Mount, Place = place.Dentry, NextOnDentry = place.Dentry.Covers };
        place.Dentry.Covers = mount;
        _mounts.Add(mount);
        return Errno.OK;
    }

    /// <summary>Takes away the mount whose root this is. EINVAL: the place is no mount's root; EBUSY: something is mounted below it.</summary>
    /// <param name="detach">MNT_DETACH: take it out of the tree though files in it are in use. Others are refused when <paramref name="inUse"/>.</param>
    public Errno Remove(VfsPath place, bool detach, bool inUse)
    {
        using var guard = _lock.Lock();
        Mount mount = place.Mount;
        if (place.Dentry != mount.Root || mount.Parent is null)
            return Errno.EINVAL;
        if (!detach && inUse)
            return Errno.EBUSY;
        var removed = new List<Mount> { mount };
        foreach (Mount other in _mounts)
        {
            // Children come after their parents in the list.
            if (other.Parent is { } parent && removed.Contains(parent))
                removed.Add(other);
        }
        if (removed.Count > 1 && !detach)
            return Errno.EBUSY;
        foreach (Mount gone in removed)
            Unhook(gone);
        return Errno.OK;
    }

    public Errno Remount(VfsPath place, MountFlags flags)
    {
        using var guard = _lock.Lock();
        if (place.Dentry != place.Mount.Root)
            return Errno.EINVAL;
        place.Mount.Flags = flags;
        return Errno.OK;
    }

    /// <summary>A snapshot in the order of mounting.</summary>
    public Mount[] All()
    {
        using var guard = _lock.Lock();
        return _mounts.ToArray();
    }

    private void Unhook(Mount mount)
    {
        _mounts.Remove(mount);
        Dentry place = mount.Place!;
        if (place.Covers == mount)
        {
            place.Covers = mount.NextOnDentry;
        }
        else
        {
            Mount before = place.Covers!;
            while (before.NextOnDentry != mount)
                before = before.NextOnDentry!;
            before.NextOnDentry = mount.NextOnDentry;
        }
        mount.Parent = null;
    }
}
