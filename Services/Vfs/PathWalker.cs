using System;
using Services.Linux;
using Services.Processes;

namespace Services.Vfs;

/// <summary>
/// Walks paths on behalf of somebody: from names to places in the tree, and the operations that make, remove and move names.
/// </summary>
/// <remarks>
/// A path whose components the dentry cache knows is walked without a lock and without an allocation. Symbolic links inside a path are
/// walked by recursion, at most <see cref="MaxLinks"/> in all, so the depth of the stack is bounded too.
/// </remarks>
public ref partial struct PathWalker
{
    public const int MaxLinks = 40;
    public const int MaxNameLength = 255;

    /// <summary>Longest path with its terminating NUL.</summary>
    public const int MaxPathLength = 4096;

    private readonly Credentials _who;
    private readonly uint _umask;
    private readonly VfsPath _root;
    private int _links;

    public PathWalker(FsContext context, Credentials who)
    {
        _root = context.Root;
        _umask = context.Umask;
        _who = who;
    }

    /// <summary>The place a path names. <paramref name="followLast"/>: a symbolic link at its end is followed. An empty path is ENOENT.</summary>
    public Errno Resolve(VfsPath start, ReadOnlySpan<byte> path, bool followLast, out VfsPath found)
    {
        found = start;
        return Walk(ref found, path, followLast, parentOnly: false, out _);
    }

    /// <summary>The directory that holds (or would hold) the last name of a path, and that name.</summary>
    public Errno ResolveParent(VfsPath start, ReadOnlySpan<byte> path, out VfsPath parent, out LastName last)
    {
        parent = start;
        return Walk(ref parent, path, followLast: false, parentOnly: true, out last);
    }

    private Errno Walk(scoped ref VfsPath at, ReadOnlySpan<byte> path, bool followLast, bool parentOnly, out LastName last)
    {
        last = default;
        if (path.IsEmpty)
            return Errno.ENOENT;
        if (path[0] == '/')
            at = _root;
        Mount mount = at.Mount;
        Dentry dentry = at.Dentry;

        int position = SkipSlashes(path, 0);
        bool mustBeDirectory = position > 0;
        while (position < path.Length)
        {
            Inode directory = dentry.Inode;
            if (!directory.IsDirectory)
                return Errno.ENOTDIR;
            if (!MaySearch(directory))
                return Errno.EACCES;

            int start = position;
            uint hash = NameHash.Seed;
            while (position < path.Length && path[position] != '/')
                hash = NameHash.Add(hash, path[position++]);
            hash = NameHash.Finish(hash);
            ReadOnlySpan<byte> name = path[start..position];
            if (name.Length > MaxNameLength)
                return Errno.ENAMETOOLONG;
            int next = SkipSlashes(path, position);
            mustBeDirectory = next > position;
            position = next;
            bool isLast = position == path.Length;

            if (isLast && parentOnly)
            {
                at = new VfsPath(mount, dentry);
                last = new LastName(name, hash, mustBeDirectory);
                return Errno.OK;
            }
            if (name.Length <= 2 && name[0] == '.')
            {
                if (name.Length == 1)
                    continue;
                if (name[1] == '.')
                {
                    Ascend(ref mount, ref dentry);
                    continue;
                }
            }

            Dentry? child = dentry.FindChild(name, hash);
            if (child is null)
            {
                Errno error = LookupSlow(dentry, name, hash, out child);
                if (error != Errno.OK)
                    return error;
            }
            Mount childMount = mount;
            if (child!.Covers is not null)
                EnterMounts(ref childMount, ref child);

            if (child.Inode.IsSymbolicLink && (!isLast || followLast || mustBeDirectory))
            {
                var target = new VfsPath(mount, dentry);
                Errno error = Follow(child.Inode, ref target);
                if (error != Errno.OK)
                    return error;
                (mount, dentry) = (target.Mount, target.Dentry);
                continue;
            }
            mount = childMount;
            dentry = child;
        }

        if (mustBeDirectory && !dentry.Inode.IsDirectory)
            return Errno.ENOTDIR;
        at = new VfsPath(mount, dentry);
        // Only a path of slashes gets here with parentOnly: it names the root, which has no last name.
        last = new LastName(default, 0, mustBeDirectory);
        return Errno.OK;
    }

    /// <summary>Replaces the directory that holds a link by the place the link leads to.</summary>
    private Errno Follow(Inode link, ref VfsPath at)
    {
        if (++_links > MaxLinks)
            return Errno.ELOOP;
        if (link.TryJump(out VfsPath destination, out Errno error))
        {
            at = destination;
            return error;
        }
        error = link.ReadLink(out byte[] target);
        return error != Errno.OK ? error : Walk(ref at, target, followLast: true, parentOnly: false, out _);
    }

    // Most directories let everybody search: decide that with one test.
    private readonly bool MaySearch(Inode directory) =>
        (directory.Mode & FileMode.AnyExecute) == FileMode.AnyExecute || Access.Check(directory, _who, AccessMask.Execute) == Errno.OK;

    private static int SkipSlashes(ReadOnlySpan<byte> path, int position)
    {
        while (position < path.Length && path[position] == '/')
            position++;
        return position;
    }

    /// <summary>"..": the parent, across mounts, but not above the walker's root.</summary>
    private readonly void Ascend(ref Mount mount, ref Dentry dentry)
    {
        while (true)
        {
            if (dentry == _root.Dentry && mount == _root.Mount)
                return;
            if (dentry != mount.Root)
                break;
            if (mount.Parent is not { } parent || mount.Place is not { } place)
                return;
            (mount, dentry) = (parent, place);
        }
        dentry = dentry.Parent ?? dentry;
        if (dentry.Covers is not null)
            EnterMounts(ref mount, ref dentry);
    }

    /// <summary>From a covered directory to the root of what covers it.</summary>
    private static void EnterMounts(ref Mount mount, ref Dentry dentry)
    {
        Mount? cover = dentry.Covers;
        while (cover is not null)
        {
            if (cover.Parent == mount)
            {
                mount = cover;
                dentry = cover.Root;
                cover = dentry.Covers;
            }
            else
            {
                cover = cover.NextOnDentry;
            }
        }
    }

    /// <summary>Asks the file system for a name that the cache does not know.</summary>
    private static Errno LookupSlow(Dentry directory, ReadOnlySpan<byte> name, uint hash, out Dentry? child)
    {
        if (!directory.Inode.RemembersNames)
        {
            Errno error = directory.Inode.Lookup(name, out Inode? inode);
            child = error == Errno.OK ? directory.MakeTransientChild(name, inode!) : null;
            return error;
        }
        using var guard = directory.Inode.FileSystem.NamespaceLock.Lock();
        return LookupLocked(directory, name, hash, out child);
    }

    private static Errno LookupLocked(Dentry directory, ReadOnlySpan<byte> name, uint hash, out Dentry? child)
    {
        child = directory.FindChild(name, hash);
        if (child is not null)
            return Errno.OK;
        Errno error = directory.Inode.Lookup(name, out Inode? inode);
        if (error != Errno.OK)
            return error;
        if (directory.Inode.RemembersNames)
        {
            child = new Dentry(inode!);
            directory.AddChild(name, hash, child);
        }
        else
        {
            child = directory.MakeTransientChild(name, inode!);
        }
        return Errno.OK;
    }
}

/// <summary>The last component of a path whose parent was resolved.</summary>
public readonly ref struct LastName
{
    public LastName(ReadOnlySpan<byte> name, uint hash, bool hasTrailingSlash)
    {
        Name = name;
        Hash = hash;
        HasTrailingSlash = hasTrailingSlash;
    }

    /// <summary>Empty when the path is the root.</summary>
    public ReadOnlySpan<byte> Name { get; }
    public uint Hash { get; }
    public bool HasTrailingSlash { get; }

    public bool IsDot => Name.Length == 1 && Name[0] == '.';
    public bool IsDotDot => Name.Length == 2 && Name[0] == '.' && Name[1] == '.';

    /// <summary>Neither the root nor "." nor "..": something that can be made, removed or moved.</summary>
    public bool IsOrdinary => !Name.IsEmpty && !IsDot && !IsDotDot;
}
