using Services.Linux;
using Services.Vfs;

namespace Services.TmpFs;

/// <summary>A file system that lives in memory: names in tables, contents in the page cache.</summary>
public sealed class TmpFileSystem : FileSystem
{
    private const long Magic = 0x01021994;
    private ulong _lastInodeNumber;

    public TmpFileSystem(string type, DeviceNumber device, long pageLimit, long inodeLimit, uint rootPermissions = 0x1ed /* 0755 */)
        : base(type, device)
    {
        Budget = new Budget(pageLimit);
        InodeBudget = new Budget(inodeLimit);
        InodeBudget.TryCharge(1);
        var root = new TmpDirectory(this, NextInodeNumber(), FileMode.Directory | rootPermissions);
        root.AddLinks(2);
        root.InitializeOwner(0, 0);
        Root = new Dentry(root);
    }

    public override Dentry Root { get; }

    /// <summary>Pages of contents.</summary>
    public Budget Budget { get; }

    /// <summary>Files.</summary>
    internal Budget InodeBudget { get; }

    public override FileSystemStatistics Statistics => new(
        Magic, 4096, Budget.Limit, Budget.Limit - Budget.Used, InodeBudget.Limit, InodeBudget.Limit - InodeBudget.Used);

    /// <summary>Makes an inode, or ENOSPC when there are too many. It has the use of its maker, and no name.</summary>
    internal Errno MakeInode(uint mode, DeviceNumber device, byte[]? target, out Inode? inode)
    {
        inode = null;
        if (!InodeBudget.TryCharge(1))
            return Errno.ENOSPC;
        ulong number = NextInodeNumber();
        inode = (mode & FileMode.TypeMask) switch
        {
            FileMode.Directory => new TmpDirectory(this, number, mode),
            FileMode.Regular => new TmpFile(this, number, mode),
            FileMode.SymbolicLink => new TmpSymbolicLink(this, number, mode, target!),
            _ => new TmpSpecial(this, number, mode, device),
        };
        return Errno.OK;
    }

    // Numbers are given out under the namespace lock, or (nameless files) under that lock too.
    private ulong NextInodeNumber() => ++_lastInodeNumber;
}
