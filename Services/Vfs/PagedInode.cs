using System;
using Ostd.Sync;
using Services.Linux;

namespace Services.Vfs;

/// <summary>A regular file whose contents are in the page cache.</summary>
public abstract class PagedInode : Inode
{
    private readonly PageCache _pages;

    protected PagedInode(FileSystem fileSystem, ulong number, uint mode, Budget budget) : base(fileSystem, number, mode) =>
        _pages = new PageCache(budget);

    /// <summary>
    /// Held while contents are written through calls or the length changes: an appending write is one step, and a shrinking file does not lose a
    /// race with a growing one. Readers and page faults do not take it.
    /// </summary>
    public Mutex ContentLock { get; } = new();

    public override string NamelessText => $"/#{Number} (deleted)";
    public override PageCache Pages => _pages;
    public override long Size => _pages.Length;
    public override long Blocks => _pages.PageCount * (4096 / 512);

    public override Errno Open(VfsPath path, OpenFlags flags, out FileDescription? file)
    {
        file = new RegularFile(path, flags, this);
        return Errno.OK;
    }

    public override Errno Truncate(long length)
    {
        if (length > PageCache.MaxLength)
            return Errno.EFBIG;
        using var guard = ContentLock.Lock();
        Errno error = length > Size ? MayGrowTo(length) : length < Size ? MayShrinkTo(length) : Errno.OK;
        if (error != Errno.OK)
            return error;
        _pages.SetLength(length);
        TouchModified();
        return Errno.OK;
    }

    /// <summary>Seals of a memfd may forbid writing or resizing.</summary>
    public virtual Errno MayWrite() => Errno.OK;
    public virtual Errno MayGrowTo(long length) => Errno.OK;
    public virtual Errno MayShrinkTo(long length) => Errno.OK;

    protected override void OnUnreachable() => _pages.Clear();
}
