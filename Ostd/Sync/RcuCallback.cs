namespace Ostd.Sync;

/// <summary>Something to be done after a grace period.</summary>
internal abstract class RcuCallback
{
    /// <summary>Link of the list it waits in, under the lock of <see cref="GracePeriods"/>.</summary>
    internal RcuCallback? Next;

    /// <summary>With preemption disabled, interrupts enabled. Must not throw.</summary>
    internal abstract void Run();
}

/// <summary>A queue threaded through callbacks.</summary>
internal struct RcuCallbackList
{
    private RcuCallback? _first, _last;

    internal readonly bool IsEmpty => _first is null;

    internal void Add(RcuCallback callback)
    {
        if (_last is null)
            _first = callback;
        else
            _last.Next = callback;
        _last = callback;
    }

    internal RcuCallback? TryTake()
    {
        if (_first is not { } callback)
            return null;
        _first = callback.Next;
        if (_first is null)
            _last = null;
        callback.Next = null;
        return callback;
    }

    /// <summary>Appends everything in the other list, which is empty then.</summary>
    internal void TakeAll(ref RcuCallbackList other)
    {
        if (other._first is null)
            return;
        if (_last is null)
            _first = other._first;
        else
            _last.Next = other._first;
        _last = other._last;
        other = default;
    }
}
