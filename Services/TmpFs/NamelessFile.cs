using Services.Linux;
using Services.Vfs;

namespace Services.TmpFs;

/// <summary>Files in memory that have no name: memfd_create(2), shared anonymous memory, mappings of /dev/zero.</summary>
public sealed class NamelessFile : PagedInode
{
    private readonly string _name;

    private NamelessFile(NamelessFileSystem home, string name) : base(home, home.NextInodeNumber(), FileMode.Regular | FileMode.AllAccess, home.Budget) =>
        _name = name;

    public override string NamelessText => $"/{_name} (deleted)";

    /// <summary>F_SEAL_*; only memfds made with MFD_ALLOW_SEALING have them.</summary>
    public FileSeals Seals { get; private set; } = FileSeals.Seal;

    /// <summary>A new file of <paramref name="length"/> zero bytes, open for reading and writing; the caller has its one use.</summary>
    public static Errno Create(string name, long length, out FileDescription? file, bool allowSealing = false)
    {
        file = null;
        if (length < 0 || length > PageCache.MaxLength)
            return Errno.EFBIG;
        NamelessFileSystem home = LinuxKernel.Current.NamelessFiles;
        var inode = new NamelessFile(home, name);
        inode.InitializeOwner(0, 0);
        inode.Pages.SetLength(length);
        if (allowSealing)
            inode.Seals = FileSeals.None;
        inode.TryBeginWriting();
        file = new RegularFile(home.PathOf(inode), OpenFlags.ReadWrite | OpenFlags.LargeFile, inode);
        return Errno.OK;
    }

    /// <summary>F_ADD_SEALS.</summary>
    public Errno AddSeals(FileSeals seals)
    {
        if ((seals & ~FileSeals.All) != 0)
            return Errno.EINVAL;
        using var guard = ContentLock.Lock();
        if ((Seals & FileSeals.Seal) != 0)
            return Errno.EPERM;
        if ((seals & FileSeals.Write) != 0 && Pages.HasMappings)
            return Errno.EBUSY;
        Seals |= seals;
        return Errno.OK;
    }

    public override Errno MayWrite() => (Seals & (FileSeals.Write | FileSeals.FutureWrite)) != 0 ? Errno.EPERM : Errno.OK;
    public override Errno MayGrowTo(long length) => (Seals & FileSeals.Grow) != 0 ? Errno.EPERM : Errno.OK;
    public override Errno MayShrinkTo(long length) => (Seals & FileSeals.Shrink) != 0 ? Errno.EPERM : Errno.OK;
}

[System.Flags]
public enum FileSeals
{
    None = 0, Seal = 1, Shrink = 2, Grow = 4, Write = 8, FutureWrite = 16, All = 31,
}
