namespace Ostd.Sync;

/// <summary>Many readers or one writer, by sleeping; writers are not starved. Task context only.</summary>
public sealed class RwLock
{
    public ReadGuard Read() => throw null!;
    public WriteGuard Write() => throw null!;

    public ref struct ReadGuard { public void Dispose() => throw null!; }
    public ref struct WriteGuard { public void Dispose() => throw null!; }
}
