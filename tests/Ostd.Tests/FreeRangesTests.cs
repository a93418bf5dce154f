using System.Collections.Generic;
using InKernel;
using Ostd.Boot;
using Ostd.Frames;
using Xunit;

namespace Ostd.Tests;

/// <summary>What is left of the firmware's map, whatever it says.</summary>
public sealed class FreeRangesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Free_is_what_is_usable_and_claimed_by_nothing_else(ulong seed)
    {
        var random = new Lehmer(seed);
        for (int round = 0; round < 200; round++)
        {
            const ulong start = 0x10_0000;
            const int pages = 64;
            var regions = new List<MemoryRegion>();
            bool[] usable = new bool[pages];
            bool[] claimed = new bool[pages];
            for (int i = random.Next(8) + 1; i > 0; i--)
            {
                // Not page aligned: a page is usable only as a whole, and claimed even in part.
                ulong from = start + (ulong)random.Next(pages * 4096);
                ulong to = from + (ulong)random.Next(20 * 4096);
                bool isUsable = random.Next(3) != 0;
                regions.Add(new MemoryRegion(from, to, isUsable ? MemoryRegionKind.Usable : MemoryRegionKind.Reserved));
                for (int page = 0; page < pages; page++)
                {
                    ulong first = start + (ulong)page * 4096;
                    usable[page] |= isUsable && first >= from && first + 4096 <= to;
                    claimed[page] |= !isUsable && to > from && first < to && first + 4096 > from;
                }
            }

            var free = FreeRanges.From(regions);
            bool[] found = new bool[pages];
            for (int i = 0; i < free.Count; i++)
            {
                for (ulong page = free[i].Start; page < free[i].End; page += 4096)
                {
                    if ((page - start) / 4096 is var index && index < pages)
                    {
                        Assert.False(found[index]);
                        found[index] = true;
                    }
                }
            }
            for (int page = 0; page < pages; page++)
                Assert.Equal(usable[page] && !claimed[page], found[page]);
        }
    }

    [Fact]
    public void The_lowest_memory_is_taken_first()
    {
        var free = FreeRanges.From(
        [
            new MemoryRegion(0x1_0000_0000, 0x1_4000_0000, MemoryRegionKind.Usable),
            new MemoryRegion(0, 0x8000_0000, MemoryRegionKind.Usable),
        ]);
        Assert.True(free.TryTake(100, 4096, out ulong paddr));
        Assert.Equal(0x10_0000UL, paddr); // low memory is kept out
        Assert.True(free.TryTake(1, 2 << 20, out paddr));
        Assert.Equal(0x20_0000UL, paddr);
        Assert.True(free.TryTake(1, 4096, out paddr));
        Assert.Equal(0x10_0000UL + 100 * 4096, paddr);
    }

    [Fact]
    public void A_map_that_wraps_around_frees_nothing_there()
    {
        var free = FreeRanges.From(
        [
            new MemoryRegion(0x10_0000, 0x20_0000, MemoryRegionKind.Usable),
            new MemoryRegion(0xffff_f000_0000_0000, ulong.MaxValue, MemoryRegionKind.Reserved),
        ]);
        Assert.Equal(256, free.FreePages);
    }
}
