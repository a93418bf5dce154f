using System;
using Ostd;
using Ostd.Frames;
using Ostd.UserSpace;
using static InKernel.Ostd.Assembler;
using static InKernel.Ostd.UserSpaceTools;

namespace InKernel.Ostd;

/// <summary>Large pages in user address spaces.</summary>
public static class LargePageTests
{
    private const ulong Large = LargePage.Size, Place = 0x4000_0000;

    [KernelTest]
    public static void A_large_page_is_reached_as_the_pages_that_it_consists_of()
    {
        using var space = new VmSpace();
        using USegment segment = USegment.AllocLarge();
        MapLarge(space, Place, segment, new PageProperty(ReadWrite));
        Check.Equal(2L, ReferencesOn(segment, 0));
        Check.Equal(2L, ReferencesOn(segment, 511));
        using VmCursor cursor = space.Cursor(Place - Large, Place + 2 * Large);
        Check.True(cursor.TryFindNext(3 * Large), "mapped");
        Check.Equal(Place, cursor.Address);
        cursor.Jump(Place + 17 * 4096);
        Check.True(cursor.TryFindNext(4096), "a page in the middle is mapped, too");
        Check.Equal(Place + 17 * 4096, cursor.Address);
        Check.Equal(Large, cursor.QuerySize());
        Check.True(cursor.TryQuery(out UFrame? frame, out PageProperty property), "mapped");
        Check.Equal(segment.Paddr + 17 * 4096, frame!.Paddr);
        Check.Equal(ReadWrite, property.Flags);
        frame.Dispose();
        cursor.Jump(Place + Large);
        Check.Equal(0UL, cursor.QuerySize());
        Check.True(!cursor.TryFindNext(Large), "nothing behind it");
    }

    [KernelTest]
    public static void Properties_survive_in_a_large_entry_and_in_its_parts()
    {
        using var space = new VmSpace();
        using USegment segment = USegment.AllocLarge();
        foreach (CachePolicy cache in (CachePolicy[])[CachePolicy.WriteBack, CachePolicy.WriteThrough, CachePolicy.Uncacheable, CachePolicy.WriteCombining])
        {
            for (int flags = 0; flags < 64; flags += 3)
            {
                var property = new PageProperty((PageFlags)flags, cache);
                using VmCursor cursor = space.Cursor(Place, Place + Large);
                cursor.MapLarge(segment, property);
                ExpectAt(cursor, segment, 300, property, Large);
                cursor.Jump(Place + 4096);
                cursor.Unmap(4096);
                ExpectAt(cursor, segment, 300, property, Page.Size);
                cursor.Jump(Place);
                Check.Equal(511L, cursor.Unmap(Large));
            }
        }
        Check.Equal(1L, ReferencesOn(segment, 300));
    }

    [KernelTest]
    public static void Unmapping_a_part_keeps_the_rest_and_the_whole_gives_everything_back()
    {
        using var space = new VmSpace();
        using USegment segment = USegment.AllocLarge();
        long before = Kernel.Current.MemoryInfo.PageTableBytes;
        MapLarge(space, Place, segment, new PageProperty(ReadWrite));
        Check.Equal(before + 2 * 4096, Kernel.Current.MemoryInfo.PageTableBytes);
        Check.Equal(512L, Unmap(space, Place, 512));
        Check.Equal(before, Kernel.Current.MemoryInfo.PageTableBytes);
        Check.Equal(1L, ReferencesOn(segment, 0));

        MapLarge(space, Place, segment, new PageProperty(ReadWrite));
        Check.Equal(2L, Unmap(space, Place + 4096, 2));
        Check.Equal(before + 3 * 4096, Kernel.Current.MemoryInfo.PageTableBytes);
        Check.Equal(2L, ReferencesOn(segment, 0));
        Check.Equal(1L, ReferencesOn(segment, 1));
        Check.Equal(1L, ReferencesOn(segment, 2));
        Check.Equal(2L, ReferencesOn(segment, 511));
        Check.Equal(510L, Unmap(space, Place, 512));
        Check.Equal(before, Kernel.Current.MemoryInfo.PageTableBytes);
        Check.Equal(1L, ReferencesOn(segment, 511));
    }

    [KernelTest]
    public static void Protecting_a_part_splits_and_protecting_the_whole_does_not()
    {
        using var space = new VmSpace();
        using USegment segment = USegment.AllocLarge();
        MapLarge(space, Place, segment, new PageProperty(ReadWrite | PageFlags.Dirty));
        using VmCursor cursor = space.Cursor(Place, Place + Large);
        Check.Equal(512L, cursor.Protect(Large, PageFlags.None, PageFlags.Client));
        cursor.Jump(Place + 5 * 4096);
        Check.Equal(3L, cursor.Protect(3 * 4096, PageFlags.None, PageFlags.Write)); // has that already
        var all = new PageProperty(ReadWrite | PageFlags.Dirty | PageFlags.Client);
        ExpectAt(cursor, segment, 5, all, Large);
        cursor.Jump(Place + 5 * 4096);
        Check.Equal(3L, cursor.Protect(3 * 4096, PageFlags.Write, PageFlags.None));
        Check.Equal(Place + 8 * 4096, cursor.Address);
        ExpectAt(cursor, segment, 4, all, Page.Size);
        ExpectAt(cursor, segment, 5, new PageProperty(all.Flags & ~PageFlags.Write), Page.Size);
        ExpectAt(cursor, segment, 8, all, Page.Size);
        Check.Equal(2L, ReferencesOn(segment, 5));
    }

    [KernelTest]
    public static void What_is_no_large_page_or_has_no_room_is_refused()
    {
        using var space = new VmSpace();
        using USegment twice = USegment.Alloc(1024);
        int first = (int)((Large - (twice.Paddr & (Large - 1))) / 4096 & 511); // to the next boundary
        using USegment good = twice.Slice(first, 512), shifted = twice.Slice(first == 0 ? 1 : first - 1, 512), shorter = twice.Slice(first, 511);
        Refused(space, Place, Place + Large, shifted);
        Refused(space, Place, Place + Large, shorter);
        Refused(space, Place, Place + Large, twice);
        Refused(space, Place, Place + Large - 4096, good);
        Refused(space, Place + 4096, Place + 2 * Large, good);
        Refused(space, VmSpace.UserEnd - Large + 4096, VmSpace.UserEnd, good);
        Check.Throws<ArgumentNullException>(() => MapLarge(space, Place, null!, default));
        USegment stale = good.Clone();
        stale.Dispose();
        Refused(space, Place, Place + Large, stale);
        long references = ReferencesOn(good, 7);
        MapLarge(space, Place, good, default);
        Refused(space, Place, Place + Large, good);
        using UFrame frame = UFrame.Alloc();
        Check.Throws<OstdException>(() => Map(space, Place + 9 * 4096, frame, ReadWrite));
        Map(space, Place + Large, frame, ReadWrite);
        Refused(space, Place + Large, Place + 2 * Large, good);
        Check.Equal(references + 1, ReferencesOn(good, 7));
        Check.Equal(2L, frame.ReferenceCount);
    }

    [KernelTest]
    public static void A_large_page_takes_the_place_of_a_table_that_became_empty()
    {
        using var space = new VmSpace();
        using USegment segment = USegment.AllocLarge();
        using UFrame frame = UFrame.Alloc();
        Map(space, Place, frame, ReadWrite);
        using (VmCursor beside = space.Cursor(Place + 4096, Place + 2 * 4096))
        {
            Check.True(!beside.TryQueryProperty(out _), "nothing there");
            Unmap(space, Place, 1); // the table stays: a cursor is in its span
        }
        MapLarge(space, Place, segment, new PageProperty(ReadWrite));
        using VmCursor cursor = space.Cursor(Place, Place + Large);
        ExpectAt(cursor, segment, 1, new PageProperty(ReadWrite), Large);
        // And a table that of a large page.
        cursor.Jump(Place);
        cursor.Unmap(Large);
        cursor.Jump(Place + 3 * 4096);
        cursor.Map(frame, new PageProperty(ReadWrite));
        cursor.Flush();
        Check.Equal(1L, ReferencesOn(segment, 1));
    }

    [KernelTest]
    public static void A_user_program_uses_a_large_page_and_its_parts_after_a_split()
    {
        const ulong near = Place + 8, far = Place + Large - 8;
        var code = new Assembler().Move(Rdi, near).Move(Rsi, far).Move(Rax, 0x1111).Store(Rdi, Rax).Move(Rcx, 0x2222).Store(Rsi, Rcx).Call(1)
            .Move(Rax, 0x3333).Store(Rsi, Rax).Load(Rbx, Rdi).Call(2)
            .Store(Rdi, Rax);
        using USegment segment = USegment.AllocLarge();
        using var program = new UserProgram(code);
        MapLarge(program.Space, Place, segment, new PageProperty(ReadWrite));
        program.ExpectCall(1);
        Check.Equal(0x1111UL, ValueAt(segment, 8));
        Check.Equal(0x2222UL, ValueAt(segment, (long)Large - 8));
        Check.Equal(ReadWrite | PageFlags.Accessed | PageFlags.Dirty, FlagsAt(program.Space, Place + 4096));
        using (VmCursor cursor = program.Space.Cursor(Place, Place + 4096))
            cursor.Protect(4096, PageFlags.Write, PageFlags.None);
        program.ExpectCall(2);
        Check.Equal(0x1111UL, program.Context.Rbx);
        Check.Equal(0x3333UL, ValueAt(segment, (long)Large - 8));
        Check.Equal(7UL, program.ExpectException(14).ErrorCode, "error code of a user write to a page that is there but read-only");
        Check.Equal(near, program.Mode.Exception.Address);
        Check.Equal(1L, Unmap(program.Space, Place + Large - 4096, 1));
        Check.True(!program.Space.TryReader(far, 8, out VmReader reader) || !reader.TryReadUInt64(out _), "not reached through what a TLB may have kept");
    }

    [KernelTest]
    public static void A_disposed_space_gives_a_large_page_back()
    {
        using USegment segment = USegment.AllocLarge();
        var space = new VmSpace();
        MapLarge(space, Place, segment, new PageProperty(ReadWrite));
        MapLarge(space, Place + 7 * Large, segment, new PageProperty(ReadWrite));
        Unmap(space, Place + 7 * Large, 1);
        space.Dispose();
        Check.Equal(1L, ReferencesOn(segment, 0));
        Check.Equal(1L, ReferencesOn(segment, 511));
    }

    private static void MapLarge(VmSpace space, ulong address, USegment segment, PageProperty property)
    {
        using VmCursor cursor = space.Cursor(address, address + Large);
        cursor.MapLarge(segment, property);
        Check.Equal(address + Large, cursor.Address);
    }

    private static void Refused(VmSpace space, ulong start, ulong end, USegment segment)
    {
        Check.Throws<OstdException>(() =>
        {
            using VmCursor cursor = space.Cursor(start, end);
            cursor.MapLarge(segment, new PageProperty(ReadWrite));
        });
    }

    private static void ExpectAt(VmCursor cursor, USegment segment, int page, PageProperty property, ulong size)
    {
        cursor.Jump(Place + (ulong)page * 4096);
        Check.True(cursor.TryQuery(out UFrame? frame, out PageProperty found), "mapped");
        Check.Equal(segment.Paddr + (ulong)page * 4096, frame!.Paddr);
        frame.Dispose();
        Check.Equal(property, found);
        Check.Equal(size, cursor.QuerySize());
    }

    /// <summary>References on a page beside the handle that counts them.</summary>
    private static long ReferencesOn(USegment segment, int page)
    {
        using UFrame frame = segment.Frame(page);
        return frame.ReferenceCount - 1;
    }

    private static ulong ValueAt(USegment segment, long offset)
    {
        Check.True(segment.Reader(offset, 8).TryReadUInt64(out ulong value), "inside");
        return value;
    }
}
