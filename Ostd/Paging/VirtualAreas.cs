using System;
using System.Collections.Generic;
using Ostd.Frames;
using Ostd.Sync;

namespace Ostd.Paging;

/// <summary>
/// Hands out ranges of kernel virtual addresses, first fit. A range that comes back must be unmapped and flushed from every
/// TLB before: its next owner relies on that.
/// </summary>
internal sealed class VirtualAreas
{
    // Order: innermost. Protects the list.
    private readonly SpinLock _lock = new();
    private readonly List<(ulong Start, ulong End)> _free = [];

    public VirtualAreas(ulong start, ulong end) => _free.Add((start, end));

    /// <summary>Start of <paramref name="pages"/> free pages.</summary>
    /// <exception cref="OutOfMemoryException">The range for areas is used up.</exception>
    public ulong Take(ulong pages)
    {
        ulong length = checked(pages * Page.Size);
        using var guard = _lock.Lock();
        for (int i = 0; i < _free.Count; i++)
        {
            (ulong start, ulong end) = _free[i];
            if (end - start < length)
                continue;
            if (end - start == length)
                _free.RemoveAt(i);
            else
                _free[i] = (start + length, end);
            return start;
        }
        throw new OutOfMemoryException();
    }

    /// <summary>Takes a range back and joins it with its free neighbours.</summary>
    public void Return(ulong start, ulong pages)
    {
        ulong end = start + pages * Page.Size;
        using var guard = _lock.Lock();
        int at = 0;
        while (at < _free.Count && _free[at].Start < start)
            at++;
        if (at < _free.Count && _free[at].Start < end || at > 0 && _free[at - 1].End > start)
            Panics.Panic.Stop("A kernel area is returned twice.");

        bool joinsBefore = at > 0 && _free[at - 1].End == start;
        bool joinsAfter = at < _free.Count && _free[at].Start == end;
        if (joinsBefore && joinsAfter)
        {
            _free[at - 1] = (_free[at - 1].Start, _free[at].End);
            _free.RemoveAt(at);
        }
        else if (joinsBefore)
        {
            _free[at - 1] = (_free[at - 1].Start, end);
        }
        else if (joinsAfter)
        {
            _free[at] = (start, _free[at].End);
        }
        else
        {
            _free.Insert(at, (start, end));
        }
    }
}
