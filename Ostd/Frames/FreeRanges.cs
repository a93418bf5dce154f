using System;
using System.Collections.Generic;
using Ostd.Boot;

namespace Ostd.Frames;

/// <summary>
/// Page-aligned ranges of RAM that nobody uses, disjoint. Made from the firmware's map: what is usable minus everything that
/// any other entry claims, even in part of a page.
/// </summary>
internal sealed class FreeRanges
{
    /// <summary>Low memory is kept out: firmware data, and the page where other CPUs start in real mode.</summary>
    private const ulong LowMemoryEnd = 1 << 20;

    private readonly List<(ulong Start, ulong End)> _ranges = [];

    public int Count => _ranges.Count;
    public (ulong Start, ulong End) this[int index] => _ranges[index];

    public long FreePages
    {
        get
        {
            long pages = 0;
            foreach ((ulong start, ulong end) in _ranges)
                pages += (long)((end - start) >> Page.Shift);
            return pages;
        }
    }

    public static FreeRanges From(IReadOnlyList<MemoryRegion> regions)
    {
        var free = new FreeRanges();
        foreach (MemoryRegion region in regions)
        {
            if (region.Kind == MemoryRegionKind.Usable)
                free.Add(Page.AlignUp(region.Start), Page.AlignDown(region.End));
        }
        free.Remove(0, LowMemoryEnd);
        foreach (MemoryRegion region in regions)
        {
            if (region.Kind != MemoryRegionKind.Usable && region.End > region.Start)
                free.Remove(Page.AlignDown(region.Start), Page.AlignUp(Math.Min(region.End, Page.AlignDown(ulong.MaxValue))));
        }
        return free;
    }

    /// <summary>Adds a range; what is there already stays once.</summary>
    public void Add(ulong start, ulong end)
    {
        if (end <= start)
            return;
        Remove(start, end);
        _ranges.Add((start, end));
    }

    public void Clear() => _ranges.Clear();

    /// <summary>
    /// Takes contiguous pages, the lowest that there are: the boot flow's page tables reach only the first 4 GiB, and what is taken before the
    /// framework has its own must lie there.
    /// </summary>
    public bool TryTake(ulong pages, ulong alignment, out ulong paddr)
    {
        int best = -1;
        paddr = ulong.MaxValue;
        for (int i = 0; i < _ranges.Count; i++)
        {
            (ulong start, ulong end) = _ranges[i];
            ulong aligned = (start + alignment - 1) & ~(alignment - 1);
            if (aligned < start || aligned >= end || (end - aligned) >> Page.Shift < pages || aligned >= paddr)
                continue;
            best = i;
            paddr = aligned;
        }
        if (best < 0)
            return false;
        (ulong bestStart, ulong bestEnd) = _ranges[best];
        _ranges[best] = (paddr + (pages << Page.Shift), bestEnd);
        if (paddr > bestStart)
            _ranges.Add((bestStart, paddr));
        return true;
    }

    private void Remove(ulong start, ulong end)
    {
        for (int i = _ranges.Count - 1; i >= 0; i--)
        {
            (ulong s, ulong e) = _ranges[i];
            if (e <= start || s >= end)
                continue;
            _ranges.RemoveAt(i);
            if (s < start)
                _ranges.Add((s, start));
            if (e > end)
                _ranges.Add((end, e));
        }
    }
}
