using System.Collections.Generic;
using InKernel;
using Ostd.Frames;
using Ostd.Model;
using Services.Policies;
using Xunit;

namespace Ostd.Tests;

/// <summary>The default policy for pages, by itself: what it hands out is free, aligned, and comes together again.</summary>
public sealed class BuddyAllocatorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_requests_never_overlap_and_everything_joins_again(ulong seed) => ModelKernel.Run(() =>
    {
        const int pages = 5000;
        const ulong first = 300;
        var policy = new BuddyAllocator();
        policy.AddFreeMemory(first * 4096, pages);
        var random = new Lehmer(seed);
        var owned = new bool[pages];
        var live = new List<(ulong Start, int Pages)>();
        long free = pages;
        for (int step = 0; step < 20_000; step++)
        {
            if (random.Next(2) == 0)
            {
                int count = random.Next(3) == 0 ? 1 + random.Next(200) : 1;
                ulong alignment = 4096UL << (random.Next(4) == 0 ? random.Next(6) : 0);
                if (policy.Alloc(count, alignment) is not ulong start)
                    continue;
                Assert.Equal(0UL, start & (alignment - 1));
                for (int i = 0; i < count; i++)
                {
                    Assert.False(owned[start / 4096 - first + (ulong)i]);
                    owned[start / 4096 - first + (ulong)i] = true;
                }
                live.Add((start, count));
                free -= count;
            }
            else if (live.Count > 0)
            {
                int at = random.Next(live.Count);
                (ulong start, int count) = live[at];
                // A part may come back before the rest.
                int part = 1 + random.Next(count);
                for (int i = 0; i < part; i++)
                    owned[start / 4096 - first + (ulong)i] = false;
                policy.Dealloc(start, part);
                free += part;
                if (part == count)
                    live.RemoveAt(at);
                else
                    live[at] = (start + (ulong)part * 4096, count - part);
            }
            Assert.Equal(free, policy.FreePages);
        }
        foreach ((ulong start, int count) in live)
            policy.Dealloc(start, count);
        Assert.Equal(pages, policy.FreePages);
        Assert.NotNull(policy.Alloc(2048, 4096));
    });

    [Fact]
    public void Everything_can_be_handed_out_page_by_page() => ModelKernel.Run(() =>
    {
        var policy = new BuddyAllocator();
        policy.AddFreeMemory(0x10_0000, 777);
        policy.AddFreeMemory(0x4000_0000, 3);
        var seen = new HashSet<ulong>();
        while (policy.Alloc(1, 4096) is ulong page)
            Assert.True(seen.Add(page));
        Assert.Equal(780, seen.Count);
        Assert.Equal(0, policy.FreePages);
        Assert.Null(policy.Alloc(FramePool.MaxPages, 4096));
        Assert.Null(policy.Alloc(1, 1UL << 40));
    });

    [Fact]
    public void The_framework_runs_on_it()
    {
        ModelKernel.Run(() =>
        {
            InKernel.Ostd.FrameTests.Random_allocation_never_hands_out_a_live_page();
            InKernel.Ostd.VmSpaceTests.Random_edits_agree_with_a_plain_map();
            long free = Kernel.Current.MemoryInfo.FreeBytes;
            Assert.Equal(free, Kernel.Current.Memory.Frames.PolicyFreePages * 4096);
        }, new ModelOptions { Inject = static kernel => kernel.InjectFrameAllocator(new BuddyAllocator()) });
    }

    [Fact]
    public void Pages_that_came_back_before_it_was_there_are_its_own()
    {
        ModelKernel.Run(() => AssertAgree(Kernel.Current.Memory.Frames), new ModelOptions { Inject = Inject });

        static void AssertAgree(FramePool frames) => Assert.Equal(frames.FreePages, frames.PolicyFreePages);

        static void Inject(Kernel kernel)
        {
            UFrame first = UFrame.Alloc(), second = UFrame.Alloc();
            first.Dispose();
            second.Dispose();
            AssertAgree(kernel.Memory.Frames);
            kernel.InjectFrameAllocator(new BuddyAllocator());
            AssertAgree(kernel.Memory.Frames);
        }
    }
}
