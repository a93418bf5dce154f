namespace Ostd.Sync;

/// <summary>
/// Mutual exclusion by spinning; preemption is off while held (and interrupts too when made with <c>irq: true</c>, for data that interrupt handlers touch).
/// Sleeping while holding it is an error. Not recursive: locking it twice on one CPU is reported, not a hang.
/// </summary>
public sealed class SpinLock
{
    public SpinLock(bool irq = false) => throw null!;

    /// <summary>Use: <c>using var guard = lock.Lock();</c></summary>
    public Guard Lock() => throw null!;
    public bool TryLock(out Guard guard) => throw null!;
    public bool IsHeldByCurrentCpu => throw null!;

    public ref struct Guard
    {
        public void Dispose() => throw null!;
    }
}
