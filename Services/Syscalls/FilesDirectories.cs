using System;
using System.Buffers.Binary;
using Services.Linux;
using Services.Processes;
using Services.Vfs;

namespace Services.Syscalls;

/// <summary>Directories: listing, making, removing, and being in them.</summary>
internal static class FilesDirectories
{
    public static void Register(SyscallTable table)
    {
        table.Set("getdents", static (t, a) => List(t, a.Int0, a.A1, a.UInt2, hasTypeField: false));
        table.Set("getdents64", static (t, a) => List(t, a.Int0, a.A1, a.UInt2, hasTypeField: true));
        table.Set("getcwd", static (t, a) => WorkingDirectory(t, a.A0, a.A1));
        table.Set("chdir", static (t, a) => ChangeDirectory(t, a.A0));
        table.Set("fchdir", static (t, a) => ChangeDirectoryTo(t, a.Int0));
        table.Set("chroot", static (t, a) => ChangeRoot(t, a.A0));
        table.Set("mkdir", static (t, a) => MakeAt(t, UserPath.WorkingDirectory, a.A0, a.UInt1));
        table.Set("mkdirat", static (t, a) => MakeAt(t, a.Int0, a.A1, a.UInt2));
        table.Set("rmdir", static (t, a) => FilesNames.RemoveAt(t, UserPath.WorkingDirectory, a.A0, AtFlags.RemoveDirectory));
    }

    /// <summary>
    /// getdents64(2) and its older form. Entries are gathered in the thread's buffer and copied out block by block, so that nothing is copied to user
    /// memory while names are locked.
    /// </summary>
    public static long List(Thread thread, int fd, ulong address, uint size, bool hasTypeField)
    {
        using FileUse use = thread.Files.Use(fd);
        if (use.File is not { } file || (file.Flags & OpenFlags.Path) != 0)
            return Errno.EBADF.Negate();
        long total = 0;
        while (true)
        {
            int room = (int)Math.Min(size - total, thread.PathBuffer.Length);
            var block = new DirectoryBlock(thread.PathBuffer, room, hasTypeField);
            Errno error = file.ReadDirectory(block);
            if (error != Errno.OK)
                return total > 0 ? total : error.Negate();
            if (block.Length == 0)
                return total == 0 && block.IsFull ? Errno.EINVAL.Negate() : total;
            if (!thread.Space.TryWrite(address + (ulong)total, thread.PathBuffer.AsSpan(0, block.Length)))
                return total > 0 ? total : Errno.EFAULT.Negate();
            total += block.Length;
            if (!block.IsFull)
                return total;
        }
    }

    /// <summary>Entries as user space sees them: struct linux_dirent64, or linux_dirent with the type in its last byte.</summary>
    private sealed class DirectoryBlock : IDirectorySink
    {
        private const int NameOffset64 = 19;
        private const int NameOffsetOld = 18;

        private readonly byte[] _buffer;
        private readonly int _room;
        private readonly bool _hasTypeField;

        public DirectoryBlock(byte[] buffer, int room, bool hasTypeField)
        {
            _buffer = buffer;
            _room = room;
            _hasTypeField = hasTypeField;
        }

        public int Length { get; private set; }

        /// <summary>An entry did not fit.</summary>
        public bool IsFull { get; private set; }

        public bool TryAdd(ReadOnlySpan<byte> name, ulong inodeNumber, byte type, long next)
        {
            int nameOffset = _hasTypeField ? NameOffset64 : NameOffsetOld;
            int length = nameOffset + name.Length + (_hasTypeField ? 1 : 2) + 7 & ~7;
            if (length > _room - Length)
            {
                IsFull = true;
                return false;
            }
            Span<byte> entry = _buffer.AsSpan(Length, length);
            BinaryPrimitives.WriteUInt64LittleEndian(entry, inodeNumber);
            BinaryPrimitives.WriteInt64LittleEndian(entry[8..], next);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[16..], (ushort)length);
            name.CopyTo(entry[nameOffset..]);
            entry[(nameOffset + name.Length)..].Clear();
            entry[_hasTypeField ? 18 : length - 1] = type;
            Length += length;
            return true;
        }
    }

    private static long WorkingDirectory(Thread thread, ulong address, ulong size)
    {
        FsContext context = thread.FsContext;
        VfsPath place = context.WorkingDirectory;
        if (place.Dentry.IsRemoved)
            return Errno.ENOENT.Negate();
        byte[] buffer = thread.PathBuffer;
        buffer[^1] = 0;
        int start = PathText.WriteBackwards(place, context.Root, buffer.AsSpan(0, buffer.Length - 1), out bool reachable);
        if (start < 0)
            return Errno.ENAMETOOLONG.Negate();
        if (!reachable)
        {
            ReadOnlySpan<byte> mark = "(unreachable)"u8;
            if (start < mark.Length)
                return Errno.ENAMETOOLONG.Negate();
            start -= mark.Length;
            mark.CopyTo(buffer.AsSpan(start));
        }
        ReadOnlySpan<byte> text = buffer.AsSpan(start);
        if ((ulong)text.Length > size)
            return Errno.ERANGE.Negate();
        return thread.Space.TryWrite(address, text) ? text.Length : Errno.EFAULT.Negate();
    }

    private static long ChangeDirectory(Thread thread, ulong path)
    {
        Errno error = UserPath.Resolve(thread, UserPath.WorkingDirectory, path, AtFlags.None, out VfsPath found);
        if (error == Errno.OK)
            error = MayEnter(thread, found);
        if (error == Errno.OK)
            thread.FsContext.ChangeDirectory(found);
        return error.Negate();
    }

    private static long ChangeDirectoryTo(Thread thread, int fd)
    {
        using FileUse use = thread.Files.Use(fd);
        if (use.File is not { } file)
            return Errno.EBADF.Negate();
        Errno error = MayEnter(thread, file.Path);
        if (error == Errno.OK)
            thread.FsContext.ChangeDirectory(file.Path);
        return error.Negate();
    }

    private static long ChangeRoot(Thread thread, ulong path)
    {
        Errno error = UserPath.Resolve(thread, UserPath.WorkingDirectory, path, AtFlags.None, out VfsPath found);
        if (error == Errno.OK)
            error = MayEnter(thread, found);
        if (error == Errno.OK && !thread.Credentials.Has(Capability.CAP_SYS_CHROOT))
            error = Errno.EPERM;
        if (error == Errno.OK)
            thread.FsContext.ChangeRoot(found);
        return error.Negate();
    }

    private static Errno MayEnter(Thread thread, VfsPath place) =>
        place.Inode.IsDirectory ? Access.Check(place.Inode, thread.Credentials, AccessMask.Execute) : Errno.ENOTDIR;

    public static long MakeAt(Thread thread, int directory, ulong address, uint mode)
    {
        Errno error = UserPath.Read(thread, address, out ReadOnlySpan<byte> path);
        if (error != Errno.OK)
            return error.Negate();
        error = UserPath.Start(thread, directory, path, out VfsPath start);
        return (error != Errno.OK ? error : UserPath.Walker(thread).CreateDirectory(start, path, mode)).Negate();
    }
}
