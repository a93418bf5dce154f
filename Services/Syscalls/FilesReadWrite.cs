using System;
using Ostd.UserSpace;
using Services.Linux;
using Services.Memory;
using Services.Poll;
using Services.Processes;
using Services.Vfs;

namespace Services.Syscalls;

/// <summary>read, write and their variants; lseek.</summary>
internal static class FilesReadWrite
{
    public static void Register(SyscallTable table)
    {
        table.Set("read", static (t, a) => Read(t, a.Int0, a.A1, a.A2));
        table.Set("write", static (t, a) => Write(t, a.Int0, a.A1, a.A2));
        table.Set("pread64", static (t, a) => ReadAt(t, a.Int0, a.A1, a.A2, a.Long3));
        table.Set("pwrite64", static (t, a) => WriteAt(t, a.Int0, a.A1, a.A2, a.Long3));
        table.Set("readv", static (t, a) => ReadVector(t, a.Int0, a.A1, a.A2, CurrentPosition));
        table.Set("writev", static (t, a) => WriteVector(t, a.Int0, a.A1, a.A2, CurrentPosition));
        table.Set("preadv", static (t, a) => a.Long3 < 0 ? Errno.EINVAL.Negate() : ReadVector(t, a.Int0, a.A1, a.A2, a.Long3));
        table.Set("pwritev", static (t, a) => a.Long3 < 0 ? Errno.EINVAL.Negate() : WriteVector(t, a.Int0, a.A1, a.A2, a.Long3));
        table.Set("preadv2", static (t, a) => CheckV2(a.Long3, a.UInt5) is var e && e != Errno.OK ? e.Negate() : ReadVector(t, a.Int0, a.A1, a.A2, a.Long3));
        table.Set("pwritev2", static (t, a) => CheckV2(a.Long3, a.UInt5) is var e && e != Errno.OK ? e.Negate() : WriteVector(t, a.Int0, a.A1, a.A2, a.Long3));
        table.Set("lseek", static (t, a) => Seek(t, a.Int0, a.Long1, a.Int2));
    }

    private const long CurrentPosition = -1;

    public static long Read(Thread thread, int fd, ulong address, ulong length)
    {
        using FileUse use = thread.Files.Use(fd);
        if (use.File is not { CanRead: true } file)
            return Errno.EBADF.Negate();
        if (!thread.Space.TryWriter(address, length, out VmWriter destination))
            return Errno.EFAULT.Negate();
        if (length > AddressSpace.MaxTransferBytes)
            destination.Limit((long)AddressSpace.MaxTransferBytes);
        return file.Read(ref destination);
    }

    public static long Write(Thread thread, int fd, ulong address, ulong length)
    {
        using FileUse use = thread.Files.Use(fd);
        if (use.File is not { CanWrite: true } file)
            return Errno.EBADF.Negate();
        if (!thread.Space.TryReader(address, length, out VmReader source))
            return Errno.EFAULT.Negate();
        if (length > AddressSpace.MaxTransferBytes)
            source.Limit((long)AddressSpace.MaxTransferBytes);
        return file.Write(ref source);
    }

    public static long ReadAt(Thread thread, int fd, ulong address, ulong length, long offset)
    {
        if (offset < 0)
            return Errno.EINVAL.Negate();
        using FileUse use = thread.Files.Use(fd);
        if (use.File is not { CanRead: true } file)
            return Errno.EBADF.Negate();
        if (!thread.Space.TryWriter(address, length, out VmWriter destination))
            return Errno.EFAULT.Negate();
        if (length > AddressSpace.MaxTransferBytes)
            destination.Limit((long)AddressSpace.MaxTransferBytes);
        return file.ReadAt(offset, ref destination);
    }

    public static long WriteAt(Thread thread, int fd, ulong address, ulong length, long offset)
    {
        if (offset < 0)
            return Errno.EINVAL.Negate();
        using FileUse use = thread.Files.Use(fd);
        if (use.File is not { CanWrite: true } file)
            return Errno.EBADF.Negate();
        if (!thread.Space.TryReader(address, length, out VmReader source))
            return Errno.EFAULT.Negate();
        if (length > AddressSpace.MaxTransferBytes)
            source.Limit((long)AddressSpace.MaxTransferBytes);
        return file.WriteAt(offset, ref source);
    }

    private static long ReadVector(Thread thread, int fd, ulong address, ulong count, long offset)
    {
        using FileUse use = thread.Files.Use(fd);
        if (use.File is not { CanRead: true } file)
            return Errno.EBADF.Negate();
        Errno error = thread.Space.ReadIoVectors(address, ClampCount(count), out IoVector[] vectors);
        if (error != Errno.OK)
            return error.Negate();
        long total = 0;
        foreach (IoVector vector in vectors)
        {
            if (vector.Length == 0)
                continue;
            // What follows the first part must not make the call wait: it has something to return already.
            if (total > 0 && offset == CurrentPosition && (file.Poll(null) & (PollEvents.Readable | PollEvents.Always)) == 0)
                break;
            if (!thread.Space.TryWriter(vector.Address, vector.Length, out VmWriter destination))
                return total > 0 ? total : Errno.EFAULT.Negate();
            long moved = offset == CurrentPosition ? file.Read(ref destination) : file.ReadAt(offset + total, ref destination);
            if (moved < 0)
                return total > 0 ? total : moved;
            total += moved;
            if ((ulong)moved < vector.Length)
                break;
        }
        return total;
    }

    private static long WriteVector(Thread thread, int fd, ulong address, ulong count, long offset)
    {
        using FileUse use = thread.Files.Use(fd);
        if (use.File is not { CanWrite: true } file)
            return Errno.EBADF.Negate();
        Errno error = thread.Space.ReadIoVectors(address, ClampCount(count), out IoVector[] vectors);
        if (error != Errno.OK)
            return error.Negate();
        if (vectors.Length > 1 && TryGather(thread, vectors, out int gathered))
        {
            var whole = new VmReader(thread.PathBuffer.AsSpan(0, gathered));
            return offset == CurrentPosition ? file.Write(ref whole) : file.WriteAt(offset, ref whole);
        }
        long total = 0;
        foreach (IoVector vector in vectors)
        {
            if (vector.Length == 0)
                continue;
            if (!thread.Space.TryReader(vector.Address, vector.Length, out VmReader source))
                return total > 0 ? total : Errno.EFAULT.Negate();
            long moved = offset == CurrentPosition ? file.Write(ref source) : file.WriteAt(offset + total, ref source);
            if (moved < 0)
                return total > 0 ? total : moved;
            total += moved;
            if ((ulong)moved < vector.Length)
                break;
        }
        return total;
    }

    /// <summary>
    /// Collects a small write in one piece, so that it reaches a pipe or terminal as one: PIPE_BUF bytes are never mixed with
    /// others. False: too much, or not all of it can be read.
    /// </summary>
    private static bool TryGather(Thread thread, IoVector[] vectors, out int length)
    {
        byte[] buffer = thread.PathBuffer;
        length = 0;
        foreach (IoVector vector in vectors)
        {
            if (vector.Length > (ulong)(buffer.Length - length) || !thread.Space.TryRead(vector.Address, buffer.AsSpan(length, (int)vector.Length)))
                return false;
            length += (int)vector.Length;
        }
        return true;
    }

    private static int ClampCount(ulong count) => count > IoVector.MaxCount ? -1 : (int)count;

    // Flags that promise nothing less than what happens anyway: high priority, and synchronous writing to memory.
    private static Errno CheckV2(long offset, uint flags)
    {
        const uint harmless = 1 | 2 | 4;
        return (flags & ~harmless) != 0 ? Errno.EOPNOTSUPP : offset < CurrentPosition ? Errno.EINVAL : Errno.OK;
    }

    public static long Seek(Thread thread, int fd, long offset, int whence)
    {
        using FileUse use = thread.Files.Use(fd);
        if (use.File is not { } file || (file.Flags & OpenFlags.Path) != 0)
            return Errno.EBADF.Negate();
        return (uint)whence > (uint)SeekWhence.Hole ? Errno.EINVAL.Negate() : file.Seek(offset, whence);
    }
}
