using System.Collections.Generic;
using Ostd.Sync;
using Services.Linux;

namespace Services.Vfs;

/// <summary>Every advisory lock on files: record locks of fcntl, and whole-file locks of flock, which do not see each other.</summary>
/// <remarks>One mutex for all: locks are rare, and a search for deadlocks needs to look at all of them.</remarks>
public sealed class LockTable
{
    private readonly Mutex _lock = new();
    private readonly Dictionary<Inode, RecordLocks> _records = new();
    private readonly Dictionary<Inode, RecordLocks> _whole = new();

    /// <summary>Who waits for whom, for owners of POSIX locks.</summary>
    private readonly Dictionary<object, object> _waitsFor = new();
    private readonly WaitQueue _released = new();

    // Read without the lock, so that closing files costs nothing while nobody locks any.
    private AtomicInt32 _recordFiles = new();
    private AtomicInt32 _wholeFiles = new();

    /// <summary>The lock that keeps <paramref name="wanted"/> from being set, if any (F_GETLK).</summary>
    public LockRange? Test(Inode inode, LockRange wanted)
    {
        using var guard = _lock.Lock();
        return _records.TryGetValue(inode, out RecordLocks? locks) ? locks.FindConflict(wanted) : null;
    }

    /// <summary>Sets a record lock. EAGAIN: somebody else's is in the way; when waiting: ERESTARTSYS for a signal, EDEADLK when it would wait for itself.</summary>
    public Errno SetRecord(Inode inode, LockRange range, bool wait, bool detectDeadlock) => Set(_records, ref _recordFiles, inode, range, wait, detectDeadlock);

    /// <summary>flock(2): <paramref name="owner"/> is the file description.</summary>
    public Errno SetWhole(Inode inode, object owner, bool exclusive, bool wait)
    {
        var range = new LockRange(0, long.MaxValue, exclusive, owner, 0);
        // Linux too gives up a lock before it waits for another kind.
        Clear(_whole, ref _wholeFiles, inode, range);
        return Set(_whole, ref _wholeFiles, inode, range, wait, detectDeadlock: false);
    }

    public void ClearRecords(Inode inode, LockRange range)
    {
        if (_recordFiles.Load(MemoryOrder.Acquire) != 0)
            Clear(_records, ref _recordFiles, inode, range);
    }

    public void ClearWhole(Inode inode, object owner)
    {
        if (_wholeFiles.Load(MemoryOrder.Acquire) != 0)
            Clear(_whole, ref _wholeFiles, inode, new LockRange(0, long.MaxValue, false, owner, 0));
    }

    private Errno Set(Dictionary<Inode, RecordLocks> table, ref AtomicInt32 files, Inode inode, LockRange range, bool wait, bool detectDeadlock)
    {
        while (true)
        {
            using (_lock.Lock())
            {
                if (!table.TryGetValue(inode, out RecordLocks? locks))
                {
                    locks = new RecordLocks();
                    table.Add(inode, locks);
                    files.FetchAdd(1);
                }
                if (locks.FindConflict(range) is not { } conflict)
                {
                    locks.Set(range);
                    _released.WakeAll(); // an exclusive lock may have become a shared one
                    return Errno.OK;
                }
                if (!wait)
                    return Errno.EAGAIN;
                if (detectDeadlock && WouldDeadlock(range.Owner, conflict.Owner))
                    return Errno.EDEADLK;
                if (detectDeadlock)
                    _waitsFor[range.Owner] = conflict.Owner;
            }
            Errno error = Blocking.Wait(_released, () => !IsBlocked(table, inode, range));
            if (detectDeadlock)
            {
                using (_lock.Lock())
                    _waitsFor.Remove(range.Owner);
            }
            if (error != Errno.OK)
                return error;
        }
    }

    private void Clear(Dictionary<Inode, RecordLocks> table, ref AtomicInt32 files, Inode inode, LockRange range)
    {
        using (_lock.Lock())
        {
            if (!table.TryGetValue(inode, out RecordLocks? locks))
                return;
            bool any = locks.Clear(range);
            if (locks.IsEmpty)
            {
                table.Remove(inode);
                files.FetchAdd(-1);
            }
            if (!any)
                return;
        }
        _released.WakeAll();
    }

    private bool IsBlocked(Dictionary<Inode, RecordLocks> table, Inode inode, LockRange range)
    {
        using var guard = _lock.Lock();
        return table.TryGetValue(inode, out RecordLocks? locks) && locks.FindConflict(range) is not null;
    }

    /// <summary>Whether following who waits for whom from the holder leads back to the one who asks. Chains are short; a bound ends odd ones.</summary>
    private bool WouldDeadlock(object asking, object holder)
    {
        const int longestChain = 10;
        object next = holder;
        for (int i = 0; i < longestChain; i++)
        {
            if (ReferenceEquals(next, asking))
                return true;
            if (!_waitsFor.TryGetValue(next, out object? after))
                return false;
            next = after;
        }
        return false;
    }
}
