using Ostd.Sync;
using Services.Linux;

namespace Services.Vfs;

/// <summary>A mounted tree of files: what Linux calls a superblock.</summary>
public abstract class FileSystem
{
    protected FileSystem(string type, DeviceNumber device)
    {
        Type = type;
        Device = device;
    }

    /// <summary>As /proc/mounts names it.</summary>
    public string Type { get; }

    /// <summary>st_dev of its files.</summary>
    public DeviceNumber Device { get; }

    public abstract Dentry Root { get; }
    public abstract FileSystemStatistics Statistics { get; }

    /// <summary>
    /// Held while a name is made, removed, moved or looked up past the dentry cache. One lock for all names of a file system: the steps under
    /// it are short and touch several inodes (a rename up to four), and nobody needs an order among locks of inodes.
    /// Lookups that the dentry cache answers do not take it. Lock order: namespace lock, then locks on contents.
    /// </summary>
    public Mutex NamespaceLock { get; } = new();

    /// <summary>Protects the counts of writers and executors of its files.</summary>
    internal SpinLock WritersLock { get; } = new();

    /// <summary>Makes everything durable; nothing to do in memory.</summary>
    public virtual Errno Sync() => Errno.OK;
}

/// <summary>What statfs(2) reports.</summary>
public readonly record struct FileSystemStatistics(
    long Magic, long BlockSize, long Blocks, long FreeBlocks, long Inodes, long FreeInodes, long NameLength = 255);
