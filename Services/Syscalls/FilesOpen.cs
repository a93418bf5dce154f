using System;
using System.Text;
using Services.Linux;
using Services.Pipes;
using Services.Processes;
using Services.TmpFs;
using Services.Vfs;

namespace Services.Syscalls;

/// <summary>How descriptors come and go.</summary>
internal static class FilesOpen
{
    public static void Register(SyscallTable table)
    {
        table.Set("open", static (t, a) => OpenAt(t, UserPath.WorkingDirectory, a.A0, a.UInt1, a.UInt2));
        table.Set("openat", static (t, a) => OpenAt(t, a.Int0, a.A1, a.UInt2, a.UInt3));
        table.Set("creat", static (t, a) =>
            OpenAt(t, UserPath.WorkingDirectory, a.A0, (uint)(OpenFlags.Create | OpenFlags.WriteOnly | OpenFlags.Truncate), a.UInt1));
        table.Set("close", static (t, a) => t.Files.Close(a.Int0).Negate());
        table.Set("close_range", static (t, a) => CloseRange(t, a.UInt0, a.UInt1, a.UInt2));
        table.Set("pipe", static (t, a) => Pipe(t, a.A0, 0));
        table.Set("pipe2", static (t, a) => Pipe(t, a.A0, a.UInt1));
        table.Set("eventfd", static (t, a) => EventCounter(t, a.UInt0, 0));
        table.Set("eventfd2", static (t, a) => EventCounter(t, a.UInt0, a.UInt1));
        table.Set("memfd_create", static (t, a) => MemoryFile(t, a.A0, a.UInt1));
    }

    public static long OpenAt(Thread thread, int directory, ulong address, uint rawFlags, uint mode)
    {
        Errno error = Understand(rawFlags, ref mode, out OpenFlags flags);
        if (error != Errno.OK)
            return error.Negate();
        error = UserPath.Read(thread, address, out ReadOnlySpan<byte> path);
        if (error != Errno.OK)
            return error.Negate();
        FileTable files = thread.Files;
        error = files.Reserve(0, thread.Process.Limits.Of(Resource.OpenFiles), (flags & OpenFlags.CloseOnExec) != 0, out int fd);
        if (error != Errno.OK)
            return error.Negate();
        FileDescription? file = null;
        try
        {
            error = UserPath.Start(thread, directory, path, out VfsPath start);
            if (error == Errno.OK)
                error = UserPath.Walker(thread).Open(start, path, flags, mode, out file);
        }
        finally
        {
            if (file is null)
                files.CancelReservation(fd);
        }
        if (error != Errno.OK)
            return error.Negate();
        files.Install(fd, file!);
        return fd;
    }

    // As Linux' build_open_flags: unknown flags are ignored, contradictions are not.
    private static Errno Understand(uint raw, ref uint mode, out OpenFlags flags)
    {
        const OpenFlags known = OpenFlags.AccessMask | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.NoCtty | OpenFlags.Truncate | OpenFlags.Append
            | OpenFlags.NonBlock | OpenFlags.Sync | OpenFlags.Async | OpenFlags.Direct | OpenFlags.LargeFile | OpenFlags.Directory | OpenFlags.NoFollow
            | OpenFlags.NoAccessTime | OpenFlags.CloseOnExec | OpenFlags.Path | OpenFlags.TemporaryFile;
        const OpenFlags temporaryBit = OpenFlags.TemporaryFile & ~OpenFlags.Directory;
        flags = (OpenFlags)raw & known | OpenFlags.LargeFile;
        if ((flags & (OpenFlags.Create | temporaryBit)) == 0)
            mode = 0;
        if ((flags & temporaryBit) != 0)
            return (flags & OpenFlags.Directory) == 0 || (flags & OpenFlags.Create) != 0 || (flags & OpenFlags.AccessMask) == OpenFlags.ReadOnly
                ? Errno.EINVAL
                : Errno.OK;
        if ((flags & OpenFlags.Path) != 0)
            flags &= OpenFlags.Directory | OpenFlags.NoFollow | OpenFlags.Path | OpenFlags.CloseOnExec;
        if ((flags & OpenFlags.Exclusive) != 0 && (flags & OpenFlags.Create) != 0)
            flags |= OpenFlags.NoFollow;
        return Errno.OK;
    }

    private static long CloseRange(Thread thread, uint first, uint last, uint flags)
    {
        const uint unshare = 2, closeOnExec = 4;
        if ((flags & ~(unshare | closeOnExec)) != 0 || first > last)
            return Errno.EINVAL.Negate();
        FileTable files = thread.Files;
        if ((flags & unshare) != 0 && files.IsShared)
        {
            FileTable own = files.Clone();
            thread.Process.Files = own;
            files.Release();
            files = own;
        }
        int from = (int)Math.Min(first, int.MaxValue);
        int to = (int)Math.Min(last, int.MaxValue);
        if ((flags & closeOnExec) != 0)
            files.CloseRangeOnExec(from, to);
        else
            files.CloseRange(from, to);
        return 0;
    }

    private static long Pipe(Thread thread, ulong address, uint rawFlags)
    {
        var flags = (OpenFlags)rawFlags;
        if ((flags & ~(OpenFlags.CloseOnExec | OpenFlags.NonBlock | OpenFlags.Direct)) != 0)
            return Errno.EINVAL.Negate();
        Pipes.Pipe.Create(flags & OpenFlags.NonBlock, out FileDescription reader, out FileDescription writer);
        FileTable files = thread.Files;
        ulong limit = thread.Process.Limits.Of(Resource.OpenFiles);
        bool closeOnExec = (flags & OpenFlags.CloseOnExec) != 0;
        Errno error = files.Reserve(0, limit, closeOnExec, out int readerFd);
        if (error == Errno.OK)
        {
            error = files.Reserve(0, limit, closeOnExec, out int writerFd);
            if (error == Errno.OK)
            {
                if (thread.Space.TryWriteUInt64(address, (uint)readerFd | (ulong)(uint)writerFd << 32))
                {
                    files.Install(readerFd, reader);
                    files.Install(writerFd, writer);
                    return 0;
                }
                error = Errno.EFAULT;
                files.CancelReservation(writerFd);
            }
            files.CancelReservation(readerFd);
        }
        reader.Release();
        writer.Release();
        return error.Negate();
    }

    private static long EventCounter(Thread thread, uint initial, uint flags)
    {
        const uint semaphore = 1;
        var open = (OpenFlags)(flags & ~semaphore);
        if ((open & ~(OpenFlags.CloseOnExec | OpenFlags.NonBlock)) != 0)
            return Errno.EINVAL.Negate();
        var file = EventFile.Create(initial, (flags & semaphore) != 0, open & OpenFlags.NonBlock);
        return Add(thread, file, (open & OpenFlags.CloseOnExec) != 0);
    }

    private static long MemoryFile(Thread thread, ulong name, uint flags)
    {
        const uint closeOnExec = 1, allowSealing = 2, noExecuteSeal = 8, execute = 16;
        const int maxName = 249;
        if ((flags & ~(closeOnExec | allowSealing | noExecuteSeal | execute)) != 0)
            return Errno.EINVAL.Negate();
        Span<byte> buffer = stackalloc byte[maxName + 1];
        Errno error = thread.Space.ReadCString(name, buffer, out int length);
        if (error != Errno.OK)
            return (error == Errno.ENAMETOOLONG ? Errno.EINVAL : error).Negate();
        error = NamelessFile.Create("memfd:" + Encoding.Latin1.GetString(buffer[..length]), 0, out FileDescription? file, (flags & allowSealing) != 0);
        return error != Errno.OK ? error.Negate() : Add(thread, file!, (flags & closeOnExec) != 0);
    }

    /// <summary>Gives a new file a descriptor; without one left the file is closed again.</summary>
    internal static long Add(Thread thread, FileDescription file, bool closeOnExec)
    {
        Errno error = thread.Files.Add(file, thread.Process.Limits.Of(Resource.OpenFiles), closeOnExec, out int fd);
        if (error == Errno.OK)
            return fd;
        file.Release();
        return error.Negate();
    }
}
