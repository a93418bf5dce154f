using System;
using Ostd;
using Ostd.Frames;
using Ostd.UserSpace;

namespace InKernel.Ostd;

/// <summary>Readers and writers over kernel memory and pages.</summary>
public static class VmReaderTests
{
    [KernelTest]
    public static void A_reader_over_a_span_yields_its_values_in_order()
    {
        byte[] bytes = [1, 2, 0, 3, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0x80, 9];
        var reader = new VmReader(bytes);
        Check.True(reader.TryReadByte(out byte b) && b == 1, "byte");
        Check.True(reader.TryReadUInt16(out ushort s) && s == 2, "ushort");
        Check.True(reader.TryReadInt32(out int i) && i == 3, "int");
        Check.True(reader.TryReadInt64(out long l) && l == unchecked((long)0x8000000000000004), "long");
        Check.Equal(1L, reader.Remaining);
        Check.True(!reader.TryReadUInt16(out _), "too little left");
        Check.Equal(1L, reader.Remaining);
    }

    [KernelTest]
    public static void A_writer_over_a_span_writes_all_or_nothing()
    {
        byte[] bytes = new byte[7];
        var writer = new VmWriter(bytes);
        Check.True(writer.TryWriteUInt32(0x04030201), "fits");
        Check.True(!writer.TryWriteUInt32(0xffffffff), "does not fit");
        Check.True(writer.TryWriteUInt16(0x0605), "the cursor stayed");
        Check.Equal(1L, writer.Remaining);
        Check.True(bytes.AsSpan().SequenceEqual(new byte[] { 1, 2, 3, 4, 5, 6, 0 }), "bytes");
    }

    [KernelTest]
    public static void Copies_take_the_shorter_of_both_sides()
    {
        byte[] from = [1, 2, 3, 4, 5];
        byte[] to = new byte[3];
        var reader = new VmReader(from);
        var writer = new VmWriter(to);
        Check.Equal(3L, reader.Read(ref writer, out bool faulted));
        Check.True(!faulted, "kernel memory does not fault");
        Check.Equal(2L, reader.Remaining);
        Check.Equal(0L, writer.Remaining);
        Check.True(to.AsSpan().SequenceEqual(from.AsSpan(0, 3)), "bytes");
    }

    [KernelTest]
    public static void Limit_only_shrinks_and_skip_stops_at_the_end()
    {
        var reader = new VmReader(new byte[10]);
        reader.Limit(20);
        Check.Equal(10L, reader.Remaining);
        reader.Limit(4);
        Check.Equal(4L, reader.Remaining);
        reader.Skip(3);
        Check.Equal(1L, reader.Remaining);
        Check.Throws<OstdException>(static () =>
        {
            var r = new VmReader(new byte[10]);
            r.Skip(11);
        });
        Check.Throws<OstdException>(static () =>
        {
            var r = new VmReader(new byte[10]);
            r.Skip(-1);
        });
    }

    [KernelTest]
    public static void Pages_are_read_and_written_through_cursors()
    {
        using UFrame frame = UFrame.Alloc();
        VmWriter writer = frame.Writer();
        Check.Equal(4096L, writer.Remaining);
        writer.Skip(4088);
        Check.True(writer.TryWriteUInt64(0x1122334455667788), "the last eight bytes");
        Check.True(!writer.TryWriteByte(1), "the page is full");

        VmReader reader = frame.Reader();
        reader.Skip(4090);
        Check.True(reader.TryReadUInt16(out ushort middle) && middle == 0x5566, "middle bytes");
    }

    [KernelTest]
    public static void Overlapping_ranges_of_one_page_move_as_through_a_buffer()
    {
        using UFrame frame = UFrame.Alloc();
        byte[] pattern = new byte[2000];
        for (int i = 0; i < pattern.Length; i++)
            pattern[i] = (byte)(i * 7 + i / 256);

        foreach (int distance in new[] { 1, 100, 511, 512, 513, 1999 })
        {
            frame.Write(0, pattern);
            VmReader reader = frame.Reader();
            reader.Limit(2000);
            VmWriter writer = frame.Writer();
            writer.Skip(distance);
            Check.Equal(2000L, reader.Read(ref writer, out _));
            byte[] moved = new byte[2000];
            frame.Read(distance, moved);
            Check.True(moved.AsSpan().SequenceEqual(pattern), "moved up");

            frame.Write(distance, pattern);
            reader = frame.Reader();
            reader.Skip(distance);
            reader.Limit(2000);
            writer = frame.Writer();
            Check.Equal(2000L, reader.Read(ref writer, out _));
            frame.Read(0, moved);
            Check.True(moved.AsSpan().SequenceEqual(pattern), "moved down");
        }
    }

    [KernelTest]
    public static void A_cursor_over_a_disposed_page_is_refused()
    {
        Check.Throws<OstdException>(static () =>
        {
            UFrame frame = UFrame.Alloc();
            VmReader reader = frame.Reader();
            frame.Dispose();
            reader.TryReadByte(out _);
        });
        Check.Throws<OstdException>(static () =>
        {
            UFrame frame = UFrame.Alloc();
            VmWriter writer = frame.Writer();
            frame.Dispose();
            writer.TryWriteByte(1);
        });
    }

    [KernelTest]
    public static void Zeros_fill_what_fits()
    {
        byte[] bytes = [1, 2, 3];
        var writer = new VmWriter(bytes);
        Check.Equal(3L, writer.FillZeros(10, out bool faulted));
        Check.True(!faulted && bytes[0] == 0 && bytes[2] == 0, "all zero");
    }
}
