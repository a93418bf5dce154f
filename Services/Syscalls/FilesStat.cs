using System;
using System.Buffers.Binary;
using Services.Linux;
using Services.Processes;
using Services.Vfs;

namespace Services.Syscalls;

/// <summary>What files are: stat and its variants, access, readlink, statfs.</summary>
internal static class FilesStat
{
    public static void Register(SyscallTable table)
    {
        table.Set("stat", static (t, a) => StatAt(t, UserPath.WorkingDirectory, a.A0, a.A1, AtFlags.None));
        table.Set("lstat", static (t, a) => StatAt(t, UserPath.WorkingDirectory, a.A0, a.A1, AtFlags.NoFollow));
        table.Set("fstat", static (t, a) => StatDescriptor(t, a.Int0, a.A1));
        table.Set("newfstatat", static (t, a) => StatAt(t, a.Int0, a.A1, a.A2, (AtFlags)a.Int3));
        table.Set("statx", static (t, a) => StatExtended(t, a.Int0, a.A1, (AtFlags)a.Int2, a.UInt3, a.A4));
        table.Set("access", static (t, a) => AccessAt(t, UserPath.WorkingDirectory, a.A0, a.Int1, AtFlags.None));
        table.Set("faccessat", static (t, a) => AccessAt(t, a.Int0, a.A1, a.Int2, AtFlags.None));
        table.Set("faccessat2", static (t, a) => AccessAt(t, a.Int0, a.A1, a.Int2, (AtFlags)a.Int3));
        table.Set("readlink", static (t, a) => ReadLinkAt(t, UserPath.WorkingDirectory, a.A0, a.A1, a.Int2));
        table.Set("readlinkat", static (t, a) => ReadLinkAt(t, a.Int0, a.A1, a.A2, a.Int3));
        table.Set("statfs", static (t, a) => StatFileSystemAt(t, a.A0, a.A1));
        table.Set("fstatfs", static (t, a) => StatFileSystemOf(t, a.Int0, a.A1));
    }

    private const int StatBytes = 144;
    private const int StatxBytes = 256;
    private const int StatFsBytes = 120;
    private const long NsPerSecond = 1_000_000_000;

    public static long StatDescriptor(Thread thread, int fd, ulong result)
    {
        using FileUse use = thread.Files.Use(fd);
        return use.File is { } file ? WriteStat(thread, file.Inode, result) : Errno.EBADF.Negate();
    }

    public static long StatAt(Thread thread, int directory, ulong path, ulong result, AtFlags flags)
    {
        if ((flags & ~(AtFlags.NoFollow | AtFlags.NoAutomount | AtFlags.EmptyPath)) != 0)
            return Errno.EINVAL.Negate();
        Errno error = UserPath.Resolve(thread, directory, path, flags, out VfsPath found);
        return error != Errno.OK ? error.Negate() : WriteStat(thread, found.Inode, result);
    }

    private static long WriteStat(Thread thread, Inode inode, ulong result)
    {
        Span<byte> stat = stackalloc byte[StatBytes];
        stat.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(stat, inode.FileSystem.Device.Encoded);
        BinaryPrimitives.WriteUInt64LittleEndian(stat[8..], inode.Number);
        BinaryPrimitives.WriteUInt64LittleEndian(stat[16..], inode.LinkCount);
        BinaryPrimitives.WriteUInt32LittleEndian(stat[24..], inode.Mode);
        BinaryPrimitives.WriteUInt32LittleEndian(stat[28..], inode.UserId);
        BinaryPrimitives.WriteUInt32LittleEndian(stat[32..], inode.GroupId);
        BinaryPrimitives.WriteUInt64LittleEndian(stat[40..], inode.Device.Encoded);
        BinaryPrimitives.WriteInt64LittleEndian(stat[48..], inode.Size);
        BinaryPrimitives.WriteInt64LittleEndian(stat[56..], inode.BlockSize);
        BinaryPrimitives.WriteInt64LittleEndian(stat[64..], inode.Blocks);
        WriteTime(stat[72..], inode.AccessTime);
        WriteTime(stat[88..], inode.ModifyTime);
        WriteTime(stat[104..], inode.ChangeTime);
        return thread.Space.TryWrite(result, stat) ? 0 : Errno.EFAULT.Negate();
    }

    private static void WriteTime(Span<byte> destination, long time)
    {
        (long seconds, long nanoseconds) = Split(time);
        BinaryPrimitives.WriteInt64LittleEndian(destination, seconds);
        BinaryPrimitives.WriteInt64LittleEndian(destination[8..], nanoseconds);
    }

    private static (long Seconds, long Nanoseconds) Split(long time)
    {
        long seconds = time / NsPerSecond;
        long nanoseconds = time - seconds * NsPerSecond;
        return nanoseconds < 0 ? (seconds - 1, nanoseconds + NsPerSecond) : (seconds, nanoseconds);
    }

    private static long StatExtended(Thread thread, int directory, ulong path, AtFlags flags, uint mask, ulong result)
    {
        const uint reserved = 0x8000_0000;
        if ((mask & reserved) != 0 || (flags & ~(AtFlags.NoFollow | AtFlags.NoAutomount | AtFlags.EmptyPath | AtFlags.StatxSyncMask)) != 0
            || (flags & AtFlags.StatxSyncMask) == AtFlags.StatxSyncMask)
            return Errno.EINVAL.Negate();
        Errno error = UserPath.Resolve(thread, directory, path, flags, out VfsPath found);
        if (error != Errno.OK)
            return error.Negate();
        Span<byte> statx = stackalloc byte[StatxBytes];
        statx.Clear();
        FillStatx(statx, found);
        return thread.Space.TryWrite(result, statx) ? 0 : Errno.EFAULT.Negate();
    }

    private static void FillStatx(Span<byte> statx, VfsPath found)
    {
        const uint basicStats = 0x7ff;
        const ulong isMountRoot = 0x2000;
        Inode inode = found.Inode;
        BinaryPrimitives.WriteUInt32LittleEndian(statx, basicStats);
        BinaryPrimitives.WriteUInt32LittleEndian(statx[4..], inode.BlockSize);
        BinaryPrimitives.WriteUInt64LittleEndian(statx[8..], found.Dentry == found.Mount.Root ? isMountRoot : 0);
        BinaryPrimitives.WriteUInt32LittleEndian(statx[16..], inode.LinkCount);
        BinaryPrimitives.WriteUInt32LittleEndian(statx[20..], inode.UserId);
        BinaryPrimitives.WriteUInt32LittleEndian(statx[24..], inode.GroupId);
        BinaryPrimitives.WriteUInt16LittleEndian(statx[28..], (ushort)inode.Mode);
        BinaryPrimitives.WriteUInt64LittleEndian(statx[32..], inode.Number);
        BinaryPrimitives.WriteInt64LittleEndian(statx[40..], inode.Size);
        BinaryPrimitives.WriteInt64LittleEndian(statx[48..], inode.Blocks);
        BinaryPrimitives.WriteUInt64LittleEndian(statx[56..], isMountRoot); // the attributes that are supported
        WriteStatxTime(statx[64..], inode.AccessTime);
        WriteStatxTime(statx[96..], inode.ChangeTime);
        WriteStatxTime(statx[112..], inode.ModifyTime);
        BinaryPrimitives.WriteUInt32LittleEndian(statx[128..], inode.Device.Major);
        BinaryPrimitives.WriteUInt32LittleEndian(statx[132..], inode.Device.Minor);
        BinaryPrimitives.WriteUInt32LittleEndian(statx[136..], inode.FileSystem.Device.Major);
        BinaryPrimitives.WriteUInt32LittleEndian(statx[140..], inode.FileSystem.Device.Minor);
    }

    private static void WriteStatxTime(Span<byte> destination, long time)
    {
        (long seconds, long nanoseconds) = Split(time);
        BinaryPrimitives.WriteInt64LittleEndian(destination, seconds);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], (uint)nanoseconds);
    }

    public static long AccessAt(Thread thread, int directory, ulong path, int mode, AtFlags flags)
    {
        if ((mode & ~7) != 0 || (flags & ~(AtFlags.EffectiveAccess | AtFlags.NoFollow | AtFlags.EmptyPath)) != 0)
            return Errno.EINVAL.Negate();
        Credentials who = (flags & AtFlags.EffectiveAccess) != 0 ? thread.Credentials : thread.Credentials.AsRealUser();
        Errno error = UserPath.Read(thread, path, out ReadOnlySpan<byte> text);
        if (error != Errno.OK)
            return error.Negate();
        if (text.IsEmpty && (flags & AtFlags.EmptyPath) == 0)
            return Errno.ENOENT.Negate();
        error = UserPath.Start(thread, directory, text, out VfsPath found);
        if (error == Errno.OK && !text.IsEmpty)
            error = new PathWalker(thread.FsContext, who).Resolve(found, text, (flags & AtFlags.NoFollow) == 0, out found);
        return error != Errno.OK ? error.Negate() : CheckAccess(found, who, (AccessMask)mode).Negate();
    }

    private static Errno CheckAccess(VfsPath found, Credentials who, AccessMask wanted)
    {
        Inode inode = found.Inode;
        if ((wanted & AccessMask.Execute) != 0 && inode.IsRegular && (found.Mount.Flags & MountFlags.NoExecute) != 0)
            return Errno.EACCES;
        Errno error = Access.Check(inode, who, wanted);
        if (error != Errno.OK || (wanted & AccessMask.Write) == 0)
            return error;
        return found.Mount.IsReadOnly && (inode.IsRegular || inode.IsDirectory || inode.IsSymbolicLink) ? Errno.EROFS : Errno.OK;
    }

    public static long ReadLinkAt(Thread thread, int directory, ulong path, ulong buffer, int size)
    {
        if (size <= 0)
            return Errno.EINVAL.Negate();
        // An empty path names the descriptor's own link, opened with O_PATH | O_NOFOLLOW.
        Errno error = UserPath.Resolve(thread, directory, path, AtFlags.NoFollow | (directory >= 0 ? AtFlags.EmptyPath : 0), out VfsPath found);
        if (error != Errno.OK)
            return error.Negate();
        error = found.Inode.ReadLink(out byte[] target);
        if (error != Errno.OK)
            return error.Negate();
        ReadOnlySpan<byte> shown = target.AsSpan(0, Math.Min(size, target.Length));
        return thread.Space.TryWrite(buffer, shown) ? shown.Length : Errno.EFAULT.Negate();
    }

    private static long StatFileSystemAt(Thread thread, ulong path, ulong result)
    {
        Errno error = UserPath.Resolve(thread, UserPath.WorkingDirectory, path, AtFlags.None, out VfsPath found);
        return error != Errno.OK ? error.Negate() : WriteStatFs(thread, found.Mount, found.Inode.FileSystem, result);
    }

    private static long StatFileSystemOf(Thread thread, int fd, ulong result)
    {
        using FileUse use = thread.Files.Use(fd);
        return use.File is { } file ? WriteStatFs(thread, file.Path.Mount, file.Inode.FileSystem, result) : Errno.EBADF.Negate();
    }

    private static long WriteStatFs(Thread thread, Mount mount, FileSystem fileSystem, ulong result)
    {
        const long valid = 0x20, noAtime = 0x400, relatime = 0x1000;
        FileSystemStatistics s = fileSystem.Statistics;
        long flags = valid | (long)(mount.Flags & (MountFlags.ReadOnly | MountFlags.NoSetUserId | MountFlags.NoDevices | MountFlags.NoExecute))
            | ((mount.Flags & MountFlags.NoAccessTime) != 0 ? noAtime : relatime);
        Span<byte> statfs = stackalloc byte[StatFsBytes];
        statfs.Clear();
        ReadOnlySpan<long> words = [s.Magic, s.BlockSize, s.Blocks, s.FreeBlocks, s.FreeBlocks, s.Inodes, s.FreeInodes, (long)fileSystem.Device.Encoded,
            s.NameLength, s.BlockSize, flags];
        for (int i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(statfs[(8 * i)..], words[i]);
        return thread.Space.TryWrite(result, statfs) ? 0 : Errno.EFAULT.Negate();
    }
}
