using System;
using System.Collections.Generic;
using Ostd.UserSpace;
using Services.Linux;
using Services.Processes;
using Services.Vfs;

namespace Services.Cpio;

/// <summary>Gives the bytes [offset, offset+length) of an archive; the range lies inside it.</summary>
public delegate VmReader ArchiveReader(long offset, long length);

/// <summary>What stopped an unpacking.</summary>
/// <param name="Offset">Of the entry in the archive.</param>
public readonly record struct CpioError(long Offset, string Reason);

/// <summary>
/// Unpacks "newc" cpio archives, several in a row too, into a directory: the initial file system. The archive is not trusted: every number
/// is checked before use, and paths cannot leave the directory.
/// </summary>
public sealed class CpioUnpacker
{
    private readonly ArchiveReader _archive;
    private readonly long _length;
    private readonly FsContext _context;
    private readonly Dictionary<(uint, uint, uint), VfsPath> _linked = new();
    private readonly List<(Inode Directory, long Time)> _directoryTimes = new();
    private readonly byte[] _name = new byte[PathWalker.MaxPathLength];
    private long _position;

    public CpioUnpacker(ArchiveReader archive, long length, VfsPath destination)
    {
        _archive = archive;
        _length = length;
        _context = new FsContext(destination, destination, umask: 0);
    }

    /// <summary>Entries that were made.</summary>
    public int Count { get; private set; }

    /// <summary>Unpacks everything; null when all went well. What was unpacked before an error stays.</summary>
    public CpioError? Unpack()
    {
        while (SkipPadding())
        {
            long offset = _position;
            if (UnpackEntry() is { } reason)
                return new CpioError(offset, reason);
        }
        // Only now: making files in a directory moved its time.
        foreach ((Inode directory, long time) in _directoryTimes)
            directory.AccessTime = directory.ModifyTime = time;
        return null;
    }

    /// <summary>Between archives there may be zeros; false at the end.</summary>
    private bool SkipPadding()
    {
        while (_position < _length)
        {
            VmReader rest = _archive(_position, Math.Min(512, _length - _position));
            while (rest.TryReadByte(out byte b))
            {
                if (b != 0)
                    return true;
                _position++;
            }
        }
        return false;
    }

    private string? UnpackEntry()
    {
        Span<byte> text = stackalloc byte[CpioHeader.SizeBytes];
        if (!TryRead(text))
            return "the archive ends within a header";
        if (!CpioHeader.TryParse(text, out CpioHeader header))
            return "no header of a newc archive";
        if (header.NameSize is < 2 or > PathWalker.MaxPathLength)
            return "the length of a name is out of range";
        Span<byte> name = _name.AsSpan(0, (int)header.NameSize);
        if (!TryRead(name) || name[^1] != 0)
            return "a name is cut off";
        name = name[..name.IndexOf((byte)0)];
        Align();
        if (header.FileSize > _length - _position)
            return "the contents of a file are cut off";
        long contents = _position;
        _position += header.FileSize;
        Align();
        if (name.SequenceEqual("TRAILER!!!"u8))
        {
            _linked.Clear();
            return null;
        }
        if (name.IsEmpty)
            return "a name is empty";
        if (header.Checksum is { } expected && expected != Sum(contents, header.FileSize))
            return "the checksum of a file is wrong";
        Errno error = Make(name, header, contents);
        if (error != Errno.OK)
            return $"an entry cannot be made: {error}";
        Count++;
        return null;
    }

    private Errno Make(ReadOnlySpan<byte> name, CpioHeader header, long contents)
    {
        var walker = new PathWalker(_context, Credentials.Root);
        VfsPath start = _context.Root;
        uint permissions = header.Mode & FileMode.PermissionMask;
        Errno error;
        switch (header.Mode & FileMode.TypeMask)
        {
            case FileMode.Directory:
                error = walker.CreateDirectory(start, name, permissions);
                return error is Errno.OK or Errno.EEXIST ? Adorn(name, header, followLast: true) : error;
            case FileMode.SymbolicLink:
                if (header.FileSize is 0 or >= PathWalker.MaxPathLength)
                    return Errno.ENAMETOOLONG;
                var target = new byte[header.FileSize];
                if (!_archive(contents, target.Length).TryRead(target))
                    return Errno.EIO;
                walker.Unlink(start, name);
                error = walker.CreateSymbolicLink(start, name, target);
                break;
            case FileMode.Regular:
                return MakeRegular(name, header, contents);
            case FileMode.CharacterDevice or FileMode.BlockDevice or FileMode.Fifo or FileMode.Socket:
                walker.Unlink(start, name);
                error = walker.CreateNode(start, name, header.Mode, new DeviceNumber(header.NodeMajor, header.NodeMinor));
                break;
            default:
                return Errno.EINVAL;
        }
        return error != Errno.OK ? error : Adorn(name, header, followLast: false);
    }

    private Errno MakeRegular(ReadOnlySpan<byte> name, CpioHeader header, long contents)
    {
        var walker = new PathWalker(_context, Credentials.Root);
        VfsPath start = _context.Root;
        var key = (header.DeviceMajor, header.DeviceMinor, header.InodeNumber);
        bool isLink = header.Links > 1 && _linked.ContainsKey(key);
        walker.Unlink(start, name);
        Errno error = isLink
            ? walker.CreateLink(_linked[key], start, name)
            : walker.CreateNode(start, name, header.Mode, default);
        if (error != Errno.OK)
            return error;
        error = walker.Resolve(start, name, followLast: false, out VfsPath made);
        if (error != Errno.OK)
            return error;
        if (header.Links > 1)
            _linked[key] = made;

        // The contents of a file with several names come with one of them.
        if (header.FileSize > 0)
        {
            var inode = (PagedInode)made.Inode;
            using var guard = inode.ContentLock.Lock();
            VmReader source = _archive(contents, header.FileSize);
            long written = inode.Pages.Write(0, ref source);
            if (written != header.FileSize)
                return written < 0 ? (Errno)(-written) : Errno.ENOSPC;
        }
        return Adorn(name, header, followLast: false);
    }

    /// <summary>Owner, permissions and times.</summary>
    private Errno Adorn(ReadOnlySpan<byte> name, CpioHeader header, bool followLast)
    {
        Errno error = new PathWalker(_context, Credentials.Root).Resolve(_context.Root, name, followLast, out VfsPath made);
        if (error != Errno.OK)
            return error;
        Inode inode = made.Inode;
        long time = header.ModifyTime * 1_000_000_000L;
        inode.ChangeOwner(header.UserId, header.GroupId);
        if (inode.IsDirectory)
        {
            if ((header.Mode & FileMode.TypeMask) != FileMode.Directory)
                return Errno.EEXIST;
            _directoryTimes.Add((inode, time));
        }
        if (!inode.IsSymbolicLink)
            inode.ChangeMode(header.Mode & FileMode.PermissionMask);
        inode.AccessTime = inode.ModifyTime = time;
        return Errno.OK;
    }

    private uint Sum(long offset, uint length)
    {
        uint sum = 0;
        VmReader reader = _archive(offset, length);
        while (reader.TryReadByte(out byte b))
            sum += b;
        return sum;
    }

    private bool TryRead(Span<byte> destination)
    {
        if (destination.Length > _length - _position)
            return false;
        long offset = _position;
        _position += destination.Length;
        return _archive(offset, destination.Length).TryRead(destination);
    }

    // Names and contents end at a multiple of four.
    private void Align() => _position = Math.Min(_position + 3 & ~3L, _length);
}
