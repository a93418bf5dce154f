using System.Collections.Generic;
using Ostd.Sync;

namespace Ostd.Io;

/// <summary>
/// Which parts of an address space of devices belong to whom: sensitive ranges, which are the framework's for ever, and ranges that clients hold, each
/// exclusively.
/// </summary>
internal sealed class IoRanges
{
    private readonly string _kind;
    private readonly Mutex _lock = new();

    // Sorted by start, never overlapping. Under the lock.
    private readonly List<(ulong Start, ulong End)> _taken = [];
    private readonly (ulong Start, ulong End)[] _sensitive;

    internal IoRanges(string kind, (ulong Start, ulong End)[] sensitive)
    {
        _kind = kind;
        _sensitive = sensitive;
    }

    /// <summary>Takes [start, end). Task context.</summary>
    /// <exception cref="OstdException">It is sensitive, taken, or empty.</exception>
    internal void Take(ulong start, ulong end)
    {
        if (start >= end)
            throw new OstdException(OstdError.InvalidArgs, $"An empty range of {_kind}.");
        foreach ((ulong from, ulong to) in _sensitive)
        {
            if (start < to && from < end)
                throw new OstdException(OstdError.AccessDenied, $"{_kind} {start:x} to {end - 1:x} touch what belongs to the framework ({from:x} to {to - 1:x}).");
        }
        using var guard = _lock.Lock();
        int place = 0;
        foreach ((ulong from, ulong to) in _taken)
        {
            if (start < to && from < end)
                throw new OstdException(OstdError.AccessDenied, $"{_kind} {start:x} to {end - 1:x} touch a range that is taken ({from:x} to {to - 1:x}).");
            if (from < start)
                place++;
        }
        _taken.Insert(place, (start, end));
    }

    internal void GiveBack(ulong start, ulong end)
    {
        using var guard = _lock.Lock();
        _taken.Remove((start, end));
    }
}
