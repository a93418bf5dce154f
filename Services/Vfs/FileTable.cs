using System;
using System.Numerics;
using Ostd.Sync;
using Services.Linux;

namespace Services.Vfs;

/// <summary>
/// The descriptors of a process: small numbers for file descriptions. Shared by its threads, and with CLONE_FILES by others.
/// </summary>
/// <remarks>
/// Looking a descriptor up takes no lock. Whoever uses a file of a shared table holds it for the time of the call
/// (<see cref="Use"/>), so that another thread's close does not pull it away. A table used by one thread needs no such count:
/// only that thread could close. Checked by: FileTableScenarios.
/// </remarks>
public sealed partial class FileTable
{
    /// <summary>Numbers this table can ever have, whatever RLIMIT_NOFILE says (Linux: fs.nr_open).</summary>
    public const int Capacity = 1 << 20;
    private const int InitialCapacity = 64;

    private UseCount _users = new(1);
    private AtomicBool _isUsedByThreads = new();

    /// <summary>Held to change the fields below, and to look at those that are not atomic. Taken for a few instructions; nothing is allocated, closed or copied under it.</summary>
    private readonly SpinLock _lock = new();
    private AtomicRef<AtomicRef<FileDescription?>[]> _files;

    /// <summary>Bit n: descriptor n is taken, perhaps only reserved while its file is being opened.</summary>
    private ulong[] _taken;
    private ulong[] _closeOnExec;

    /// <summary>Every descriptor below is taken.</summary>
    private int _firstFree;

    public FileTable() : this(InitialCapacity)
    {
    }

    private FileTable(int capacity)
    {
        _files = new(AtomicRef<FileDescription?>.Array(capacity));
        _taken = new ulong[capacity / 64];
        _closeOnExec = new ulong[capacity / 64];
    }

    private AtomicRef<FileDescription?>[] Files => _files.Load(MemoryOrder.Acquire);

    /// <summary>The file, or null when the descriptor is not open. The caller may use it only if nobody else can close it; else see <see cref="Use"/>.</summary>
    public FileDescription? Get(int fd)
    {
        AtomicRef<FileDescription?>[] files = Files;
        return (uint)fd < (uint)files.Length ? files[fd].Load(MemoryOrder.Acquire) : null;
    }

    /// <summary>The file for the time of a call: <c>using FileUse use = table.Use(fd);</c></summary>
    public FileUse Use(int fd)
    {
        FileDescription? file = Get(fd);
        if (file is null || _users.Count <= 1 && !_isUsedByThreads.Load(MemoryOrder.Relaxed))
            return new FileUse(file, false);
        // The last descriptor may be closed right now; then the slot no longer holds this file.
        while (!file.TryHold())
        {
            file = Get(fd);
            if (file is null)
                return default;
        }
        return new FileUse(file, true);
    }

    /// <summary>Before a process that uses the table gets a second thread: from now on whoever uses a file holds it.</summary>
    internal void MarkUsedByThreads() => _isUsedByThreads.Store(true, MemoryOrder.Relaxed);

    /// <summary>Takes the lowest free number of at least <paramref name="lowest"/> and below <paramref name="limit"/> for a file to come. EMFILE: there is none.</summary>
    public Errno Reserve(int lowest, ulong limit, bool closeOnExec, out int fd)
    {
        int end = (int)Math.Min(limit, Capacity);
        while (true)
        {
            int needed;
            using (_lock.Lock())
            {
                fd = FindFreeLocked(lowest);
                if (fd >= end)
                    return Errno.EMFILE;
                if (fd < Files.Length)
                {
                    TakeLocked(fd, closeOnExec);
                    return Errno.OK;
                }
                needed = fd + 1;
            }
            GrowTo(needed);
        }
    }

    /// <summary>Puts the file behind a reserved number; the table takes over the caller's use of it.</summary>
    public void Install(int fd, FileDescription file)
    {
        using var guard = _lock.Lock();
        Set(fd, file);
    }

    /// <summary>Gives a reserved number back.</summary>
    public void CancelReservation(int fd)
    {
        using var guard = _lock.Lock();
        FreeLocked(fd);
    }

    /// <summary>Reserves and installs.</summary>
    public Errno Add(FileDescription file, ulong limit, bool closeOnExec, out int fd, int lowest = 0)
    {
        Errno error = Reserve(lowest, limit, closeOnExec, out fd);
        if (error == Errno.OK)
            Install(fd, file);
        return error;
    }

    /// <summary>
    /// Puts the file behind this very number (dup2); what was there before is handed back for the caller to <see cref="Discard"/>.
    /// EBUSY: another thread is about to open a file under that number.
    /// </summary>
    public Errno Replace(int fd, FileDescription file, ulong limit, bool closeOnExec, out FileDescription? old)
    {
        old = null;
        if ((ulong)fd >= Math.Min(limit, Capacity))
            return Errno.EBADF;
        GrowTo(fd + 1);
        using var guard = _lock.Lock();
        old = Get(fd);
        if (old is null && IsSet(_taken, fd))
            return Errno.EBUSY;
        TakeLocked(fd, closeOnExec);
        Set(fd, file);
        return Errno.OK;
    }

    /// <summary>Takes a file out; the caller then <see cref="Discard"/>s it. Null: not open.</summary>
    public FileDescription? Remove(int fd)
    {
        using var guard = _lock.Lock();
        return RemoveLocked(fd);
    }

    public Errno Close(int fd)
    {
        FileDescription? file = Remove(fd);
        if (file is null)
            return Errno.EBADF;
        Discard(file);
        return Errno.OK;
    }

    /// <summary>What closing a descriptor means beside the number: POSIX record locks of this table on that file go, and the use of it.</summary>
    public void Discard(FileDescription file)
    {
        file.OnDescriptorClosed(this);
        file.Release();
    }

    public bool GetCloseOnExec(int fd)
    {
        using var guard = _lock.Lock();
        return fd < Files.Length && IsSet(_closeOnExec, fd);
    }

    public void SetCloseOnExec(int fd, bool value)
    {
        using var guard = _lock.Lock();
        if (Get(fd) is not null)
            Put(_closeOnExec, fd, value);
    }

    private void Set(int fd, FileDescription? file) => Files[fd].Store(file, MemoryOrder.Release);

    private FileDescription? RemoveLocked(int fd)
    {
        if (Get(fd) is not { } file)
            return null;
        Set(fd, null);
        FreeLocked(fd);
        return file;
    }

    private void TakeLocked(int fd, bool closeOnExec)
    {
        Put(_taken, fd, true);
        Put(_closeOnExec, fd, closeOnExec);
        if (fd == _firstFree)
            _firstFree = fd + 1;
    }

    private void FreeLocked(int fd)
    {
        Put(_taken, fd, false);
        Put(_closeOnExec, fd, false);
        if (fd < _firstFree)
            _firstFree = fd;
    }

    /// <summary>The lowest free number from <paramref name="lowest"/> on, perhaps beyond the arrays.</summary>
    private int FindFreeLocked(int lowest)
    {
        int fd = Math.Max(lowest, _firstFree);
        for (int word = fd >> 6; word < _taken.Length; word++)
        {
            ulong free = ~_taken[word];
            if (word == fd >> 6)
                free &= ulong.MaxValue << (fd & 63);
            if (free != 0)
                return word * 64 + BitOperations.TrailingZeroCount(free);
        }
        return Math.Max(fd, Files.Length);
    }

    /// <summary>Makes room for <paramref name="needed"/> numbers. Arrays are made before the lock is taken and copied under it.</summary>
    private void GrowTo(int needed)
    {
        while (needed > Files.Length)
        {
            int capacity = (int)Math.Min(BitOperations.RoundUpToPowerOf2((uint)needed), Capacity);
            var larger = new FileTable(capacity);
            using var guard = _lock.Lock();
            AtomicRef<FileDescription?>[] files = Files, room = larger.Files;
            if (files.Length >= capacity)
                continue;
            for (int fd = 0; fd < files.Length; fd++)
                room[fd].Store(files[fd].Load(MemoryOrder.Acquire), MemoryOrder.Release);
            Array.Copy(_taken, larger._taken, _taken.Length);
            Array.Copy(_closeOnExec, larger._closeOnExec, _closeOnExec.Length);
            _taken = larger._taken;
            _closeOnExec = larger._closeOnExec;
            _files.Store(room, MemoryOrder.Release);
        }
    }

    private static bool IsSet(ulong[] bits, int n) => (bits[n >> 6] >> (n & 63) & 1) != 0;

    private static void Put(ulong[] bits, int n, bool value)
    {
        if (value)
            bits[n >> 6] |= 1UL << (n & 63);
        else
            bits[n >> 6] &= ~(1UL << (n & 63));
    }
}

/// <summary>A file held for the time of one call.</summary>
public readonly ref struct FileUse
{
    private readonly bool _held;

    internal FileUse(FileDescription? file, bool held)
    {
        File = file;
        _held = held;
    }

    /// <summary>Null: the descriptor was not open (EBADF).</summary>
    public FileDescription? File { get; }

    public void Dispose()
    {
        if (_held)
            File!.Release();
    }
}
