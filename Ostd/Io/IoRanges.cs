using System.Collections.Generic;
using Ostd.Sync;

namespace Ostd.Io;

/// <summary>
/// Which parts of an address space of devices belong to whom: sensitive ranges, which are the framework's for ever, and ranges that clients hold, each
/// exclusively.
/// </summary>
/// <remarks>
/// A range may lose its last holder anywhere, even in an interrupt handler that finishes an access. Taking one out of the list there is impossible (a lock that sleeps), and so
/// is unmapping it (every CPU must flush). So it retires: it is pushed on a list, still taken, and whoever takes a range next clears that list first, in task context.
/// <code>
///   CPU 0: Dispose                        CPU 1: Acquire of the same range
///     last holder: push on _retired         Exchange(_retired, empty): unmaps and forgets what retired
///                                           looks for an overlap
/// </code>
/// A push that comes after the exchange makes the acquisition fail as it would have before the disposal; one that comes before is seen.
/// <para>Checked by: DeviceRangeProperty, DeviceRangeScenarios.</para>
/// </remarks>
internal sealed class IoRanges
{
    private readonly Kernel _kernel;
    private readonly string _kind;

    /// <summary>The first address that does not exist.</summary>
    private readonly ulong _limit;

    // Order: before the locks of memory. Protects what is taken.
    private readonly Mutex _lock = new();
    private readonly List<IoRange> _taken = [];

    // What belongs to the framework.
    private readonly List<(ulong Start, ulong End)> _sensitive;

    private AtomicRef<IoRange?> _retired = new();

    internal IoRanges(Kernel kernel, string kind, ulong limit, IEnumerable<(ulong Start, ulong End)> sensitive)
    {
        _kernel = kernel;
        _kind = kind;
        _limit = limit;
        _sensitive = new List<(ulong, ulong)>(sensitive);
    }

    /// <summary>Ranges that clients hold, and those that retired and are not cleared yet. For the invariants.</summary>
    internal IReadOnlyList<IoRange> Taken => _taken;

    /// <summary>[start, end) is no range of this space, or touches what belongs to the framework. Any context.</summary>
    internal bool IsSensitive(ulong start, ulong end) => start >= end || end > _limit || _sensitive.Exists(range => start < range.End && range.Start < end);

    /// <summary>Somebody has a part of [start, end). Task context: may sleep.</summary>
    internal bool IsTaken(ulong start, ulong end)
    {
        using var guard = _lock.Lock();
        ClearRetiredLocked();
        return _taken.Exists(range => range.Touches(start, end));
    }

    /// <summary>Takes [start, end) for a first holder. Task context: may sleep.</summary>
    /// <exception cref="OstdException">InvalidArgs: not a range of this space; AccessDenied: it touches what is sensitive or taken.</exception>
    internal IoRange Take(ulong start, ulong end)
    {
        if (start >= end || end > _limit)
            throw new OstdException(OstdError.InvalidArgs, $"{_kind} {start:x} up to, not including, {end:x} are not a range below {_limit:x}.");
        var range = new IoRange(start, end);
        using var guard = _lock.Lock();
        ClearRetiredLocked();
        foreach ((ulong from, ulong to) in _sensitive)
        {
            if (range.Touches(from, to))
                throw new OstdException(OstdError.AccessDenied, $"{_kind} {start:x} to {end - 1:x} touch what belongs to the framework ({from:x} to {to - 1:x}).");
        }
        foreach (IoRange other in _taken)
        {
            if (other.Touches(start, end))
                throw new OstdException(OstdError.AccessDenied, $"{_kind} {start:x} to {end - 1:x} touch a range that is taken ({other.Start:x} to {other.End - 1:x}).");
        }
        _taken.Add(range);
        return range;
    }

    /// <summary>One holder of a range lets go; after the last one it can be taken again. Any context, does not allocate.</summary>
    internal void LetGo(IoRange range)
    {
        if (!range.LetGo())
            return;
        IoRange? first = _retired.Load(MemoryOrder.Relaxed);
        while (true)
        {
            range.NextRetired = first;
            IoRange? seen = _retired.CompareExchange(range, first);
            if (seen == first)
                return;
            first = seen;
        }
    }

    private void ClearRetiredLocked()
    {
        IoRange? range = _retired.Exchange(null);
        while (range is not null)
        {
            if (range.Window != 0)
                _kernel.Memory.Space.UnmapDevice(_kernel, range.Window, range.End - range.Start);
            _taken.Remove(range);
            range = range.NextRetired;
        }
    }
}
