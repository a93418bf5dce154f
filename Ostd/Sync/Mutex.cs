namespace Ostd.Sync;

/// <summary>Mutual exclusion by sleeping. Task context only. Not recursive: locking it twice in one task throws.</summary>
public sealed class Mutex
{
    public Guard Lock() => throw null!;
    public bool TryLock(out Guard guard) => throw null!;
    public bool IsHeldByCurrentTask => throw null!;

    public ref struct Guard
    {
        public void Dispose() => throw null!;
    }
}
