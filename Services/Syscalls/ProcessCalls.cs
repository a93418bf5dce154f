using System;
using System.Buffers.Binary;
using Services.Elf;
using Services.Linux;
using Services.Processes;
using Services.Signals;
using Services.Vfs;

namespace Services.Syscalls;

/// <summary>Making, replacing and ending processes and threads.</summary>
internal static class ProcessCalls
{
    private const int AT_FDCWD = -100;
    private const int AT_SYMLINK_NOFOLLOW = 0x100, AT_EMPTY_PATH = 0x1000;

    // struct clone_args: the first version has 64 bytes, the longest known 88.
    private const int CloneArgsMinBytes = 64, CloneArgsBytes = 88, CloneArgsMaxBytes = 4096;

    /// <summary>The low byte of clone's flags is the signal that tells of the child's end.</summary>
    private const ulong ExitSignalMask = 0xff;

    public static void Register(SyscallTable table)
    {
        table.Set("fork", static (t, _) => Cloning.Clone(t, CloneArgs.Fork));
        table.Set("vfork", static (t, _) => Cloning.Clone(t, CloneArgs.Vfork));
        table.Set("clone", static (t, a) => Clone(t, a.A0, a.A1, a.A2, a.A3, a.A4));
        table.Set("clone3", static (t, a) => Clone3(t, a.A0, a.A1));
        table.Set("execve", static (t, a) => Execve(t, AT_FDCWD, a.A0, a.A1, a.A2, 0));
        table.Set("execveat", static (t, a) => Execve(t, a.Int0, a.A1, a.A2, a.A3, a.Int4));
        table.Set("exit", static (t, a) => Exit(t, a.Int0));
        table.Set("exit_group", static (t, a) => ExitGroup(t, a.Int0));
        table.Set("set_tid_address", static (t, a) => SetTidAddress(t, a.A0));
    }

    private static long Clone(Thread thread, ulong flags, ulong stack, ulong parentTid, ulong childTid, ulong tls) => Cloning.Clone(thread, new CloneArgs(
        (CloneFlags)(uint)(flags & ~ExitSignalMask), (Signal)(flags & ExitSignalMask), stack, tls, parentTid, childTid));

    private static long Clone3(Thread thread, ulong address, ulong size)
    {
        if (size is < CloneArgsMinBytes or > CloneArgsMaxBytes)
            return (size > CloneArgsMaxBytes ? Errno.E2BIG : Errno.EINVAL).Negate();
        Span<byte> raw = stackalloc byte[CloneArgsBytes];
        raw.Clear();
        int known = (int)Math.Min(size, CloneArgsBytes);
        if (!thread.Space.TryRead(address, raw[..known]))
            return Errno.EFAULT.Negate();
        Errno error = CheckZeros(thread, address + (ulong)known, size - (ulong)known);
        if (error != Errno.OK)
            return error.Negate();

        ulong flags = Word(raw, 0), exitSignal = Word(raw, 4), stack = Word(raw, 5), stackSize = Word(raw, 6), setTidCount = Word(raw, 9);
        if ((exitSignal & ~ExitSignalMask) != 0 || (flags & ExitSignalMask) != 0 || (stack == 0) != (stackSize == 0) || setTidCount != 0)
            return Errno.EINVAL.Negate();
        if (((CloneFlags)flags & (CloneFlags.THREAD | CloneFlags.PARENT)) != 0 && exitSignal != 0)
            return Errno.EINVAL.Negate();
        return Cloning.Clone(thread, new CloneArgs((CloneFlags)flags, (Signal)exitSignal, unchecked(stack + stackSize), Word(raw, 7), Word(raw, 3), Word(raw, 2)));
    }

    private static ulong Word(ReadOnlySpan<byte> raw, int index) => BinaryPrimitives.ReadUInt64LittleEndian(raw[(index * 8)..]);

    /// <summary>What a newer program appends must be zero: E2BIG says that it means something unknown here.</summary>
    private static Errno CheckZeros(Thread thread, ulong address, ulong length)
    {
        Span<byte> one = stackalloc byte[1];
        for (ulong i = 0; i < length; i++)
        {
            if (!thread.Space.TryRead(address + i, one))
                return Errno.EFAULT;
            if (one[0] != 0)
                return Errno.E2BIG;
        }

        return Errno.OK;
    }

    private static long Execve(Thread thread, int directory, ulong pathAddress, ulong argumentsAddress, ulong environmentAddress, int flags)
    {
        if ((flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) != 0)
            return Errno.EINVAL.Negate();
        Span<byte> buffer = new byte[PathWalker.MaxPathLength];
        Errno error = thread.Space.ReadCString(pathAddress, buffer, out int length);
        if (error != Errno.OK)
            return error.Negate();
        ReadOnlySpan<byte> name = buffer[..length];
        if ((error = FindProgram(thread, directory, name, flags, out VfsPath path)) != Errno.OK)
            return error.Negate();

        int room = ProgramLoader.StackBytesForArguments(thread.Process.Limits);
        if ((error = ArgumentList.ReadFrom(thread.Space, argumentsAddress, room, out ArgumentList arguments)) != Errno.OK)
            return error.Negate();
        room -= arguments.StackBytes;
        if ((error = ArgumentList.ReadFrom(thread.Space, environmentAddress, room, out ArgumentList environment)) != Errno.OK)
            return error.Negate();
        if (directory == AT_FDCWD || name.Length > 0 && name[0] == '/')
            return Executing.Execute(thread, path, name, arguments, environment);

        // What was named relative to a descriptor is called after it.
        byte[] shown = ByteText.ToBytes(name.IsEmpty ? $"/dev/fd/{directory}" : $"/dev/fd/{directory}/{ByteText.ToString(name)}");
        return Executing.Execute(thread, path, shown, arguments, environment);
    }

    private static Errno FindProgram(Thread thread, int directory, ReadOnlySpan<byte> name, int flags, out VfsPath path)
    {
        path = default;
        VfsPath start = thread.FsContext.WorkingDirectory;
        if (directory != AT_FDCWD && !(name.Length > 0 && name[0] == '/'))
        {
            using FileUse use = thread.Files.Use(directory);
            if (use.File is not { } file)
                return Errno.EBADF;
            start = file.Path;
        }

        if (name.IsEmpty && (flags & AT_EMPTY_PATH) != 0)
        {
            path = start;
            return Errno.OK;
        }

        Errno error = new PathWalker(thread.FsContext, thread.Credentials).Resolve(start, name, (flags & AT_SYMLINK_NOFOLLOW) == 0, out path);
        return error == Errno.OK && path.Inode.IsSymbolicLink ? Errno.ELOOP : error;
    }

    private static long Exit(Thread thread, int code)
    {
        thread.RequestEnd(code);
        return 0;
    }

    private static long ExitGroup(Thread thread, int code)
    {
        thread.Process.BeginExit(WaitStatus.Exited(code));
        thread.RequestEnd(code);
        return 0;
    }

    private static long SetTidAddress(Thread thread, ulong address)
    {
        thread.ClearChildTid = address;
        return thread.Tid;
    }
}
