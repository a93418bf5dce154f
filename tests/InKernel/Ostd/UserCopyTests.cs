using System;
using Ostd;
using Ostd.Frames;
using Ostd.UserSpace;
using static InKernel.Ostd.UserSpaceTools;

namespace InKernel.Ostd;

/// <summary>Copies between the kernel and the user memory of the running task.</summary>
public static class UserCopyTests
{
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
        // A neighbour keeps the table in use: freeing that would flush, too.
        Map(space, Base + 4096, first, ReadWrite);
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
