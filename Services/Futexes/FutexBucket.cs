using Ostd.Sync;

namespace Services.Futexes;

/// <summary>The waiters of all futexes with the same hash, oldest first.</summary>
internal sealed class FutexBucket
{
    /// <summary>Sleeps: the word is read while it is held, which may page it in. Two are locked in the order of <see cref="Index"/>.</summary>
    public Mutex Lock { get; } = new();

    public FutexBucket(int index) => Index = index;

    public int Index { get; }

    public FutexWaiter? First { get; private set; }
    private FutexWaiter? _last;

    public void Add(FutexWaiter waiter)
    {
        waiter.Bucket = this;
        waiter.Previous = _last;
        waiter.Next = null;
        if (_last is null)
            First = waiter;
        else
            _last.Next = waiter;
        _last = waiter;
    }

    /// <summary>Takes the waiter off the list. It still counts as waiting here until its <see cref="FutexWaiter.Bucket"/> says otherwise.</summary>
    public void Remove(FutexWaiter waiter)
    {
        if (waiter.Previous is null)
            First = waiter.Next;
        else
            waiter.Previous.Next = waiter.Next;
        if (waiter.Next is null)
            _last = waiter.Previous;
        else
            waiter.Next.Previous = waiter.Previous;
    }
}
