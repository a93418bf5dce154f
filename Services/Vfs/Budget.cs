using Ostd.Sync;

namespace Services.Vfs;

/// <summary>How much the files of one file system may hold together: pages, or inodes.</summary>
public sealed class Budget
{
    private AtomicInt64 _used = new();

    public Budget(long limit) => Limit = limit;

    public long Limit { get; set; }

    /// <summary>A snapshot.</summary>
    public long Used => _used.Load(MemoryOrder.Relaxed);

    public bool TryCharge(long amount)
    {
        // Taken first and given back when it was too much: two that race for the last page may both be refused, never both served.
        if (_used.FetchAdd(amount) <= Limit - amount)
            return true;
        _used.FetchAdd(-amount);
        return false;
    }

    public void Refund(long amount) => _used.FetchAdd(-amount);
}
