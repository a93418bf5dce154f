using Ostd.Sync;
using Ostd.UserSpace;
using Services.Linux;

namespace Services.Vfs;

/// <summary>An open directory.</summary>
public sealed class DirectoryFile : FileDescription
{
    private readonly Mutex _positionLock = new();
    private long _position;

    public DirectoryFile(VfsPath path, OpenFlags flags) : base(path, flags)
    {
    }

    public override long Position => _position;

    public override long Read(ref VmWriter destination) => Errno.EISDIR.Negate();
    public override long ReadAt(long offset, ref VmWriter destination) => Errno.EISDIR.Negate();

    public override Errno ReadDirectory(IDirectorySink sink)
    {
        using var guard = _positionLock.Lock();
        Dentry dentry = Path.Dentry;
        if (dentry.IsRemoved)
            return Errno.ENOENT;
        Inode parent = dentry.Parent?.Inode ?? Inode;
        Errno error;
        if (Inode.RemembersNames)
        {
            using var names = Inode.FileSystem.NamespaceLock.Lock();
            error = Inode.ReadDirectory(sink, parent, ref _position);
        }
        else
        {
            error = Inode.ReadDirectory(sink, parent, ref _position);
        }
        if (error == Errno.OK && (Flags & OpenFlags.NoAccessTime) == 0)
            Inode.TouchAccessed();
        return error;
    }

    public override long Seek(long offset, int whence)
    {
        using var guard = _positionLock.Lock();
        switch ((SeekWhence)whence)
        {
            case SeekWhence.Set:
                break;
            case SeekWhence.Current when offset <= long.MaxValue - _position:
                offset += _position;
                break;
            default:
                return Errno.EINVAL.Negate();
        }
        return offset < 0 ? Errno.EINVAL.Negate() : _position = offset;
    }
}
