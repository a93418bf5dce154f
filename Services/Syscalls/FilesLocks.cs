using System;
using System.Buffers.Binary;
using Services.Linux;
using Services.Processes;
using Services.Vfs;

namespace Services.Syscalls;

/// <summary>What fcntl wants with a record lock.</summary>
internal enum LockAction { Test, Set, SetAndWait }

/// <summary>Advisory locks: flock, and the lock commands of fcntl.</summary>
internal static class FilesLocks
{
    public static void Register(SyscallTable table) => table.Set("flock", static (t, a) => Flock(t, a.Int0, a.Int1));

    // struct flock: type, whence, start, length, pid; padded as C does.
    private const int StructBytes = 32;
    private const short F_RDLCK = 0, F_WRLCK = 1, F_UNLCK = 2;

    private static long Flock(Thread thread, int fd, int operation)
    {
        const int shared = 1, exclusive = 2, nonBlocking = 4, unlock = 8;
        int kind = operation & ~nonBlocking;
        if (kind is not (shared or exclusive or unlock))
            return Errno.EINVAL.Negate();
        using FileUse use = thread.Files.Use(fd);
        if (use.File is not { } file || (file.Flags & OpenFlags.Path) != 0)
            return Errno.EBADF.Negate();
        LockTable locks = LinuxKernel.Current.FileLocks;
        if (kind == unlock)
        {
            locks.ClearWhole(file.Inode, file);
            return 0;
        }
        file.MayHaveWholeLock = true;
        return locks.SetWhole(file.Inode, file, kind == exclusive, (operation & nonBlocking) == 0).Negate();
    }

    public static long Control(Thread thread, FileDescription file, LockAction action, object owner, bool isDescription, ulong address)
    {
        Span<byte> request = stackalloc byte[StructBytes];
        if (!thread.Space.TryRead(address, request))
            return Errno.EFAULT.Negate();
        short type = BinaryPrimitives.ReadInt16LittleEndian(request);
        if (isDescription && BinaryPrimitives.ReadInt32LittleEndian(request[24..]) != 0)
            return Errno.EINVAL.Negate();
        Errno error = ParseRange(file, request, type, owner, isDescription ? -1 : thread.Process.Pid, out LockRange range);
        if (error != Errno.OK)
            return error.Negate();
        LockTable locks = LinuxKernel.Current.FileLocks;
        if (action == LockAction.Test)
            return Answer(thread, address, request, type == F_UNLCK ? null : locks.Test(file.Inode, range));
        if (type == F_UNLCK)
        {
            locks.ClearRecords(file.Inode, range);
            return 0;
        }
        if (type == F_RDLCK ? !file.CanRead : !file.CanWrite)
            return Errno.EBADF.Negate();
        return locks.SetRecord(file.Inode, range, action == LockAction.SetAndWait, detectDeadlock: !isDescription).Negate();
    }

    private static Errno ParseRange(FileDescription file, ReadOnlySpan<byte> request, short type, object owner, int pid, out LockRange range)
    {
        range = default;
        if (type is < F_RDLCK or > F_UNLCK)
            return Errno.EINVAL;
        long start = BinaryPrimitives.ReadInt64LittleEndian(request[8..]);
        long length = BinaryPrimitives.ReadInt64LittleEndian(request[16..]);
        long origin;
        switch ((SeekWhence)BinaryPrimitives.ReadInt16LittleEndian(request[2..]))
        {
            case SeekWhence.Set:
                origin = 0;
                break;
            case SeekWhence.Current:
                origin = file.Position;
                break;
            case SeekWhence.End:
                origin = file.Inode.Size;
                break;
            default:
                return Errno.EINVAL;
        }
        if (start > long.MaxValue - origin)
            return Errno.EOVERFLOW;
        start += origin;
        if (start < 0)
            return Errno.EINVAL;
        long end = long.MaxValue; // length 0: to the end, wherever that will be
        if (length > 0)
        {
            if (length > long.MaxValue - start)
                return Errno.EOVERFLOW;
            end = start + length;
        }
        else if (length < 0)
        {
            if (start + length < 0)
                return Errno.EINVAL;
            (start, end) = (start + length, start);
        }
        range = new LockRange(start, end, type == F_WRLCK, owner, pid);
        return Errno.OK;
    }

    private static long Answer(Thread thread, ulong address, Span<byte> request, LockRange? conflict)
    {
        if (conflict is { } held)
        {
            BinaryPrimitives.WriteInt16LittleEndian(request, held.IsExclusive ? F_WRLCK : F_RDLCK);
            BinaryPrimitives.WriteInt16LittleEndian(request[2..], (short)SeekWhence.Set);
            BinaryPrimitives.WriteInt64LittleEndian(request[8..], held.Start);
            BinaryPrimitives.WriteInt64LittleEndian(request[16..], held.End == long.MaxValue ? 0 : held.End - held.Start);
            BinaryPrimitives.WriteInt32LittleEndian(request[24..], held.Pid);
        }
        else
        {
            BinaryPrimitives.WriteInt16LittleEndian(request, F_UNLCK);
        }
        return thread.Space.TryWrite(address, request) ? 0 : Errno.EFAULT.Negate();
    }
}
