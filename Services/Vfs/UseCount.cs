using Ostd.Sync;

namespace Services.Vfs;

/// <summary>Counts users of something that ends with the last of them. From zero it never rises again.</summary>
public sealed class UseCount
{
    private readonly SpinLock _lock = new();
    private int _count;

    public UseCount(int initial) => _count = initial;

    /// <summary>A snapshot.</summary>
    public int Count => _count;

    /// <summary>One more user, unless the last has gone.</summary>
    public bool TryAdd()
    {
        using var guard = _lock.Lock();
        if (_count == 0)
            return false;
        _count++;
        return true;
    }

    /// <summary>One user less; true for the last.</summary>
    public bool Release()
    {
        using var guard = _lock.Lock();
        return --_count == 0;
    }
}
