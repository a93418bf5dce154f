using System;
using Ostd.Sync;
using Ostd.UserSpace;
using Services.Linux;
using Services.Vfs;

namespace Services.ProcFs;

/// <summary>A file whose bytes are made when it is read; perhaps one that takes what is written to it.</summary>
internal sealed class ProcText : ProcInode
{
    private readonly Func<byte[]?> _read;
    private readonly Func<string, Errno>? _write;

    public ProcText(FileSystem fileSystem, ulong number, Func<byte[]?> read, Func<string, Errno>? write = null, uint permissions = 0x124 /* 0444 */)
        : base(fileSystem, number, FileMode.Regular | (write is null ? permissions : permissions | 0x80))
    {
        _read = read;
        _write = write;
    }

    /// <summary>A file of the whole system, with text that is ASCII or Latin-1.</summary>
    public static ProcText Of(ProcFileSystem fileSystem, Func<string> read, Func<string, Errno>? write = null) =>
        new(fileSystem, fileSystem.NextNumber(), () => ByteText.ToBytes(read()), write);

    public override Errno Open(VfsPath path, OpenFlags flags, out FileDescription? file)
    {
        file = new ProcTextFile(path, flags, this);
        return Errno.OK;
    }

    // Opening with O_TRUNC is how shells write.
    public override Errno Truncate(long length) => _write is null ? Errno.EPERM : Errno.OK;

    /// <summary>The contents now; null when what they describe is gone (ESRCH).</summary>
    internal byte[]? Make() => _read();

    internal Errno Take(string text) => _write is null ? Errno.EIO : _write(text);
}

/// <summary>An open file of /proc: what was read at its beginning stays the same to its end, so that a reader in parts sees one state.</summary>
internal sealed class ProcTextFile : FileDescription
{
    /// <summary>Most that one write may bring.</summary>
    private const int MaxWriteBytes = 4096;

    private readonly ProcText _inode;
    private readonly Mutex _lock = new();
    private byte[]? _contents;
    private long _position;

    public ProcTextFile(VfsPath path, OpenFlags flags, ProcText inode) : base(path, flags) => _inode = inode;

    public override long Position => _position;

    public override long Read(ref VmWriter destination)
    {
        using var guard = _lock.Lock();
        long moved = ReadLocked(_position, ref destination);
        if (moved > 0)
            _position += moved;
        return moved;
    }

    public override long ReadAt(long offset, ref VmWriter destination)
    {
        using var guard = _lock.Lock();
        return ReadLocked(offset, ref destination);
    }

    public override long Write(ref VmReader source) => Take(ref source);
    public override long WriteAt(long offset, ref VmReader source) => Take(ref source);

    public override long Seek(long offset, int whence)
    {
        using var guard = _lock.Lock();
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

    private long ReadLocked(long offset, ref VmWriter destination)
    {
        if (offset == 0 || _contents is null)
            _contents = _inode.Make();
        if (_contents is null)
            return Errno.ESRCH.Negate();
        if (offset >= _contents.Length)
            return 0;
        long moved = destination.Write(_contents.AsSpan((int)offset), out bool faulted);
        return faulted && moved == 0 ? Errno.EFAULT.Negate() : moved;
    }

    private long Take(ref VmReader source)
    {
        long length = source.Remaining;
        if (length > MaxWriteBytes)
            return Errno.EINVAL.Negate();
        var bytes = new byte[length];
        if (!source.TryRead(bytes))
            return Errno.EFAULT.Negate();
        Errno error = _inode.Take(ByteText.ToString(bytes).Trim());
        return error != Errno.OK ? error.Negate() : length;
    }
}
