using System;
using Ostd.Sync;
using Ostd.UserSpace;
using Services.Linux;
using Services.Processes;
using Services.Signals;

namespace Services.Vfs;

/// <summary>An open regular file.</summary>
public sealed class RegularFile : FileDescription
{
    private readonly PagedInode _inode;
    private readonly PageCache _pages;

    /// <summary>Held by calls that use the position, when others may use it at the same time. Lock order: before the inode's content lock.</summary>
    private readonly Mutex _positionLock = new();
    private long _position;

    public RegularFile(VfsPath path, OpenFlags flags, PagedInode inode) : base(path, flags)
    {
        _inode = inode;
        _pages = inode.Pages;
    }

    public override long Position => _position;

    public override long Read(ref VmWriter destination)
    {
        if (!IsShared)
            return ReadAtPosition(ref destination);
        using var guard = _positionLock.Lock();
        return ReadAtPosition(ref destination);
    }

    public override long Write(ref VmReader source)
    {
        if (!IsShared)
            return WriteAtPosition(ref source);
        using var guard = _positionLock.Lock();
        return WriteAtPosition(ref source);
    }

    public override long ReadAt(long offset, ref VmWriter destination)
    {
        long count = _pages.Read(offset, ref destination);
        if (count > 0 && (Flags & OpenFlags.NoAccessTime) == 0)
            _inode.TouchAccessed();
        return count;
    }

    // pwrite to a file opened with O_APPEND appends whatever the offset says: a Linux oddity that programs know.
    public override long WriteAt(long offset, ref VmReader source) => WriteContents(ref offset, ref source);

    public override long Seek(long offset, int whence)
    {
        if (!IsShared)
            return MovePosition(offset, whence);
        using var guard = _positionLock.Lock();
        return MovePosition(offset, whence);
    }

    private long ReadAtPosition(ref VmWriter destination)
    {
        long count = ReadAt(_position, ref destination);
        if (count > 0)
            _position += count;
        return count;
    }

    private long WriteAtPosition(ref VmReader source)
    {
        long offset = _position;
        long count = WriteContents(ref offset, ref source);
        if (count > 0)
            _position = offset + count;
        return count;
    }

    private long WriteContents(ref long offset, ref VmReader source)
    {
        if (source.Remaining == 0)
            return 0;
        using var guard = _inode.ContentLock.Lock();
        if ((Flags & OpenFlags.Append) != 0)
            offset = _pages.Length;
        Errno error = _inode.MayWrite();
        if (error == Errno.OK)
            error = LimitLength(offset, ref source);
        if (error != Errno.OK)
            return error.Negate();
        long count = _pages.Write(offset, ref source);
        if (count > 0)
            _inode.TouchModified();
        return count;
    }

    /// <summary>Cuts a write off at RLIMIT_FSIZE and the largest offset. EFBIG, with SIGXFSZ for the former, when nothing is left.</summary>
    private Errno LimitLength(long offset, ref VmReader source)
    {
        Process? process = Thread.CurrentOrNull?.Process;
        ulong limit = process?.Limits.Of(Resource.FileSize) ?? ResourceLimit.Infinity;
        if ((ulong)offset >= limit)
        {
            process!.SendSignal(Signal.SIGXFSZ);
            return Errno.EFBIG;
        }
        if (offset >= PageCache.MaxLength)
            return Errno.EFBIG;
        long room = (long)Math.Min(limit, PageCache.MaxLength) - offset;
        if (source.Remaining > room)
            source.Limit(room);
        return offset + source.Remaining > _pages.Length ? _inode.MayGrowTo(offset + source.Remaining) : Errno.OK;
    }

    private long MovePosition(long offset, int whence)
    {
        long length = _pages.Length;
        switch ((SeekWhence)whence)
        {
            case SeekWhence.Set:
                break;
            case SeekWhence.Current:
                if (offset > 0 && _position > long.MaxValue - offset)
                    return Errno.EOVERFLOW.Negate();
                offset += _position;
                break;
            case SeekWhence.End:
                if (offset > 0 && length > long.MaxValue - offset)
                    return Errno.EOVERFLOW.Negate();
                offset += length;
                break;
            case SeekWhence.Data or SeekWhence.Hole:
                if (offset < 0 || offset >= length)
                    return Errno.ENXIO.Negate();
                bool data = whence == (int)SeekWhence.Data;
                offset = _pages.FindNext(offset, data);
                if (data && offset >= length)
                    return Errno.ENXIO.Negate();
                break;
            default:
                return Errno.EINVAL.Negate();
        }
        return offset < 0 || offset > PageCache.MaxLength ? Errno.EINVAL.Negate() : _position = offset;
    }
}
