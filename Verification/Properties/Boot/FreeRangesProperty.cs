using System.Collections.Generic;
using FsCheck;
using FsCheck.Fluent;
using Ostd.Boot;
using Ostd.Frames;
using Verification.Checking;

namespace Verification.Properties.Boot;

/// <summary>
/// What the framework takes for free memory at boot, against a set of pages: whole pages that some entry of the firmware's map calls usable and none claims for anything else, however
/// the entries overlap.
/// </summary>
internal sealed class FreeRangesProperty : PropertyRun<FreeRangesProperty.Operation>
{
    /// <summary>The map is about this many pages, from the end of low memory.</summary>
    private const ulong Start = 0x10_0000, Pages = 96;

    private static readonly MemoryRegionKind[] s_claims =
        [MemoryRegionKind.Reserved, MemoryRegionKind.AcpiNvs, MemoryRegionKind.AcpiReclaimable, MemoryRegionKind.BadMemory, MemoryRegionKind.Kernel, MemoryRegionKind.Module, MemoryRegionKind.BootUsed];

    public static Checker Checker { get; } = PropertyRunner.Checker(
        "Free at boot is what the firmware calls usable and nobody else claims, and it is taken once",
        [1], "boot",
        Gen.Frequency(
            (4, from at in Gen.Choose(0, (int)Pages * 4096) from length in Gen.Choose(0, 20 * 4096) select (Operation)new Map(at, length, MemoryRegionKind.Usable)),
            (3, from at in Gen.Choose(0, (int)Pages * 4096) from length in Gen.Choose(0, 6 * 4096) from kind in Gen.Elements(s_claims) select (Operation)new Map(at, length, kind)),
            (3, from pages in Gen.Choose(1, 12) from shift in Gen.Choose(0, 3) select (Operation)new Take(pages, shift))),
        static () => new FreeRangesProperty(),
        new PropertyOptions { Sequences = 110, MaxLength = 40, Machine = null });

    private readonly List<MemoryRegion> _regions = [new(0, Start, MemoryRegionKind.Usable)];
    private FreeRanges _ranges = FreeRanges.From([]);
    private SortedSet<ulong> _free = [];

    public abstract record Operation;

    /// <summary>One more entry of the map, in bytes from the end of low memory. What was taken before is free again.</summary>
    public sealed record Map(int At, int Length, MemoryRegionKind Kind) : Operation;

    public sealed record Take(int Pages, int AlignmentShift) : Operation;

    public override void Apply(Operation operation)
    {
        if (operation is Map map)
        {
            _regions.Add(new MemoryRegion(Start + (ulong)map.At, Start + (ulong)map.At + (ulong)map.Length, map.Kind));
            _ranges = FreeRanges.From(_regions);
            _free = FreeByTheMap();
        }
        else if (operation is Take take)
        {
            TakeLowest((ulong)take.Pages, 4096UL << take.AlignmentShift);
        }
        RequireEqual(_free.Count, _ranges.FreePages, "free pages");
        RequireEqual(string.Join(' ', _free), string.Join(' ', Listed()), "the free pages by number");
    }

    private SortedSet<ulong> FreeByTheMap()
    {
        var free = new SortedSet<ulong>();
        for (ulong page = 0; page < Start / 4096 + 2 * Pages; page++)
        {
            ulong from = page * 4096, to = from + 4096;
            bool isUsable = _regions.Exists(r => r.Kind == MemoryRegionKind.Usable && r.Start <= from && to <= r.End);
            bool isClaimed = _regions.Exists(r => r.Kind != MemoryRegionKind.Usable && r.Start < to && from < r.End && r.Start < r.End);
            if (isUsable && !isClaimed && from >= Start)
                free.Add(page);
        }
        return free;
    }

    private SortedSet<ulong> Listed()
    {
        var pages = new SortedSet<ulong>();
        for (int i = 0; i < _ranges.Count; i++)
        {
            (ulong start, ulong end) = _ranges[i];
            for (ulong page = start / 4096; page < end / 4096; page++)
                Require(pages.Add(page), $"page {page} is listed twice");
        }
        return pages;
    }

    // Two usable entries that touch may be two ranges: the model says only what was taken.
    private void TakeLowest(ulong pages, ulong alignment)
    {
        if (!_ranges.TryTake(pages, alignment, out ulong paddr))
            return;
        Require(paddr % alignment == 0, $"{paddr:x} is not a multiple of {alignment:x}");
        for (ulong page = paddr / 4096; page < paddr / 4096 + pages; page++)
            Require(_free.Remove(page), $"page {page} was taken, which is not free");
    }
}
