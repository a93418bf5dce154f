using Ostd.Sync;
using Services.Processes;

namespace Services.Futexes;

/// <summary>One thread that waits on a futex, in the list of a bucket whose lock protects it.</summary>
internal sealed class FutexWaiter
{
    public FutexWaiter(Thread thread, FutexKey key, uint bits)
    {
        Thread = thread;
        Key = key;
        Bits = bits;
    }

    public Thread Thread { get; }

    /// <summary>Changes when it is requeued, under the locks of both buckets.</summary>
    public FutexKey Key { get; set; }

    /// <summary>Only wake-ups with one of these bits are for it.</summary>
    public uint Bits { get; }

    private AtomicRef<FutexBucket?> _bucket = new();

    /// <summary>
    /// The bucket whose list it is in; null once it was woken, and never before: the waiter looks without a lock. Changed under the bucket's lock, and under both when it moves.
    /// </summary>
    public FutexBucket? Bucket
    {
        get => _bucket.Load(MemoryOrder.Acquire);
        set => _bucket.Store(value, MemoryOrder.Release);
    }

    public FutexWaiter? Previous { get; set; }
    public FutexWaiter? Next { get; set; }
}
