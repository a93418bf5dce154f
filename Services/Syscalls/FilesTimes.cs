using System;
using System.Buffers.Binary;
using Services.Linux;
using Services.Processes;
using Services.Vfs;

namespace Services.Syscalls;

/// <summary>Setting the times of files.</summary>
internal static class FilesTimes
{
    public static void Register(SyscallTable table)
    {
        table.Set("utime", static (t, a) => SetFromSeconds(t, a.A0, a.A1));
        table.Set("utimes", static (t, a) => SetFromMicroseconds(t, UserPath.WorkingDirectory, a.A0, a.A1));
        table.Set("futimesat", static (t, a) => SetFromMicroseconds(t, a.Int0, a.A1, a.A2));
        table.Set("utimensat", static (t, a) => SetFromNanoseconds(t, a.Int0, a.A1, a.A2, (AtFlags)a.Int3));
    }

    private const int PairBytes = 32;
    private const long NsPerSecond = 1_000_000_000;
    private const long UTIME_NOW = 0x3fffffff, UTIME_OMIT = 0x3ffffffe;

    /// <summary>What to do with one time; a null value leaves it.</summary>
    private readonly record struct NewTime(long? Value, bool IsNow);

    private static NewTime Now => new((long)LinuxKernel.Current.WallClock.NowNs, true);

    private static long SetFromSeconds(Thread thread, ulong path, ulong times)
    {
        NewTime access = Now, modify = access;
        if (times != 0)
        {
            if (!thread.Space.TryReadInt64(times, out long accessSeconds) || !thread.Space.TryReadInt64(times + 8, out long modifySeconds))
                return Errno.EFAULT.Negate();
            access = new NewTime(Combine(accessSeconds, 0), false);
            modify = new NewTime(Combine(modifySeconds, 0), false);
        }
        return Set(thread, UserPath.WorkingDirectory, path, access, modify, AtFlags.None);
    }

    private static long SetFromMicroseconds(Thread thread, int directory, ulong path, ulong times)
    {
        NewTime access = Now, modify = access;
        if (times != 0)
        {
            Span<byte> pair = stackalloc byte[PairBytes];
            if (!thread.Space.TryRead(times, pair))
                return Errno.EFAULT.Negate();
            if (!TryFromMicroseconds(pair, out access) || !TryFromMicroseconds(pair[16..], out modify))
                return Errno.EINVAL.Negate();
        }
        return Set(thread, directory, path, access, modify, AtFlags.None);
    }

    private static long SetFromNanoseconds(Thread thread, int directory, ulong path, ulong times, AtFlags flags)
    {
        NewTime access = Now, modify = access;
        if (times != 0)
        {
            Span<byte> pair = stackalloc byte[PairBytes];
            if (!thread.Space.TryRead(times, pair))
                return Errno.EFAULT.Negate();
            if (!TryFromNanoseconds(pair, out access) || !TryFromNanoseconds(pair[16..], out modify))
                return Errno.EINVAL.Negate();
            if (access.Value is null && modify.Value is null)
                return 0;
        }
        if ((flags & ~(AtFlags.NoFollow | AtFlags.EmptyPath)) != 0)
            return Errno.EINVAL.Negate();
        return path == 0 && directory != UserPath.WorkingDirectory
            ? SetOf(thread, directory, access, modify, flags)
            : Set(thread, directory, path, access, modify, flags);
    }

    private static long Set(Thread thread, int directory, ulong path, NewTime access, NewTime modify, AtFlags flags)
    {
        Errno error = UserPath.Resolve(thread, directory, path, flags, out VfsPath found);
        return (error != Errno.OK ? error : Apply(thread, found, access, modify)).Negate();
    }

    private static long SetOf(Thread thread, int fd, NewTime access, NewTime modify, AtFlags flags)
    {
        if (flags != 0)
            return Errno.EINVAL.Negate();
        using FileUse use = thread.Files.Use(fd);
        return (use.File is { } file && (file.Flags & OpenFlags.Path) == 0 ? Apply(thread, file.Path, access, modify) : Errno.EBADF).Negate();
    }

    private static Errno Apply(Thread thread, VfsPath place, NewTime access, NewTime modify)
    {
        if (place.Mount.IsReadOnly)
            return Errno.EROFS;
        Inode inode = place.Inode;
        if (!Access.IsOwner(inode, thread.Credentials))
        {
            // Others may only say "now", and only where they could write.
            if (!access.IsNow || !modify.IsNow)
                return Errno.EPERM;
            Errno error = Access.Check(inode, thread.Credentials, AccessMask.Write);
            if (error != Errno.OK)
                return error;
        }
        if (access.Value is { } accessTime)
            inode.AccessTime = accessTime;
        if (modify.Value is { } modifyTime)
            inode.ModifyTime = modifyTime;
        inode.ChangeTime = (long)LinuxKernel.Current.WallClock.NowNs;
        return Errno.OK;
    }

    private static bool TryFromMicroseconds(ReadOnlySpan<byte> source, out NewTime time)
    {
        long microseconds = BinaryPrimitives.ReadInt64LittleEndian(source[8..]);
        time = new NewTime(Combine(BinaryPrimitives.ReadInt64LittleEndian(source), microseconds * 1000), false);
        return microseconds is >= 0 and < 1_000_000;
    }

    private static bool TryFromNanoseconds(ReadOnlySpan<byte> source, out NewTime time)
    {
        long nanoseconds = BinaryPrimitives.ReadInt64LittleEndian(source[8..]);
        time = nanoseconds switch
        {
            UTIME_NOW => Now,
            UTIME_OMIT => default,
            _ => new NewTime(Combine(BinaryPrimitives.ReadInt64LittleEndian(source), nanoseconds), false),
        };
        return nanoseconds is UTIME_NOW or UTIME_OMIT or >= 0 and < NsPerSecond;
    }

    // Clamped to what 64 bits of nanoseconds hold (1677 to 2262), as file systems with limited time stamps do.
    private static long Combine(long seconds, long nanoseconds)
    {
        const long limit = long.MaxValue / NsPerSecond - 1;
        return Math.Clamp(seconds, -limit, limit) * NsPerSecond + nanoseconds;
    }
}
