using Ostd.Sync;
using Services.Linux;

namespace Services.Vfs;

/// <summary>The file system of files that never had a name: pipes, event counters, memfds. It is mounted nowhere.</summary>
internal sealed class NamelessFileSystem : FileSystem
{
    private const long Magic = 0x09041934; // ANON_INODE_FS_MAGIC
    private readonly SpinLock _lock = new();
    private ulong _lastNumber;

    public NamelessFileSystem() : base("anon_inodefs", new DeviceNumber(0, 1))
    {
        Root = new Dentry(new NamelessRoot(this));
        Mount = new Mount(this, Root, "none", MountFlags.None);
        Budget = new Budget(long.MaxValue);
    }

    public override Dentry Root { get; }
    public Mount Mount { get; }

    /// <summary>Contents of memfds and shared memory: bounded by memory itself.</summary>
    public Budget Budget { get; }
    public override FileSystemStatistics Statistics => new(Magic, 4096, 0, 0, 0, 0);

    public ulong NextInodeNumber()
    {
        using var guard = _lock.Lock();
        return ++_lastNumber;
    }

    /// <summary>A place for a nameless inode.</summary>
    public VfsPath PathOf(Inode inode) => new(Mount, Dentry.Nameless(inode));

    private sealed class NamelessRoot : Inode
    {
        public NamelessRoot(FileSystem fileSystem) : base(fileSystem, 0, FileMode.Directory)
        {
        }
    }
}
