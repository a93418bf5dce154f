namespace Verification.Mutants;

/// <summary>Bugs in what the framework takes for its own at boot: free memory, and kernel addresses.</summary>
internal static class Boot
{
    private const string Free = "Ostd/Frames/FreeRanges.cs", Areas = "Ostd/Paging/VirtualAreas.cs";

    public static Mutant[] All { get; } =
    [
        new("boot-claim-part-of-page", 1, "boot", "A page that something else claims in part counts as free.", Free,
            "free.Remove(Page.AlignDown(region.Start),", "free.Remove(Page.AlignUp(region.Start),"),
        new("boot-usable-part-of-page", 1, "boot", "A page that is usable in part counts as RAM.", Free,
            "free.Add(Page.AlignUp(region.Start), Page.AlignDown(region.End));", "free.Add(Page.AlignDown(region.Start), Page.AlignDown(region.End));"),
        new("boot-overlapping-entries", 1, "boot", "Memory that two entries call usable is free twice.", Free,
            "        Remove(start, end);\n        _ranges.Add((start, end));", "        _ranges.Add((start, end));"),
        new("boot-low-memory", 1, "boot", "The firmware's data in low memory counts as free.", Free,
            "        free.Remove(0, LowMemoryEnd);\n", ""),
        new("boot-kernel-image-usable", 1, "boot", "The pages of the kernel image count as free.", Free,
            "if (region.Kind != MemoryRegionKind.Usable && region.End", "if (region.Kind is not (MemoryRegionKind.Usable or MemoryRegionKind.Kernel) && region.End"),
        new("boot-take-leaves-tail", 1, "boot", "Pages that were taken stay in the list of what is free.", Free,
            "_ranges[best] = (paddr + (pages << Page.Shift), bestEnd);", "_ranges[best] = (paddr + Page.Size, bestEnd);"),
        new("areas-first-page-twice", 4, "areas", "The last page of an area is the first of the next.", Areas,
            "_free[i] = (start + length, end);", "_free[i] = (start + length - (pages > 8 ? (ulong)Page.Size : 0), end);"),
        new("areas-join-over-gap", 4, "areas", "A range that comes back swallows what lies between it and the free range behind.", Areas,
            "bool joinsAfter = at < _free.Count && _free[at].Start == end;", "bool joinsAfter = at < _free.Count && _free[at].Start <= end + 16 * Page.Size;"),
        new("areas-returned-twice", 4, "areas", "A range that is free already is taken back without complaint.", Areas,
            "Panics.Panic.Stop(\"A kernel area is returned twice.\");", "return;"),
    ];
}
