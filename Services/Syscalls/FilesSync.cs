using Services.Linux;
using Services.Processes;
using Services.Vfs;

namespace Services.Syscalls;

/// <summary>Durability and advice.</summary>
internal static class FilesSync
{
    public static void Register(SyscallTable table)
    {
        table.Set("sync", static (_, _) => SyncAll());
        table.Set("fsync", static (t, a) => Sync(t, a.Int0));
        table.Set("fdatasync", static (t, a) => Sync(t, a.Int0));
        table.Set("syncfs", static (t, a) => SyncFileSystem(t, a.Int0));
        table.Set("sync_file_range", static (t, a) => a.Long1 < 0 || a.Long2 < 0 || (a.UInt3 & ~7u) != 0 ? Errno.EINVAL.Negate() : Sync(t, a.Int0));
        table.Set("fadvise64", static (t, a) => Advise(t, a.Int0, a.Int3));
        table.Set("readahead", static (t, a) => ReadAhead(t, a.Int0));
    }

    private static long SyncAll()
    {
        foreach (Mount mount in LinuxKernel.Current.Mounts.All())
            mount.FileSystem.Sync();
        return 0;
    }

    private static long Sync(Thread thread, int fd)
    {
        using FileUse use = thread.Files.Use(fd);
        if (use.File is not { } file || (file.Flags & OpenFlags.Path) != 0)
            return Errno.EBADF.Negate();
        return (file.Inode.IsRegular || file.Inode.IsDirectory ? file.Inode.FileSystem.Sync() : Errno.EINVAL).Negate();
    }

    private static long SyncFileSystem(Thread thread, int fd)
    {
        using FileUse use = thread.Files.Use(fd);
        return (use.File is { } file ? file.Inode.FileSystem.Sync() : Errno.EBADF).Negate();
    }

    // Everything is in memory: advice is checked, then needs nothing done.
    private static long Advise(Thread thread, int fd, int advice)
    {
        const int highestAdvice = 5;
        using FileUse use = thread.Files.Use(fd);
        if (use.File is not { } file || (file.Flags & OpenFlags.Path) != 0)
            return Errno.EBADF.Negate();
        if (file.Inode.Type == FileMode.Fifo)
            return Errno.ESPIPE.Negate();
        return advice is < 0 or > highestAdvice ? Errno.EINVAL.Negate() : 0;
    }

    private static long ReadAhead(Thread thread, int fd)
    {
        using FileUse use = thread.Files.Use(fd);
        return use.File is not { CanRead: true } file ? Errno.EBADF.Negate() : file.Inode.IsRegular ? 0 : Errno.EINVAL.Negate();
    }
}
