using System.Collections.Generic;
using Ostd.Frames;
using Ostd.Model;
using Ostd.Tasks;
using Ostd.UserSpace;
using Xunit;

namespace Ostd.Tests;

/// <summary>
/// Pages are taken away from user memory while other CPUs use it. The model's TLBs never forget by themselves, so whoever is not told keeps
/// reading a page that belongs to somebody else.
/// </summary>
public sealed class TlbShootdownTests
{
    private const ulong Base = 0x40_0000;
    private const int Pages = 4;
    private const byte Mine = 0x11, Others = 0xee;

    [Theory]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    public void A_page_that_was_unmapped_is_reached_by_no_CPU(int cpus, ulong seed) => ModelKernel.Run(() =>
    {
        var space = new VmSpace();
        // A neighbour keeps the page table in use: freeing that would flush, too.
        using (UFrame neighbour = UFrame.Alloc())
        {
            using VmCursor cursor = space.Cursor(Base + Pages * 4096, Base + (Pages + 1) * 4096);
            cursor.Map(neighbour, new PageProperty(PageFlags.Read));
        }
        bool stop = false;
        int running = 0;
        long reads = 0;
        var usedOn = new HashSet<int>();
        for (int i = 1; i < cpus; i++)
        {
            Task.Spawn(() =>
            {
                space.Activate();
                running++;
                while (!stop)
                {
                    for (ulong page = 0; page < Pages; page++)
                    {
                        Assert.True(space.TryReader(Base + page * 4096, 1, out VmReader reader));
                        if (!reader.TryReadByte(out byte value))
                            continue;
                        Assert.Equal(Mine, value);
                        reads++;
                        usedOn.Add(Kernel.Current.CurrentCpu);
                    }
                    Task.Yield();
                }
                VmSpace.Deactivate();
                running--;
            });
        }
        // Takes whatever page becomes free, at once, and writes to it.
        Task.Spawn(() =>
        {
            running++;
            while (!stop)
            {
                using UFrame stolen = UFrame.Alloc();
                stolen.Fill(0, Others, 4096);
            }
            running--;
        });
        while (running < cpus)
            Task.Yield();

        for (int round = 0; round < 600; round++)
        {
            ulong address = Base + (ulong)(round % Pages) * 4096;
            using (UFrame frame = UFrame.Alloc())
            {
                frame.Fill(0, Mine, 4096);
                using VmCursor cursor = space.Cursor(address, address + 4096);
                cursor.Map(frame, new PageProperty(PageFlags.Read));
            }
            Task.Yield();
            using (VmCursor cursor = space.Cursor(address, address + 4096))
                Assert.Equal(1L, cursor.Unmap(4096));
            // The page is free now: somebody else writes to it.
            using UFrame other = UFrame.Alloc();
            other.Fill(0, Others, 4096);
            Task.Yield();
        }
        stop = true;
        while (running > 0)
            Task.Yield();
        Assert.True(reads > 20 && usedOn.Count > 0, $"the pages were read {reads} times, on {usedOn.Count} CPUs");
        space.Dispose();
    }, new ModelOptions { Cpus = cpus, Seed = seed });

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    public void Cursors_over_overlapping_ranges_take_turns_and_others_run_beside_each_other(int cpus, ulong seed) => ModelKernel.Run(() =>
    {
        var space = new VmSpace();
        int finished = 0;
        var frame = UFrame.Alloc();
        const int tasks = 4;
        for (int i = 0; i < tasks; i++)
        {
            var random = new InKernel.Lehmer(seed * 10 + (ulong)i);
            Task.Spawn(() =>
            {
                for (int round = 0; round < 120; round++)
                {
                    ulong start = (ulong)random.Next(30);
                    ulong length = 1 + (ulong)random.Next(8);
                    using VmCursor cursor = space.Cursor(Base + start * 4096, Base + (start + length) * 4096);
                    // Nobody else edits the range: what is mapped here now is what was unmapped below.
                    long unmapped = cursor.Unmap(length * 4096);
                    Assert.InRange(unmapped, 0, (long)length);
                    for (ulong page = start; page < start + length; page++)
                    {
                        cursor.Jump(Base + page * 4096);
                        cursor.Map(frame, new PageProperty(PageFlags.Read));
                    }
                    cursor.Jump(Base + start * 4096);
                    Assert.Equal((long)length, cursor.Unmap(length * 4096));
                }
                finished++;
            });
        }
        while (finished < tasks)
            Task.Yield();
        Assert.Equal(1L, frame.ReferenceCount);
        long tables = Kernel.Current.MemoryInfo.PageTableBytes;
        space.Dispose();
        Assert.True(Kernel.Current.MemoryInfo.PageTableBytes < tables);
    }, new ModelOptions { Cpus = cpus, Seed = seed });
}
