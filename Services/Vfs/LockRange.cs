namespace Services.Vfs;

/// <summary>A record lock on the bytes [Start, End) of a file.</summary>
/// <param name="Owner">Who must not conflict with itself: a descriptor table (POSIX locks) or a file description (OFD locks).</param>
/// <param name="Pid">Reported to others who ask; -1 for OFD locks.</param>
public readonly record struct LockRange(long Start, long End, bool IsExclusive, object Owner, int Pid)
{
    public bool Overlaps(LockRange other) => Start < other.End && other.Start < End;

    public bool ConflictsWith(LockRange other) => Overlaps(other) && (IsExclusive || other.IsExclusive) && !ReferenceEquals(Owner, other.Owner);
}
