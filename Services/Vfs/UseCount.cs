using Ostd.Sync;

namespace Services.Vfs;

/// <summary>
/// Counts users of something that ends with the last of them. From zero it never rises again. Use it as a field and do not copy it.
/// </summary>
public struct UseCount
{
    private AtomicInt32 _count = new();

    public UseCount(int initial) => _count = new AtomicInt32(initial);

    /// <summary>A snapshot.</summary>
    public int Count => _count.Load(MemoryOrder.Acquire);

    /// <summary>One more user, unless the last has gone.</summary>
    public bool TryAdd()
    {
        int count = _count.Load(MemoryOrder.Relaxed);
        while (count != 0)
        {
            int seen = _count.CompareExchange(count + 1, count);
            if (seen == count)
                return true;
            count = seen;
        }
        return false;
    }

    /// <summary>One user less; true for the last.</summary>
    public bool Release() => _count.FetchAdd(-1) == 1;
}
