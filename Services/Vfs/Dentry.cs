using System;

namespace Services.Vfs;

/// <summary>
/// A name in the tree of one file system, with the inode it means: the dentry cache. A directory's dentry keeps the children that were
/// looked up, so that walking a known path asks no file system and takes no lock.
/// </summary>
/// <remarks>
/// Links are written under <see cref="FileSystem.NamespaceLock"/> and read without it. A reader sees a name either before
/// or after a change, because parent and name are replaced together by one reference (<see cref="DentryLink"/>).
/// </remarks>
public sealed class Dentry
{
    private DentryLink? _link;
    private DentryTable? _children;

    public Dentry(Inode inode) => Inode = inode;

    public Inode Inode { get; }

    /// <summary>Where the name stands; null for the root of a file system and for nameless files.</summary>
    public DentryLink? Link => _link;

    public Dentry? Parent => _link?.Parent;

    /// <summary>The name was removed; the file may live on, and so may the directory as somebody's working directory.</summary>
    public bool IsRemoved { get; private set; }

    /// <summary>The mounts that cover this directory, chained by <see cref="Mount.NextOnDentry"/>: one for each parent mount that shows it.</summary>
    internal Mount? Covers { get; set; }

    /// <summary>What the cache knows under a name. Any time; null may be wrong while the directory changes.</summary>
    public Dentry? FindChild(ReadOnlySpan<byte> name, uint hash) => _children?.Find(name, hash);

    /// <summary>Remembers a child. Namespace lock held; the child is new, or was forgotten under its old name.</summary>
    public void AddChild(ReadOnlySpan<byte> name, uint hash, Dentry child)
    {
        var link = new DentryLink(this, name.ToArray(), hash, child);
        child._link = link;
        (_children ??= new DentryTable()).Add(link);
    }

    /// <summary>Remembers where a child stands without offering it to lookups (names that come and go by themselves).</summary>
    public Dentry MakeTransientChild(ReadOnlySpan<byte> name, Inode inode)
    {
        var child = new Dentry(inode);
        child._link = new DentryLink(this, name.ToArray(), 0, child);
        return child;
    }

    /// <summary>For a file that has no name (a pipe, O_TMPFILE): <see cref="Inode.NamelessText"/> describes it.</summary>
    public static Dentry Nameless(Inode inode) => new(inode) { IsRemoved = true, IsNameless = true };

    public bool IsNameless { get; private init; }

    /// <summary>Forgets the name under its parent. Namespace lock held.</summary>
    public void Unlink(bool removed)
    {
        if (_link is { } link)
            link.Parent._children?.Remove(link);
        IsRemoved |= removed;
    }

    /// <summary>Whether this is <paramref name="other"/> or below it. Namespace lock held.</summary>
    public bool IsWithin(Dentry other)
    {
        for (Dentry? d = this; d is not null; d = d.Parent)
        {
            if (d == other)
                return true;
        }
        return false;
    }
}

/// <summary>A child's place under its parent. Never changed but for the chain it hangs in: a rename makes a new one.</summary>
public sealed class DentryLink
{
    public DentryLink(Dentry parent, byte[] name, uint hash, Dentry child)
    {
        Parent = parent;
        Name = name;
        Hash = hash;
        Child = child;
    }

    public Dentry Parent { get; }
    public byte[] Name { get; }
    public uint Hash { get; }
    public Dentry Child { get; }

    internal DentryLink? Next;
}
