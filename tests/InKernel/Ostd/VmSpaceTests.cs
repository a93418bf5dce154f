using System;
using System.Collections.Generic;
using Ostd;
using Ostd.Frames;
using Ostd.UserSpace;

namespace InKernel.Ostd;

/// <summary>User address spaces: mapping, cursors, and copies through them.</summary>
public static class VmSpaceTests
{
    private const ulong Base = 0x40_0000;
    private const PageFlags ReadWrite = PageFlags.Read | PageFlags.Write;

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
    public static void User_memory_is_copied_through_the_active_space()
    {
        using var space = new VmSpace();
        using UFrame first = UFrame.Alloc();
        using UFrame second = UFrame.Alloc();
        Map(space, Base, first, ReadWrite);
        Map(space, Base + 4096, second, ReadWrite);

        Check.True(space.TryWriter(Base + 4094, 4, out VmWriter writer), "in the user half");
        Check.True(!writer.TryWriteUInt32(0x04030201), "not active yet: as if it were unmapped");
        using Visit visit = Visit.Enter(space);
        Check.True(writer.TryWriteUInt32(0x04030201), "across two pages");
        byte[] bytes = new byte[2];
        first.Read(4094, bytes);
        Check.Equal((byte)2, bytes[1]);
        second.Read(0, bytes);
        Check.Equal((byte)3, bytes[0]);

        Check.True(space.TryReader(Base + 4094, 4, out VmReader reader), "in the user half");
        Check.True(reader.TryReadUInt32(out uint value) && value == 0x04030201, "read back");
    }

    [KernelTest]
    public static void A_copy_stops_at_the_first_byte_that_faults()
    {
        using var space = new VmSpace();
        using UFrame frame = UFrame.Alloc();
        Map(space, Base, frame, ReadWrite);
        using Visit visit = Visit.Enter(space);

        Check.True(space.TryWriter(Base + 4000, 200, out VmWriter writer), "range");
        Check.Equal(96L, writer.Write(new byte[200], out bool faulted));
        Check.True(faulted, "the second page is not there");
        Check.Equal(104L, writer.Remaining);
        Check.True(!writer.TryWriteByte(1), "still not there");

        Check.True(space.TryReader(Base + 4000, 200, out VmReader reader), "range");
        byte[] bytes = new byte[200];
        var sink = new VmWriter(bytes);
        Check.Equal(96L, reader.Read(ref sink, out faulted));
        Check.True(faulted, "stopped by the fault");
        Check.True(space.TryWriter(Base + 4090, 100, out VmWriter zeros), "range");
        Check.Equal(6L, zeros.FillZeros(100, out faulted));
        Check.True(faulted, "stopped by the fault");
    }

    [KernelTest]
    public static void Ranges_outside_the_user_half_have_no_reader()
    {
        using var space = new VmSpace();
        (ulong Address, ulong Length)[] bad =
        [
            (VmSpace.UserEnd, 1), (VmSpace.UserEnd - 1, 2), (0, VmSpace.UserEnd + 1), (ulong.MaxValue, 1), (ulong.MaxValue, ulong.MaxValue),
            (1, ulong.MaxValue), (0xffff_8000_0000_0000, 8), (0x8000_0000_0000, 8),
        ];
        foreach ((ulong address, ulong length) in bad)
        {
            Check.True(!space.TryReader(address, length, out _), "reader");
            Check.True(!space.TryWriter(address, length, out _), "writer");
        }
        Check.True(space.TryReader(0, VmSpace.UserEnd, out VmReader reader) && reader.Remaining == (long)VmSpace.UserEnd, "all of it");
    }

    [KernelTest]
    public static void Read_only_pages_refuse_writes()
    {
        using var space = new VmSpace();
        using UFrame frame = UFrame.Alloc();
        Map(space, Base, frame, PageFlags.Read);
        using Visit visit = Visit.Enter(space);
        Check.True(space.TryWriter(Base, 8, out VmWriter writer) && !writer.TryWriteUInt64(1), "no write");
        Check.True(space.TryReader(Base, 8, out VmReader reader) && reader.TryReadUInt64(out ulong value) && value == 0, "but reads");
        Check.True(!space.TryCompareExchange(Base, 1, 0, out _), "no compare-exchange");

        using (VmCursor cursor = space.Cursor(Base, Base + 4096))
            cursor.Protect(4096, PageFlags.None, PageFlags.Write);
        Check.True(writer.TryWriteUInt64(7), "now it may");
        using (VmCursor cursor = space.Cursor(Base, Base + 4096))
            cursor.Protect(4096, PageFlags.Write, PageFlags.None);
        Check.True(space.TryWriter(Base, 8, out writer) && !writer.TryWriteUInt64(1), "and not any more: the old right was flushed");
        using (VmCursor cursor = space.Cursor(Base, Base + 4096))
            cursor.Protect(4096, PageFlags.Read, PageFlags.None);
        Check.True(space.TryReader(Base, 8, out reader) && !reader.TryReadUInt64(out _), "no access at all");
        using (VmCursor cursor = space.Cursor(Base, Base + 4096))
            cursor.Protect(4096, PageFlags.None, PageFlags.Read);
        Check.True(reader.TryReadUInt64(out value) && value == 7, "the page was kept");
    }

    [KernelTest]
    public static void Compare_exchange_acts_on_aligned_user_words()
    {
        using var space = new VmSpace();
        using UFrame frame = UFrame.Alloc();
        Map(space, Base, frame, ReadWrite);
        using Visit visit = Visit.Enter(space);
        Check.True(space.TryCompareExchange(Base + 8, 5, 0, out uint old) && old == 0, "exchanged");
        Check.True(space.TryCompareExchange(Base + 8, 6, 0, out old) && old == 5, "not equal");
        byte[] bytes = new byte[1];
        frame.Read(8, bytes);
        Check.Equal((byte)5, bytes[0]);
        Check.True(!space.TryCompareExchange(Base + 2, 1, 0, out _), "misaligned");
        Check.True(!space.TryCompareExchange(Base + 8192, 1, 0, out _), "unmapped");
        Check.True(!space.TryCompareExchange(0xffff_8000_0000_0000, 1, 0, out _), "kernel half");
    }

    [KernelTest]
    public static void The_hardware_marks_pages_accessed_and_dirty()
    {
        using var space = new VmSpace();
        using UFrame frame = UFrame.Alloc();
        Map(space, Base, frame, ReadWrite);
        using Visit visit = Visit.Enter(space);
        Check.Equal(ReadWrite, FlagsAt(space, Base));
        Check.True(space.TryReader(Base, 1, out VmReader reader) && reader.TryReadByte(out _), "read");
        Check.Equal(ReadWrite | PageFlags.Accessed, FlagsAt(space, Base));
        Check.True(space.TryWriter(Base, 1, out VmWriter writer) && writer.TryWriteByte(1), "write");
        Check.Equal(ReadWrite | PageFlags.Accessed | PageFlags.Dirty, FlagsAt(space, Base));
        using (VmCursor cursor = space.Cursor(Base, Base + 4096))
            cursor.Protect(4096, PageFlags.Accessed | PageFlags.Dirty, PageFlags.None);
        Check.Equal(ReadWrite, FlagsAt(space, Base));
        Check.True(space.TryWriter(Base, 1, out writer) && writer.TryWriteByte(1), "write again");
        Check.Equal(ReadWrite | PageFlags.Accessed | PageFlags.Dirty, FlagsAt(space, Base));
    }

    [KernelTest]
    public static void A_replaced_page_is_not_reached_through_an_old_translation()
    {
        using var space = new VmSpace();
        using UFrame first = UFrame.Alloc();
        using UFrame second = UFrame.Alloc();
        first.Write(0, [1]);
        second.Write(0, [2]);
        using Visit visit = Visit.Enter(space);
        for (int round = 0; round < 4; round++)
        {
            UFrame frame = round % 2 == 0 ? first : second;
            Map(space, Base, frame, ReadWrite);
            Check.True(space.TryReader(Base, 1, out VmReader reader) && reader.TryReadByte(out byte value) && value == 1 + round % 2, "the new page");
            Unmap(space, Base, 1);
            Check.True(space.TryReader(Base, 1, out reader) && !reader.TryReadByte(out _), "nothing");
        }
    }

    [KernelTest]
    public static void The_fault_handler_maps_pages_while_the_kernel_copies()
    {
        using var space = new VmSpace();
        var handler = new DemandPaging(space, Base, Base + 16 * 4096);
        using Visit visit = Visit.Enter(space, handler);
        byte[] bytes = new byte[10_000];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)(i * 31);
        Check.True(space.TryWriter(Base + 100, 10_000, out VmWriter writer) && writer.TryWrite(bytes), "written through faults");
        Check.Equal(3, handler.Resolved);
        byte[] back = new byte[10_000];
        Check.True(space.TryReader(Base + 100, 10_000, out VmReader reader) && reader.TryRead(back), "read back");
        Check.True(back.AsSpan().SequenceEqual(bytes), "the same bytes");

        Check.True(space.TryWriter(Base + 15 * 4096, 8192, out writer), "range");
        Check.Equal(4096L, writer.FillZeros(8192, out bool faulted));
        Check.True(faulted, "the handler refused");
    }

    [KernelTest]
    public static void Frames_and_user_memory_copy_into_each_other()
    {
        using var space = new VmSpace();
        using UFrame user = UFrame.Alloc();
        using UFrame frame = UFrame.Alloc();
        Map(space, Base, user, ReadWrite);
        using Visit visit = Visit.Enter(space);
        frame.Write(0, [9, 8, 7]);
        VmReader reader = frame.Reader();
        Check.True(space.TryWriter(Base + 10, 4096 - 10, out VmWriter writer), "range");
        Check.Equal(4086L, reader.Read(ref writer, out bool faulted));
        byte[] bytes = new byte[3];
        user.Read(10, bytes);
        Check.True(!faulted && bytes[0] == 9 && bytes[2] == 7, "frame to user");

        user.Write(0, [4, 5, 6]);
        Check.True(space.TryReader(Base, 8192, out VmReader userReader), "range");
        VmWriter frameWriter = frame.Writer();
        Check.Equal(4096L, userReader.Read(ref frameWriter, out faulted));
        Check.True(!faulted, "the shorter side decided");
        frame.Read(0, bytes);
        Check.Equal((byte)5, bytes[1]);

        Check.True(space.TryReader(Base, 3, out userReader) && space.TryWriter(Base + 2000, 3, out writer), "ranges");
        Check.Equal(3L, userReader.Read(ref writer, out faulted));
        user.Read(2000, bytes);
        Check.Equal((byte)6, bytes[2]);
    }

    [KernelTest]
    public static void A_space_disposed_while_a_task_is_in_it_lives_until_the_task_leaves()
    {
        var space = new VmSpace();
        UFrame frame = UFrame.Alloc();
        Map(space, Base, frame, ReadWrite);
        using (Visit visit = Visit.Enter(space))
        {
            Check.True(space.TryReader(Base, 1, out VmReader reader), "range");
            space.Dispose();
            Check.True(reader.TryReadByte(out _), "still mapped");
            Check.Equal(2L, frame.ReferenceCount);
        }
        Check.Equal(1L, frame.ReferenceCount);
        frame.Dispose();
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

    private static void Map(VmSpace space, ulong address, UFrame frame, PageFlags flags)
    {
        using VmCursor cursor = space.Cursor(address, address + 4096);
        cursor.Map(frame, new PageProperty(flags));
        Check.Equal(address + 4096, cursor.Address);
    }

    private static long Unmap(VmSpace space, ulong address, ulong pages)
    {
        using VmCursor cursor = space.Cursor(address, address + pages * 4096);
        return cursor.Unmap(pages * 4096);
    }

    private static PageFlags FlagsAt(VmSpace space, ulong address)
    {
        using VmCursor cursor = space.Cursor(address, address + 4096);
        Check.True(cursor.TryQueryProperty(out PageProperty property), "mapped");
        return property.Flags;
    }

    /// <summary>The running task is in the space until disposed.</summary>
    private readonly ref struct Visit
    {
        private readonly IUserFaultHandler? _before;

        private Visit(IUserFaultHandler? before) => _before = before;

        public static Visit Enter(VmSpace space, IUserFaultHandler? handler = null)
        {
            var visit = new Visit(Kernel.Current.UserFaultHandler);
            Kernel.Current.UserFaultHandler = handler;
            space.Activate();
            return visit;
        }

        public void Dispose()
        {
            VmSpace.Deactivate();
            Kernel.Current.UserFaultHandler = _before;
        }
    }

    private sealed class DemandPaging(VmSpace space, ulong start, ulong end) : IUserFaultHandler
    {
        public int Resolved { get; private set; }

        public bool TryResolve(ulong address, PageFaultAccess access)
        {
            if (address < start || address >= end)
                return false;
            using UFrame frame = UFrame.Alloc();
            Map(space, address & ~4095UL, frame, ReadWrite);
            Resolved++;
            return true;
        }
    }
}
