using System;
using Services.Linux;
using Services.Pipes;
using Services.Processes;
using Services.TmpFs;
using Services.Vfs;

namespace Services.Syscalls;

/// <summary>dup and its variants, fcntl, ioctl.</summary>
internal static class FilesDescriptors
{
    public static void Register(SyscallTable table)
    {
        table.Set("dup", static (t, a) => Duplicate(t, a.Int0, 0, closeOnExec: false));
        table.Set("dup2", static (t, a) => a.Int0 == a.Int1 ? Check(t, a.Int0) : DuplicateTo(t, a.Int0, a.Int1, closeOnExec: false));
        table.Set("dup3", static (t, a) => (a.UInt2 & ~(uint)OpenFlags.CloseOnExec) != 0 || a.Int0 == a.Int1
            ? Errno.EINVAL.Negate()
            : DuplicateTo(t, a.Int0, a.Int1, a.UInt2 != 0));
        table.Set("fcntl", static (t, a) => Control(t, a.Int0, a.Int1, a.A2));
        table.Set("ioctl", static (t, a) => DeviceControl(t, a.Int0, a.UInt1, a.A2));
    }

    private const int F_DUPFD = 0, F_GETFD = 1, F_SETFD = 2, F_GETFL = 3, F_SETFL = 4, F_GETLK = 5, F_SETLK = 6, F_SETLKW = 7, F_SETOWN = 8, F_GETOWN = 9,
        F_SETSIG = 10, F_GETSIG = 11, F_SETOWN_EX = 15, F_GETOWN_EX = 16, F_OFD_GETLK = 36, F_OFD_SETLK = 37, F_OFD_SETLKW = 38, F_SETLEASE = 1024,
        F_GETLEASE = 1025, F_DUPFD_CLOEXEC = 1030, F_SETPIPE_SZ = 1031, F_GETPIPE_SZ = 1032, F_ADD_SEALS = 1033, F_GET_SEALS = 1034;
    private const ulong FD_CLOEXEC = 1;

    private static long Check(Thread thread, int fd) => thread.Files.Get(fd) is null ? Errno.EBADF.Negate() : fd;

    private static long Duplicate(Thread thread, int fd, int lowest, bool closeOnExec)
    {
        FileTable files = thread.Files;
        using FileUse use = files.Use(fd);
        if (use.File is not { } file)
            return Errno.EBADF.Negate();
        Errno error = files.Reserve(lowest, thread.Process.Limits.Of(Resource.OpenFiles), closeOnExec, out int copy);
        if (error != Errno.OK)
            return error.Negate();
        file.TryHold(); // it is open here, so it cannot be gone
        files.Install(copy, file);
        return copy;
    }

    private static long DuplicateTo(Thread thread, int fd, int target, bool closeOnExec)
    {
        FileTable files = thread.Files;
        ulong limit = thread.Process.Limits.Of(Resource.OpenFiles);
        using FileUse use = files.Use(fd);
        if (target < 0 || (ulong)target >= limit || use.File is not { } file)
            return Errno.EBADF.Negate();
        file.TryHold();
        Errno error = files.Replace(target, file, limit, closeOnExec, out FileDescription? old);
        if (error != Errno.OK)
        {
            file.Release();
            return error.Negate();
        }
        if (old is not null)
            files.Discard(old);
        return target;
    }

    public static long Control(Thread thread, int fd, int command, ulong argument)
    {
        FileTable files = thread.Files;
        using FileUse use = files.Use(fd);
        if (use.File is not { } file)
            return Errno.EBADF.Negate();
        switch (command)
        {
            case F_DUPFD or F_DUPFD_CLOEXEC:
                if (argument >= thread.Process.Limits.Of(Resource.OpenFiles) || argument > int.MaxValue)
                    return Errno.EINVAL.Negate();
                return Duplicate(thread, fd, (int)argument, command == F_DUPFD_CLOEXEC);
            case F_GETFD:
                return files.GetCloseOnExec(fd) ? (long)FD_CLOEXEC : 0;
            case F_SETFD:
                files.SetCloseOnExec(fd, (argument & FD_CLOEXEC) != 0);
                return 0;
            case F_GETFL:
                return (long)file.Flags;
        }
        if ((file.Flags & OpenFlags.Path) != 0)
            return Errno.EBADF.Negate();
        switch (command)
        {
            case F_SETFL:
                return SetFlags(thread, file, (OpenFlags)argument).Negate();
            case F_GETLK or F_SETLK or F_SETLKW or F_OFD_GETLK or F_OFD_SETLK or F_OFD_SETLKW:
                bool isDescription = command >= F_OFD_GETLK;
                var action = (LockAction)(isDescription ? command - F_OFD_GETLK : command - F_GETLK);
                return FilesLocks.Control(thread, file, action, isDescription ? file : files, isDescription, argument);
            case F_GETPIPE_SZ:
                return file is PipeFile sized ? sized.Pipe.Capacity : Errno.EBADF.Negate();
            case F_SETPIPE_SZ:
                return file is PipeFile pipe ? pipe.Pipe.Resize((uint)Math.Min(argument, uint.MaxValue), thread.Credentials) : Errno.EBADF.Negate();
            case F_GET_SEALS:
                return file.Inode is NamelessFile sealable ? (long)sealable.Seals : Errno.EINVAL.Negate();
            case F_ADD_SEALS:
                if (file.Inode is not NamelessFile memory)
                    return Errno.EINVAL.Negate();
                return (file.CanWrite ? memory.AddSeals((FileSeals)(uint)argument) : Errno.EPERM).Negate();
            case F_SETOWN:
                file.Owner = (int)argument;
                return 0;
            case F_GETOWN:
                return file.Owner;
            case F_SETSIG:
                file.OwnerSignal = (int)argument;
                return argument > 64 ? Errno.EINVAL.Negate() : 0;
            case F_GETSIG:
                return file.OwnerSignal;
            case F_GETLEASE:
                return 2; // F_UNLCK
            default:
                return Errno.EINVAL.Negate();
        }
    }

    private static Errno SetFlags(Thread thread, FileDescription file, OpenFlags flags)
    {
        if ((flags & OpenFlags.NoAccessTime) != 0 && (file.Flags & OpenFlags.NoAccessTime) == 0 && !Access.IsOwner(file.Inode, thread.Credentials))
            return Errno.EPERM;
        return file.SetFlags(flags);
    }

    public static long DeviceControl(Thread thread, int fd, uint request, ulong argument)
    {
        FileTable files = thread.Files;
        using FileUse use = files.Use(fd);
        if (use.File is not { } file || (file.Flags & OpenFlags.Path) != 0)
            return Errno.EBADF.Negate();
        switch (request)
        {
            case IoctlRequests.FIOCLEX or IoctlRequests.FIONCLEX:
                files.SetCloseOnExec(fd, request == IoctlRequests.FIOCLEX);
                return 0;
            case IoctlRequests.FIONBIO:
                return SetFlag(thread, file, OpenFlags.NonBlock, argument);
            case IoctlRequests.FIOASYNC:
                return SetFlag(thread, file, OpenFlags.Async, argument);
            case IoctlRequests.FIONREAD when file.Inode.IsRegular:
                return thread.Space.TryWriteInt32(argument, (int)Math.Clamp(file.Inode.Size - file.Position, 0, int.MaxValue)) ? 0 : Errno.EFAULT.Negate();
            case IoctlRequests.FIGETBSZ when file.Inode.IsRegular || file.Inode.IsDirectory:
                return thread.Space.TryWriteUInt32(argument, file.Inode.BlockSize) ? 0 : Errno.EFAULT.Negate();
            default:
                return file.Control(thread, request, argument);
        }
    }

    private static long SetFlag(Thread thread, FileDescription file, OpenFlags flag, ulong argument)
    {
        if (!thread.Space.TryReadInt32(argument, out int on))
            return Errno.EFAULT.Negate();
        return file.SetFlags(on != 0 ? file.Flags | flag : file.Flags & ~flag).Negate();
    }
}
