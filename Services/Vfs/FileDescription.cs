using Ostd.UserSpace;
using Services.Linux;
using Services.Poll;
using Services.Processes;

namespace Services.Vfs;

/// <summary>
/// An open file: what descriptors refer to. Shared by dup and fork; ends when the last descriptor, mapping or
/// running call lets go of it.
/// </summary>
/// <remarks>
/// Each description but an O_PATH one keeps its inode in use, and counts as a writer of a regular file that it may write; closing
/// gives both back. Whoever constructs it has taken both before. Results of reading and writing are byte counts or negated <see cref="Errno"/>s, as system calls return them.
/// </remarks>
public abstract partial class FileDescription : IPollable
{
    protected FileDescription(VfsPath path, OpenFlags flags)
    {
        Path = path;
        _flags = flags & ~OpenFlags.OpenOnly;
    }

    /// <summary>Where it was opened.</summary>
    public VfsPath Path { get; }
    public Inode Inode => Path.Dentry.Inode;

    public bool CanRead => (_flags & (OpenFlags.AccessMask | OpenFlags.Path)) is OpenFlags.ReadOnly or OpenFlags.ReadWrite;
    public bool CanWrite => (_flags & (OpenFlags.AccessMask | OpenFlags.Path)) is OpenFlags.WriteOnly or OpenFlags.ReadWrite;
    public bool IsNonBlocking => (_flags & OpenFlags.NonBlock) != 0;

    /// <summary>What F_GETFL reports.</summary>
    public OpenFlags Flags => _flags;

    /// <summary>The offset that read and write use next; 0 for files that have none.</summary>
    public virtual long Position => 0;

    /// <summary>Reads at the position, which moves on. The caller checked <see cref="CanRead"/>.</summary>
    public virtual long Read(ref VmWriter destination) => Errno.EINVAL.Negate();

    /// <summary>Writes at the position, or at the end with O_APPEND. The caller checked <see cref="CanWrite"/>.</summary>
    public virtual long Write(ref VmReader source) => Errno.EINVAL.Negate();

    /// <summary>Reads at an offset of at least 0 and leaves the position alone (pread64).</summary>
    public virtual long ReadAt(long offset, ref VmWriter destination) => Errno.ESPIPE.Negate();
    public virtual long WriteAt(long offset, ref VmReader source) => Errno.ESPIPE.Negate();

    /// <summary>lseek(2): the new position.</summary>
    public virtual long Seek(long offset, int whence) => Errno.ESPIPE.Negate();


    /// <summary>Device control. Requests that every file understands (FIONBIO, FIOCLEX…) were handled.</summary>
    public virtual long Control(Thread thread, uint request, ulong argument) => Errno.ENOTTY.Negate();

    /// <summary>Emits directory entries from the position on.</summary>
    public virtual Errno ReadDirectory(IDirectorySink sink) => Errno.ENOTDIR;

    /// <summary>Files without a notion of readiness are always ready.</summary>
    public virtual PollEvents Poll(PollWaiter? waiter) => PollEvents.Readable | PollEvents.Writable;

    /// <summary>
    /// What mmap of this file maps: a description with <see cref="Inode.Pages"/>, held for the caller, who releases it with the mapping. Usually this one; mapping
    /// /dev/zero gives a new nameless file of <paramref name="length"/> bytes. ENODEV: it cannot be mapped.
    /// </summary>
    public virtual Errno OpenForMapping(long length, out FileDescription? mapped)
    {
        mapped = Inode.Pages is not null && TryHold() ? this : null;
        return mapped is null ? Errno.ENODEV : Errno.OK;
    }

    /// <summary>The last user is gone.</summary>
    protected virtual void OnClosed()
    {
    }

    /// <summary>F_SETFL.</summary>
    public virtual Errno SetFlags(OpenFlags flags)
    {
        _flags = _flags & ~OpenFlags.Settable | flags & OpenFlags.Settable;
        return Errno.OK;
    }

    private UseCount _users = new(1);
    private OpenFlags _flags;

    /// <summary>More than one descriptor, mapping or running call uses it.</summary>
    public bool IsShared => _users.Count > 1;

    /// <summary>One more user; false: it is closed already.</summary>
    public bool TryHold() => _users.TryAdd();

    public void Release()
    {
        if (!_users.Release())
            return;
        OnClosed();
        DropLocks();
        if ((_flags & OpenFlags.Path) != 0)
            return;
        if (Inode.IsRegular && (_flags & OpenFlags.AccessMask) != OpenFlags.ReadOnly)
            Inode.EndWriting();
        Inode.Release();
    }
}
