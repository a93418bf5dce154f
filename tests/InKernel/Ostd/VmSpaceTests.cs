using System;
using System.Collections.Generic;
using Ostd;
using Ostd.Frames;
using Ostd.UserSpace;
using static InKernel.Ostd.UserSpaceTools;

namespace InKernel.Ostd;

/// <summary>User address spaces: mapping and cursors.</summary>
public static class VmSpaceTests
{
    [KernelTest]
    public static void A_new_space_is_empty()
    {
        using var space = new VmSpace();
        using VmCursor cursor = space.Cursor(0, VmSpace.UserEnd);
        Check.True(!cursor.TryFindNext(VmSpace.UserEnd), "nothing is mapped");
        Check.Equal(VmSpace.UserEnd, cursor.Address);
    }

    [KernelTest]
    public static void A_mapping_holds_a_reference_until_it_is_removed()
    {
        using var space = new VmSpace();
        using UFrame frame = UFrame.Alloc();
        Map(space, Base, frame, ReadWrite);
        Check.Equal(2L, frame.ReferenceCount);
        using (VmCursor cursor = space.Cursor(Base, Base + 4096))
        {
            Check.True(cursor.TryQuery(out UFrame? found, out PageProperty property), "mapped");
            Check.Equal(frame.Paddr, found!.Paddr);
            Check.Equal(ReadWrite, property.Flags);
            Check.Equal(3L, frame.ReferenceCount);
            found.Dispose();
            Check.Equal(1L, cursor.Unmap(4096));
            cursor.Jump(Base);
            Check.True(!cursor.TryQuery(out found, out _) && found is null, "gone");
        }
        Check.Equal(1L, frame.ReferenceCount);
    }

    [KernelTest]
    public static void Unmapping_twice_is_harmless_and_mapping_twice_is_refused()
    {
        using var space = new VmSpace();
        using UFrame frame = UFrame.Alloc();
        Map(space, Base, frame, ReadWrite);
        Check.Throws<OstdException>(() => Map(space, Base, frame, ReadWrite));
        Check.Equal(2L, frame.ReferenceCount);
        Check.Equal(1L, Unmap(space, Base, 1));
        Check.Equal(0L, Unmap(space, Base, 1));
        Map(space, Base, frame, ReadWrite);
    }

    [KernelTest]
    public static void Bad_ranges_are_refused()
    {
        using var space = new VmSpace();
        (ulong Start, ulong End)[] bad =
        [
            (1, 4096), (0, 4095), (4096, 4096), (8192, 4096), (0, VmSpace.UserEnd + 4096), (VmSpace.UserEnd, VmSpace.UserEnd + 4096),
            (0xffff_8000_0000_0000, 0xffff_8000_0000_1000), (ulong.MaxValue - 4095, 0), (0, ulong.MaxValue - 4095),
        ];
        foreach ((ulong start, ulong end) in bad)
        {
            Check.Throws<OstdException>(() =>
            {
                using VmCursor cursor = space.Cursor(start, end);
            });
        }
        using VmCursor whole = space.Cursor(0, VmSpace.UserEnd);
    }

    [KernelTest]
    public static void A_cursor_cannot_leave_its_range()
    {
        using var space = new VmSpace();
        using UFrame frame = UFrame.Alloc();
        Refused(space, static (ref VmCursor c, UFrame f) => c.Jump(Base - 4096));
        Refused(space, static (ref VmCursor c, UFrame f) => c.Jump(Base + 8192));
        Refused(space, static (ref VmCursor c, UFrame f) => c.Jump(Base + 1));
        Refused(space, static (ref VmCursor c, UFrame f) => c.Unmap(3 * 4096));
        Refused(space, static (ref VmCursor c, UFrame f) => c.Unmap(100));
        Refused(space, static (ref VmCursor c, UFrame f) => c.Unmap(ulong.MaxValue - 4095));
        Refused(space, static (ref VmCursor c, UFrame f) => c.Protect(3 * 4096, PageFlags.Write, PageFlags.None));
        Refused(space, static (ref VmCursor c, UFrame f) => c.TryFindNext(ulong.MaxValue & ~4095UL));
        Refused(space, static (ref VmCursor c, UFrame f) =>
        {
            c.Unmap(8192);
            c.Map(f, default);
        });
        Refused(space, static (ref VmCursor c, UFrame f) =>
        {
            c.Unmap(8192);
            c.TryQueryProperty(out _);
        });
        Check.Equal(1L, frame.ReferenceCount);
    }

    [KernelTest]
    public static void A_disposed_cursor_is_refused_also_as_a_copy()
    {
        Check.Throws<OstdException>(static () =>
        {
            using var space = new VmSpace();
            VmCursor cursor = space.Cursor(Base, Base + 4096);
            VmCursor copy = cursor;
            cursor.Dispose();
            cursor.Dispose();
            using VmCursor other = space.Cursor(Base, Base + 4096);
            copy.Dispose();
            copy.Unmap(4096);
        });
    }

    [KernelTest]
    public static void A_task_may_hold_disjoint_cursors_but_not_overlapping_ones()
    {
        using var space = new VmSpace();
        using VmCursor first = space.Cursor(Base, Base + 4096);
        using VmCursor second = space.Cursor(Base + 4096, Base + 8192);
        Check.Throws<OstdException>(() =>
        {
            using VmCursor overlapping = space.Cursor(Base, Base + 8192);
        });
        using var other = new VmSpace();
        using VmCursor elsewhere = other.Cursor(Base, Base + 8192);
    }

    [KernelTest]
    public static void Properties_survive_in_the_entry()
    {
        using var space = new VmSpace();
        using UFrame frame = UFrame.Alloc();
        CachePolicy[] policies = [CachePolicy.WriteBack, CachePolicy.WriteThrough, CachePolicy.Uncacheable, CachePolicy.WriteCombining];
        foreach (CachePolicy cache in policies)
        {
            for (int flags = 0; flags < 64; flags++)
            {
                var property = new PageProperty((PageFlags)flags, cache);
                using VmCursor cursor = space.Cursor(Base, Base + 4096);
                cursor.Map(frame, property);
                cursor.Jump(Base);
                Check.True(cursor.TryQueryProperty(out PageProperty found), "mapped, even when it may not be accessed");
                Check.Equal(property, found);
                cursor.Unmap(4096);
            }
        }
    }

    [KernelTest]
    public static void Protect_changes_flags_of_mapped_pages_only()
    {
        using var space = new VmSpace();
        using UFrame frame = UFrame.Alloc();
        Map(space, Base, frame, ReadWrite | PageFlags.Client);
        Map(space, Base + 2 * 4096, frame, ReadWrite);
        using VmCursor cursor = space.Cursor(Base, Base + 4 * 4096);
        Check.Equal(2L, cursor.Protect(4 * 4096, PageFlags.Write, PageFlags.Execute));
        Check.Equal(Base + 4 * 4096, cursor.Address);
        cursor.Jump(Base);
        Check.True(cursor.TryQueryProperty(out PageProperty property), "mapped");
        Check.Equal(PageFlags.Read | PageFlags.Execute | PageFlags.Client, property.Flags);
        cursor.Jump(Base + 4096);
        Check.True(!cursor.TryQueryProperty(out _), "still a hole");
    }

    [KernelTest]
    public static void Find_next_crosses_holes_of_every_size()
    {
        using var space = new VmSpace();
        using UFrame frame = UFrame.Alloc();
        ulong[] places = [0x1000, 0x1f_f000, 0x20_0000, 0x4000_0000, 0x80_0000_0000, 0x7000_0000_0000, VmSpace.UserEnd - 4096];
        foreach (ulong place in places)
            Map(space, place, frame, PageFlags.Read);
        using VmCursor cursor = space.Cursor(0, VmSpace.UserEnd);
        foreach (ulong place in places)
        {
            Check.True(cursor.TryFindNext(VmSpace.UserEnd - cursor.Address), "there is one more");
            Check.Equal(place, cursor.Address);
            if (place + 4096 < VmSpace.UserEnd)
                cursor.Jump(place + 4096);
        }
        cursor.Jump(0);
        Check.Equal((long)places.Length, cursor.Unmap(VmSpace.UserEnd));
    }

    [KernelTest]
    public static void Tables_that_become_empty_are_freed()
    {
        using var space = new VmSpace();
        using UFrame frame = UFrame.Alloc();
        long before = Kernel.Current.MemoryInfo.PageTableBytes;
        for (ulong i = 0; i < 8; i++)
            Map(space, Base + (i << 32), frame, PageFlags.Read);
        Check.True(Kernel.Current.MemoryInfo.PageTableBytes >= before + 16 * 4096, "tables were made");
        for (ulong i = 0; i < 8; i++)
            Unmap(space, Base + (i << 32), 1);
        Check.Equal(before, Kernel.Current.MemoryInfo.PageTableBytes);
    }

    [KernelTest]
    public static void A_disposed_space_gives_everything_back()
    {
        long free = Kernel.Current.MemoryInfo.FreeBytes;
        var space = new VmSpace();
        for (ulong i = 0; i < 40; i++)
        {
            using UFrame frame = UFrame.Alloc();
            Map(space, Base + i * 0x7_5000, frame, ReadWrite);
        }
        Check.True(Kernel.Current.MemoryInfo.FreeBytes < free - 40 * 4096, "in use");
        space.Dispose();
        Check.True(Kernel.Current.MemoryInfo.FreeBytes >= free - 64 * 1024, "given back");
        Check.Throws<OstdException>(() => space.Cursor(0, 4096));
        Check.Throws<OstdException>(() => space.Activate());
    }

    [KernelTest]
    public static void Random_edits_agree_with_a_plain_map()
    {
        var random = new Lehmer(7);
        const int pages = 1300; // three leaf tables
        var model = new Dictionary<int, (int Frame, PageFlags Flags)>();
        var frames = new UFrame[8];
        for (int i = 0; i < frames.Length; i++)
            frames[i] = UFrame.Alloc();
        using var space = new VmSpace();
        for (int step = 0; step < 1500; step++)
        {
            int start = random.Next(pages);
            int length = 1 + random.Next(random.Next(4) == 0 ? pages - start : Math.Min(8, pages - start));
            using VmCursor cursor = space.Cursor(AddressOf(start), AddressOf(start + length));
            switch (random.Next(4))
            {
                case 0:
                    for (int page = start; page < start + Math.Min(length, 8); page++)
                    {
                        if (model.ContainsKey(page))
                            continue;
                        int frame = random.Next(frames.Length);
                        PageFlags flags = (PageFlags)random.Next(64);
                        cursor.Jump(AddressOf(page));
                        cursor.Map(frames[frame], new PageProperty(flags));
                        model[page] = (frame, flags);
                    }
                    break;
                case 1:
                    int removed = 0;
                    for (int page = start; page < start + length; page++)
                        removed += model.Remove(page) ? 1 : 0;
                    Check.Equal((long)removed, cursor.Unmap((ulong)length * 4096));
                    break;
                case 2:
                    PageFlags clear = (PageFlags)random.Next(64);
                    PageFlags set = (PageFlags)random.Next(64);
                    int changed = 0;
                    for (int page = start; page < start + length; page++)
                    {
                        if (!model.TryGetValue(page, out var entry))
                            continue;
                        model[page] = (entry.Frame, entry.Flags & ~clear | set);
                        changed++;
                    }
                    Check.Equal((long)changed, cursor.Protect((ulong)length * 4096, clear, set));
                    break;
                default:
                    int found = 0;
                    while (cursor.TryFindNext(AddressOf(start + length) - cursor.Address))
                    {
                        int page = (int)((cursor.Address - AddressOf(0)) / 4096);
                        Check.True(cursor.TryQuery(out UFrame? handle, out PageProperty property), "mapped");
                        Check.Equal(model[page].Flags, property.Flags);
                        Check.Equal(frames[model[page].Frame].Paddr, handle!.Paddr);
                        handle.Dispose();
                        found++;
                        if (page + 1 == start + length)
                            break;
                        cursor.Jump(cursor.Address + 4096);
                    }
                    for (int page = start; page < start + length; page++)
                        found -= model.ContainsKey(page) ? 1 : 0;
                    Check.Equal(0, found);
                    break;
            }
        }
        long[] references = new long[frames.Length];
        foreach (var entry in model)
            references[entry.Value.Frame]++;
        for (int i = 0; i < frames.Length; i++)
            Check.Equal(references[i] + 1, frames[i].ReferenceCount);
        space.Dispose();
        foreach (UFrame frame in frames)
        {
            Check.Equal(1L, frame.ReferenceCount);
            frame.Dispose();
        }
    }

    // ---- Tools -----------------------------------------------------------------------------------------------

    private delegate void CursorUse(ref VmCursor cursor, UFrame frame);

    private static ulong AddressOf(int page) => 0x1ff_fff0_0000 + (ulong)page * 4096;

    private static void Refused(VmSpace space, CursorUse use)
    {
        UFrame frame = UFrame.Alloc();
        Check.Throws<OstdException>(() =>
        {
            VmCursor cursor = space.Cursor(Base, Base + 8192);
            try
            {
                use(ref cursor, frame);
            }
            finally
            {
                cursor.Dispose();
            }
        });
        frame.Dispose();
    }
}
