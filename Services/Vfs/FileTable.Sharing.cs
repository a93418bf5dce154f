using System.Collections.Generic;
using Ostd.Sync;

namespace Services.Vfs;

/// <summary>How tables are passed on: fork copies, CLONE_FILES shares, exec closes, exit lets go.</summary>
public sealed partial class FileTable
{
    /// <summary>More than one task uses the table.</summary>
    public bool IsShared => _users.Count > 1;

    /// <summary>One more task uses this table (CLONE_FILES).</summary>
    public void Share() => _users.TryAdd();

    /// <summary>A task lets go of the table; the last closes every file. Does not sleep in locks of its own, but closing may.</summary>
    public void Release()
    {
        if (_users.Release())
            CloseRange(0, int.MaxValue);
    }

    /// <summary>A copy of its own with the same open files (fork).</summary>
    public FileTable Clone()
    {
        FileTable copy;
        int copied;
        do
        {
            copy = new FileTable(Size);
            copied = 0;
            using var guard = _lock.Lock();
            AtomicRef<FileDescription?>[] files = Files, copies = copy.Files;
            if (files.Length > copies.Length)
                continue; // it grew in between
            copied = files.Length;
            for (int fd = 0; fd < copied; fd++)
            {
                // A number that is only reserved belongs to a call in flight: the child has it free.
                if (files[fd].Load(MemoryOrder.Acquire) is not { } file || !file.TryHold())
                    continue;
                copies[fd].Store(file, MemoryOrder.Release);
                Put(copy._taken, fd, true);
                Put(copy._closeOnExec, fd, IsSet(_closeOnExec, fd));
            }
        }
        while (copied == 0);
        copy._firstFree = 0;
        if (_isUsedByThreads.Load(MemoryOrder.Relaxed))
            copy.MarkUsedByThreads(); // it may become the table of the same process (close_range)
        return copy;
    }

    /// <summary>Closes what execve must not pass on. The table is used by one task only.</summary>
    public void CloseOnExec()
    {
        for (int word = 0; word < _closeOnExec.Length; word++)
        {
            if (_closeOnExec[word] == 0)
                continue;
            for (int bit = 0; bit < 64; bit++)
            {
                if (IsSet(_closeOnExec, word * 64 + bit))
                    Close(word * 64 + bit);
            }
        }
    }

    /// <summary>Closes every descriptor in [first, last].</summary>
    public void CloseRange(int first, int last)
    {
        for (int fd = first; fd <= last && fd < Size; fd++)
        {
            if (Get(fd) is not null)
                Close(fd);
        }
    }

    /// <summary>Sets close-on-exec for every descriptor in [first, last].</summary>
    public void CloseRangeOnExec(int first, int last)
    {
        using var guard = _lock.Lock();
        for (int fd = first; fd <= last && fd < Size; fd++)
        {
            if (Get(fd) is not null)
                Put(_closeOnExec, fd, true);
        }
    }

    /// <summary>Open descriptors in ascending order from <paramref name="first"/> on: for /proc/PID/fd.</summary>
    public int NextOpen(int first)
    {
        for (int fd = first; fd < Size; fd++)
        {
            if (Get(fd) is not null)
                return fd;
        }
        return -1;
    }

    /// <summary>Size of the table as /proc/PID/status reports it (FDSize).</summary>
    public int Size => Files.Length;
}
