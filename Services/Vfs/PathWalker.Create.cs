using System;
using Services.Linux;
using Services.Processes;

namespace Services.Vfs;

/// <summary>Making names.</summary>
public ref partial struct PathWalker
{
    /// <summary>mknod(2): a file of any type but directory and symbolic link; the umask applies.</summary>
    public Errno CreateNode(VfsPath start, ReadOnlySpan<byte> path, uint mode, DeviceNumber device)
    {
        if ((mode & FileMode.TypeMask) is FileMode.CharacterDevice or FileMode.BlockDevice && !_who.Has(Capability.CAP_MKNOD))
            return Errno.EPERM;
        return Create(start, path, new NewName(NewKind.Node, mode & ~_umask, device, default, null));
    }

    public Errno CreateDirectory(VfsPath start, ReadOnlySpan<byte> path, uint permissions) =>
        Create(start, path, new NewName(NewKind.Directory, permissions & DirectoryPermissions & ~_umask | FileMode.Directory, default, default, null));

    public Errno CreateSymbolicLink(VfsPath start, ReadOnlySpan<byte> path, ReadOnlySpan<byte> target) =>
        Create(start, path, new NewName(NewKind.SymbolicLink, 0, default, target, null));

    /// <summary>A second name for a file that is no directory.</summary>
    public Errno CreateLink(VfsPath existing, VfsPath start, ReadOnlySpan<byte> path) =>
        Create(start, path, new NewName(NewKind.Link, 0, default, default, existing.Dentry.Inode), existing.Mount);

    // mkdir takes the sticky bit but not set-id bits.
    private const uint DirectoryPermissions = FileMode.AllAccess | FileMode.Sticky;

    private enum NewKind { Node, Directory, SymbolicLink, Link }

    private readonly ref struct NewName
    {
        public NewName(NewKind kind, uint mode, DeviceNumber device, ReadOnlySpan<byte> target, Inode? linked)
        {
            Kind = kind;
            Mode = mode;
            Device = device;
            Target = target;
            Linked = linked;
        }

        public readonly NewKind Kind;
        public readonly uint Mode;
        public readonly DeviceNumber Device;
        public readonly ReadOnlySpan<byte> Target;
        public readonly Inode? Linked;
    }

    private Errno Create(VfsPath start, ReadOnlySpan<byte> path, NewName created, Mount? linkedMount = null)
    {
        Errno error = ResolveParent(start, path, out VfsPath parent, out LastName last);
        if (error != Errno.OK)
            return error;
        if (!last.IsOrdinary)
            return Errno.EEXIST;
        using var guard = parent.Inode.FileSystem.NamespaceLock.Lock();
        error = LookupLocked(parent.Dentry, last.Name, last.Hash, out _);
        if (error == Errno.OK)
            return Errno.EEXIST;
        if (error != Errno.ENOENT)
            return error;
        if (last.HasTrailingSlash && created.Kind != NewKind.Directory)
            return Errno.ENOENT;
        if (parent.Mount.IsReadOnly)
            return Errno.EROFS;
        if (linkedMount is not null && linkedMount != parent.Mount)
            return Errno.EXDEV;
        error = MayCreateIn(parent.Dentry);
        return error != Errno.OK ? error : CreateLocked(parent.Dentry, last, created, out _);
    }

    private readonly Errno CreateLocked(Dentry parent, LastName last, NewName created, out Dentry? dentry)
    {
        Inode directory = parent.Inode;
        Inode? child = created.Linked;
        Errno error;
        switch (created.Kind)
        {
            case NewKind.Link when child!.IsDirectory:
                error = Errno.EPERM;
                break;
            case NewKind.Link:
                error = child.LinkCount == 0 && !child.MayBeLinked ? Errno.ENOENT : directory.Link(last.Name, child);
                break;
            case NewKind.Directory:
                error = directory.CreateDirectory(last.Name, InheritedMode(directory, created.Mode), out child);
                break;
            case NewKind.SymbolicLink:
                error = directory.CreateSymbolicLink(last.Name, created.Target, out child);
                break;
            default:
                error = directory.Create(last.Name, created.Mode, created.Device, out child);
                break;
        }
        dentry = null;
        if (error != Errno.OK)
            return error;
        if (created.Linked is null)
            child!.InitializeOwner(_who.FileUid, (directory.Mode & FileMode.SetGroupId) != 0 ? directory.GroupId : _who.FileGid);
        dentry = new Dentry(child!);
        if (directory.RemembersNames)
            parent.AddChild(last.Name, last.Hash, dentry);
        return Errno.OK;
    }

    // A set-group-id directory passes its group on, and the bit to directories.
    private static uint InheritedMode(Inode directory, uint mode) => mode | directory.Mode & FileMode.SetGroupId;

    private readonly Errno MayCreateIn(Dentry directory) =>
        directory.IsRemoved ? Errno.ENOENT : Access.Check(directory.Inode, _who, AccessMask.Write | AccessMask.Execute);
}
