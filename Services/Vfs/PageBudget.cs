using Ostd.Sync;

namespace Services.Vfs;

/// <summary>How many pages the files of one file system may hold together.</summary>
public sealed class PageBudget
{
    private readonly SpinLock _lock = new();
    private long _used;

    public PageBudget(long limit) => Limit = limit;

    public long Limit { get; set; }

    /// <summary>A snapshot.</summary>
    public long Used => _used;

    public bool TryCharge(long pages)
    {
        using var guard = _lock.Lock();
        if (pages > Limit - _used)
            return false;
        _used += pages;
        return true;
    }

    public void Refund(long pages)
    {
        using var guard = _lock.Lock();
        _used -= pages;
    }
}
