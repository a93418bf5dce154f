using Ostd.Sync;
using Services.Linux;
using Services.Memory;
using Services.Processes;

namespace Services.Futexes;

/// <summary>Threads that sleep until a word in user memory changes, by the word's identity.</summary>
/// <remarks>
/// No wake-up is lost: the waiter compares the word and enters the list under the bucket's lock, and a waker changes the word
/// before it takes that lock. A wake-up is spent on exactly one waiter: who leaves for a signal or a timeout looks under the lock
/// whether a waker has counted it already, and then reports success. Checked by: FutexScenarios.
/// </remarks>
public sealed class FutexTable
{
    private const int BucketCount = 256;
    public const uint AllBits = uint.MaxValue;

    private readonly FutexBucket[] _buckets = new FutexBucket[BucketCount];

    public FutexTable()
    {
        for (int i = 0; i < BucketCount; i++)
            _buckets[i] = new FutexBucket(i);
    }

    /// <summary>FUTEX_WAIT: sleeps while the word holds <paramref name="expected"/>.</summary>
    internal Errno Wait(Thread thread, ulong address, bool isPrivate, uint expected, uint bits, ulong? deadlineNs)
    {
        Errno error = Queue(thread, address, isPrivate, expected, bits, out FutexWaiter? waiter);
        return error == Errno.OK ? Sleep(waiter!, deadlineNs) : error;
    }

    /// <summary>First half of <see cref="Wait"/>: enters the list if the word has the expected value.</summary>
    internal Errno Queue(Thread thread, ulong address, bool isPrivate, uint expected, uint bits, out FutexWaiter? waiter)
    {
        waiter = null;
        Errno error = FindKey(thread.Space, address, isPrivate, out FutexKey key);
        if (error != Errno.OK)
            return error;
        var queued = new FutexWaiter(thread, key, bits);
        FutexBucket bucket = BucketOf(key);
        using var guard = bucket.Lock.Lock();
        if (!thread.Space.TryReadUInt32(address, out uint value))
            return Errno.EFAULT;
        if (value != expected)
            return Errno.EAGAIN;
        bucket.Add(queued);
        waiter = queued;
        return Errno.OK;
    }

    /// <summary>Second half of <see cref="Wait"/>: sleeps until woken, interrupted, or the deadline.</summary>
    internal static Errno Sleep(FutexWaiter waiter, ulong? deadlineNs)
    {
        Thread thread = waiter.Thread;
        while (true)
        {
            if (waiter.Bucket is null)
                return Errno.OK;
            bool interrupted = thread.IsInterrupted;
            bool inTime = interrupted || thread.WaitForWake(deadlineNs);
            if (!interrupted && inTime)
                continue;

            // A waker that was faster has counted this thread: the wake-up must not be lost.
            if (!TryLeave(waiter))
                return Errno.OK;
            return interrupted ? Errno.ERESTARTSYS : Errno.ETIMEDOUT;
        }
    }

    /// <summary>Takes the waiter off its list. False when it was woken.</summary>
    private static bool TryLeave(FutexWaiter waiter)
    {
        while (waiter.Bucket is { } bucket)
        {
            using var guard = bucket.Lock.Lock();
            if (waiter.Bucket != bucket)
                continue;
            bucket.Remove(waiter);
            return true;
        }

        return false;
    }

    /// <summary>FUTEX_WAKE: wakes up to <paramref name="count"/> waiters. How many, or a negated error.</summary>
    public long Wake(AddressSpace space, ulong address, bool isPrivate, int count, uint bits = AllBits)
    {
        Errno error = FindKey(space, address, isPrivate, out FutexKey key);
        if (error != Errno.OK)
            return error.Negate();
        FutexBucket bucket = BucketOf(key);

        // A waiter enters under the lock after it saw the old word: looking without the lock could miss it.
        using var guard = bucket.Lock.Lock();
        return WakeLocked(bucket, key, count, bits);
    }

    private static int WakeLocked(FutexBucket bucket, FutexKey key, int count, uint bits)
    {
        int woken = 0;
        FutexWaiter? next;
        for (FutexWaiter? waiter = bucket.First; waiter is not null && woken < count; waiter = next)
        {
            next = waiter.Next;
            if (!waiter.Key.Is(key) || (waiter.Bits & bits) == 0)
                continue;
            bucket.Remove(waiter);
            waiter.Bucket = null;
            waiter.Thread.WakeUp();
            woken++;
        }

        return woken;
    }

    /// <summary>
    /// FUTEX_REQUEUE and FUTEX_CMP_REQUEUE: wakes some waiters and moves others to a second futex. How many of both, or a negated error.
    /// </summary>
    internal long Requeue(AddressSpace space, ulong from, ulong to, bool isPrivate, int wakeCount, int moveCount, uint? expected)
    {
        if (wakeCount < 0 || moveCount < 0)
            return Errno.EINVAL.Negate();
        FutexKey target = default;
        Errno error = FindKey(space, from, isPrivate, out FutexKey source);
        if (error == Errno.OK)
            error = FindKey(space, to, isPrivate, out target);
        if (error != Errno.OK)
            return error.Negate();

        FutexBucket first = BucketOf(source), second = BucketOf(target);
        Mutex.Guard low = Lower(first, second).Lock.Lock();
        try
        {
            if (first == second)
                return RequeueLocked(space, from, source, target, first, second, wakeCount, moveCount, expected);
            using var high = Higher(first, second).Lock.Lock();
            return RequeueLocked(space, from, source, target, first, second, wakeCount, moveCount, expected);
        }
        finally
        {
            low.Dispose();
        }
    }

    private static long RequeueLocked(AddressSpace space, ulong from, FutexKey source, FutexKey target, FutexBucket first, FutexBucket second, int wakeCount, int moveCount, uint? expected)
    {
        if (expected is { } wanted)
        {
            if (!space.TryReadUInt32(from, out uint value))
                return Errno.EFAULT.Negate();
            if (value != wanted)
                return Errno.EAGAIN.Negate();
        }

        int woken = WakeLocked(first, source, wakeCount, AllBits);
        if (source.Is(target))
            return woken;
        int moved = 0;
        FutexWaiter? next;
        for (FutexWaiter? waiter = first.First; waiter is not null && moved < moveCount; waiter = next)
        {
            next = waiter.Next;
            if (!waiter.Key.Is(source))
                continue;
            first.Remove(waiter);
            waiter.Key = target;
            second.Add(waiter); // it goes from one bucket to the other in one step: between them it would take itself for woken
            moved++;
        }

        return woken + moved;
    }

    /// <summary>FUTEX_WAKE_OP: changes a second word atomically, wakes waiters of the first, and of the second when its old value says so.</summary>
    internal long WakeOp(AddressSpace space, ulong firstAddress, ulong secondAddress, bool isPrivate, int firstCount, int secondCount, FutexOperation operation)
    {
        Errno error = FindKey(space, firstAddress, isPrivate, out FutexKey firstKey);
        FutexKey secondKey = default;
        if (error == Errno.OK)
            error = FindKey(space, secondAddress, isPrivate, out secondKey);
        if (error != Errno.OK)
            return error.Negate();

        FutexBucket first = BucketOf(firstKey), second = BucketOf(secondKey);
        Mutex.Guard low = Lower(first, second).Lock.Lock();
        try
        {
            if (first == second)
                return WakeOpLocked(space, secondAddress, firstKey, secondKey, first, second, firstCount, secondCount, operation);
            using var high = Higher(first, second).Lock.Lock();
            return WakeOpLocked(space, secondAddress, firstKey, secondKey, first, second, firstCount, secondCount, operation);
        }
        finally
        {
            low.Dispose();
        }
    }

    private static long WakeOpLocked(AddressSpace space, ulong address, FutexKey firstKey, FutexKey secondKey, FutexBucket first, FutexBucket second, int firstCount, int secondCount, FutexOperation operation)
    {
        Errno error = operation.Apply(space, address, out uint old);
        if (error != Errno.OK)
            return error.Negate();
        int woken = WakeLocked(first, firstKey, firstCount, AllBits);
        return operation.Compare(old) ? woken + WakeLocked(second, secondKey, secondCount, AllBits) : woken;
    }

    /// <summary>What a word is: EINVAL when misaligned, EFAULT where nothing is mapped.</summary>
    private static Errno FindKey(AddressSpace space, ulong address, bool isPrivate, out FutexKey key)
    {
        key = FutexKey.Private(space, address);
        if ((address & 3) != 0)
            return Errno.EINVAL;
        if (address >= Ostd.UserSpace.VmSpace.UserEnd)
            return Errno.EFAULT;
        if (isPrivate)
            return Errno.OK;
        return space.TryFindSharedWord(address, ref key) ? Errno.OK : Errno.EFAULT;
    }

    private FutexBucket BucketOf(FutexKey key) => _buckets[key.Bucket(BucketCount)];

    private static FutexBucket Lower(FutexBucket a, FutexBucket b) => a.Index <= b.Index ? a : b;
    private static FutexBucket Higher(FutexBucket a, FutexBucket b) => a.Index <= b.Index ? b : a;
}
