using System;
using Services.Linux;

namespace Services.Vfs;

/// <summary>What directories and symbolic links do. Names have 1 to 255 bytes, no slash, and are neither "." nor "..".</summary>
public abstract partial class Inode
{
    /// <summary>
    /// Whether a name found here stays valid until somebody removes it through this kernel's own calls, so that the found
    /// inode may be remembered. False for directories whose contents come and go by themselves (procfs).
    /// </summary>
    public virtual bool RemembersNames => true;

    public virtual Errno Lookup(ReadOnlySpan<byte> name, out Inode? child)
    {
        child = null;
        return Errno.ENOTDIR;
    }

    /// <summary>Makes a file of any type but directory and symbolic link. <paramref name="mode"/> has the type in it.</summary>
    public virtual Errno Create(ReadOnlySpan<byte> name, uint mode, DeviceNumber device, out Inode? child) => Refuse(out child);
    public virtual Errno CreateDirectory(ReadOnlySpan<byte> name, uint mode, out Inode? child) => Refuse(out child);
    public virtual Errno CreateSymbolicLink(ReadOnlySpan<byte> name, ReadOnlySpan<byte> target, out Inode? child) => Refuse(out child);

    /// <summary>Makes a file that has no name (O_TMPFILE, memfd).</summary>
    public virtual Errno CreateNameless(uint mode, out Inode? child)
    {
        child = null;
        return Errno.EOPNOTSUPP;
    }

    /// <summary>Gives an existing file of this file system one more name.</summary>
    public virtual Errno Link(ReadOnlySpan<byte> name, Inode target) => Errno.EPERM;

    /// <summary>Removes the name of a file that is no directory.</summary>
    public virtual Errno Unlink(ReadOnlySpan<byte> name, Inode child) => Errno.EPERM;

    /// <summary>Removes an empty directory.</summary>
    public virtual Errno RemoveDirectory(ReadOnlySpan<byte> name, Inode child) => Errno.EPERM;

    /// <summary>
    /// Moves <paramref name="child"/> to a name in <paramref name="newDirectory"/> of the same file system. Types, ancestry and permissions were
    /// checked. <paramref name="replaced"/> holds the new name now; it loses it, or with <paramref name="exchange"/> gets the old one.
    /// </summary>
    public virtual Errno Rename(ReadOnlySpan<byte> oldName, Inode child, Inode newDirectory, ReadOnlySpan<byte> newName, Inode? replaced, bool exchange) =>
        Errno.EPERM;

    /// <summary>
    /// Emits entries, "." and ".." among them, starting at <paramref name="position"/> and moving it, until the sink is full or no
    /// entry is left. Positions stay valid while entries come and go.
    /// </summary>
    public virtual Errno ReadDirectory(IDirectorySink sink, Inode parent, ref long position) => Errno.ENOTDIR;

    /// <summary>The bytes of a symbolic link.</summary>
    public virtual Errno ReadLink(out byte[] target)
    {
        target = [];
        return Errno.EINVAL;
    }

    /// <summary>A link that names an object instead of a path (/proc/PID/fd/N, exe, cwd, root): where it leads.</summary>
    public virtual bool TryJump(out VfsPath destination, out Errno error)
    {
        destination = default;
        error = Errno.OK;
        return false;
    }

    /// <summary>What /proc shows for the file when it never had a name; ASCII.</summary>
    public virtual string NamelessText => $"anon_inode:[{Number}]";

    private static Errno Refuse(out Inode? child)
    {
        child = null;
        return Errno.EPERM;
    }
}

/// <summary>Receives directory entries.</summary>
public interface IDirectorySink
{
    /// <summary>Takes one entry; <paramref name="next"/> is the position after it. False: no room, the entry was not taken.</summary>
    bool TryAdd(ReadOnlySpan<byte> name, ulong inodeNumber, byte type, long next);
}
