using System;
using Services.Linux;
using Services.Processes;
using Services.Vfs;

namespace Services.Syscalls;

/// <summary>Path arguments: from user memory and a directory descriptor to a place in the tree.</summary>
internal static class UserPath
{
    /// <summary>AT_FDCWD: relative paths start at the working directory.</summary>
    public const int WorkingDirectory = -100;

    /// <summary>Reads a path into the thread's buffer, where it stays until the next call.</summary>
    public static Errno Read(Thread thread, ulong address, out ReadOnlySpan<byte> path) => Read(thread, address, thread.PathBuffer, out path);

    public static Errno ReadSecond(Thread thread, ulong address, out ReadOnlySpan<byte> path) => Read(thread, address, thread.SecondPathBuffer, out path);

    /// <summary>Where a path starts. EBADF and ENOTDIR: the descriptor is none of a directory; an absolute path does not ask.</summary>
    public static Errno Start(Thread thread, int directory, ReadOnlySpan<byte> path, out VfsPath start)
    {
        start = thread.FsContext.WorkingDirectory;
        if (directory == WorkingDirectory || path.Length > 0 && path[0] == '/')
            return Errno.OK;
        using FileUse use = thread.Files.Use(directory);
        if (use.File is not { } file)
            return Errno.EBADF;
        start = file.Path;
        return path.IsEmpty || start.Inode.IsDirectory ? Errno.OK : Errno.ENOTDIR;
    }

    /// <summary>Reads a path and resolves it. With AT_EMPTY_PATH an empty path names the descriptor's own file.</summary>
    public static Errno Resolve(Thread thread, int directory, ulong address, AtFlags flags, out VfsPath found)
    {
        found = default;
        Errno error = Read(thread, address, out ReadOnlySpan<byte> path);
        if (error != Errno.OK)
            return error;
        bool allowEmpty = (flags & AtFlags.EmptyPath) != 0;
        if (path.IsEmpty && !allowEmpty)
            return Errno.ENOENT;
        error = Start(thread, directory, path, out VfsPath start);
        if (error != Errno.OK)
            return error;
        if (path.IsEmpty)
        {
            found = start;
            return Errno.OK;
        }
        return new PathWalker(thread.FsContext, thread.Credentials).Resolve(start, path, (flags & AtFlags.NoFollow) == 0, out found);
    }

    public static PathWalker Walker(Thread thread) => new(thread.FsContext, thread.Credentials);

    private static Errno Read(Thread thread, ulong address, byte[] buffer, out ReadOnlySpan<byte> path)
    {
        Errno error = thread.Space.ReadCString(address, buffer, out int length);
        path = buffer.AsSpan(0, length);
        return error;
    }
}
