using System.Collections.Generic;

namespace Services.Vfs;

/// <summary>The record locks on one file: ranges that one owner holds never overlap, and merge where they touch.</summary>
/// <remarks>No lock of its own: <see cref="LockTable"/> protects it.</remarks>
public sealed class RecordLocks
{
    private readonly List<LockRange> _held = new();

    public bool IsEmpty => _held.Count == 0;

    /// <summary>The first lock that stands in the way of <paramref name="wanted"/>.</summary>
    public LockRange? FindConflict(LockRange wanted)
    {
        foreach (LockRange held in _held)
        {
            if (held.ConflictsWith(wanted))
                return held;
        }
        return null;
    }

    /// <summary>Gives the owner this range with this kind; what it held there before is replaced. There is no conflict.</summary>
    public void Set(LockRange range)
    {
        Clear(range);
        for (int i = _held.Count - 1; i >= 0; i--)
        {
            LockRange held = _held[i];
            if (!ReferenceEquals(held.Owner, range.Owner) || held.IsExclusive != range.IsExclusive || held.End < range.Start || range.End < held.Start)
                continue;
            range = range with { Start = long.Min(held.Start, range.Start), End = long.Max(held.End, range.End) };
            _held.RemoveAt(i);
        }
        _held.Add(range);
    }

    /// <summary>Takes a range away from its owner; locks that reach beyond it are cut. Returns whether anything was held.</summary>
    public bool Clear(LockRange range)
    {
        bool any = false;
        for (int i = _held.Count - 1; i >= 0; i--)
        {
            LockRange held = _held[i];
            if (!ReferenceEquals(held.Owner, range.Owner) || !held.Overlaps(range))
                continue;
            any = true;
            _held.RemoveAt(i);
            if (held.Start < range.Start)
                _held.Add(held with { End = range.Start });
            if (held.End > range.End)
                _held.Add(held with { Start = range.End });
        }
        return any;
    }
}
