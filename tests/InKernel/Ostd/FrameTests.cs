using System;
using Ostd;
using Ostd.Frames;

namespace InKernel.Ostd;

/// <summary>Pages and their handles.</summary>
public static class FrameTests
{
    [KernelTest]
    public static void A_new_page_is_zero_and_has_one_reference()
    {
        for (int round = 0; round < 3; round++)
        {
            using UFrame frame = UFrame.Alloc();
            Check.Equal(1L, frame.ReferenceCount);
            byte[] bytes = new byte[4096];
            frame.Read(0, bytes);
            foreach (byte b in bytes)
                Check.Equal((byte)0, b);
            frame.Fill(0, 0xff, 4096);
        }
    }

    [KernelTest]
    public static void Clones_count_and_share_the_bytes()
    {
        UFrame first = UFrame.Alloc();
        UFrame second = first.Clone();
        Check.Equal(first.Paddr, second.Paddr);
        Check.Equal(2L, first.ReferenceCount);
        first.Write(10, [1, 2, 3]);
        first.Dispose();
        Check.Equal(1L, second.ReferenceCount);
        byte[] bytes = new byte[3];
        second.Read(10, bytes);
        Check.Equal((byte)3, bytes[2]);
        second.Dispose();
    }

    [KernelTest]
    public static void A_disposed_handle_is_refused_everywhere()
    {
        UFrame frame = UFrame.Alloc();
        frame.Dispose();
        Action<UFrame>[] uses =
        [
            static f => _ = f.Paddr,
            static f => _ = f.ReferenceCount,
            static f => f.Clone(),
            static f => f.Read(0, new byte[1]),
            static f => f.Write(0, new byte[1]),
            static f => f.Fill(0, 0, 1),
            static f => f.Reader(),
            static f => f.Writer(),
            static f => UFrame.Alloc().CopyFrom(f),
            static f => f.CopyFrom(UFrame.Alloc()),
        ];
        foreach (Action<UFrame> use in uses)
        {
            OstdError? error = null;
            try
            {
                use(frame);
            }
            catch (OstdException e)
            {
                error = e.Error;
            }
            Check.Equal(OstdError.Stale, error);
        }
    }

    [KernelTest]
    public static void Disposing_twice_frees_once()
    {
        UFrame keep = UFrame.Alloc();
        UFrame clone = keep.Clone();
        clone.Dispose();
        clone.Dispose();
        Check.Equal(1L, keep.ReferenceCount);
        keep.Dispose();
        keep.Dispose();
    }

    [KernelTest]
    public static void Every_range_outside_the_page_is_refused()
    {
        using UFrame frame = UFrame.Alloc();
        (int Offset, int Length)[] bad = [(-1, 1), (0, 4097), (4096, 1), (4095, 2), (int.MaxValue, 1), (int.MinValue, 1), (1, int.MaxValue)];
        foreach ((int offset, int length) in bad)
        {
            Check.Throws<OstdException>(() => frame.Fill(offset, 1, length));
            if (length < 5000)
            {
                Check.Throws<OstdException>(() => frame.Read(offset, new byte[length]));
                Check.Throws<OstdException>(() => frame.Write(offset, new byte[length]));
            }
        }
        frame.Fill(4096, 1, 0);
    }

    [KernelTest]
    public static void A_page_is_copied_whole()
    {
        using UFrame from = UFrame.Alloc();
        using UFrame to = UFrame.Alloc();
        from.Write(4000, [5, 6, 7]);
        to.CopyFrom(from);
        byte[] bytes = new byte[3];
        to.Read(4000, bytes);
        Check.Equal((byte)6, bytes[1]);
        to.CopyFrom(to);
    }

    [KernelTest]
    public static void A_copy_has_the_bytes_and_a_page_of_its_own()
    {
        using UFrame from = UFrame.Alloc();
        from.Fill(0, 7, 4096);
        using UFrame copy = UFrame.CopyOf(from);
        from.Fill(0, 8, 4096);
        byte[] bytes = new byte[4096];
        copy.Read(0, bytes);
        foreach (byte b in bytes)
            Check.Equal((byte)7, b);
    }

    [KernelTest]
    public static void A_page_is_unique_only_while_nobody_shares_it()
    {
        UFrame frame = UFrame.Alloc();
        frame.Write(5, [9]);
        UFrame clone = frame.Clone();
        Check.True(!frame.TryIntoUnique(out UniqueFrame? unique) && unique is null, "there is a clone");
        clone.Dispose();
        Check.True(frame.TryIntoUnique(out unique), "it is the only one");
        Check.Equal(OstdError.Stale, Check.Throws<OstdException>(() => frame.Clone()).Error);
        frame.Dispose(); // harmless: the page is the other handle's
        byte[] one = new byte[1];
        unique!.Read(5, one);
        Check.Equal((byte)9, one[0]);

        using UFrame shared = unique.Share();
        Check.Equal(1L, shared.ReferenceCount);
        Check.Equal(OstdError.Stale, Check.Throws<OstdException>(() => unique.Share()).Error);
        shared.Read(5, one);
        Check.Equal((byte)9, one[0]);
    }

    [KernelTest]
    public static void Parts_of_a_segment_outlive_it()
    {
        USegment segment = USegment.Alloc(4);
        Check.Equal(4 * 4096L, segment.Length);
        segment.Write(4095, [1, 2]);
        USegment slice = segment.Slice(1, 2);
        UFrame frame = segment.Frame(0);
        Check.Equal(segment.Paddr + 4096, slice.Paddr);
        segment.Dispose();
        byte[] one = new byte[1];
        frame.Read(4095, one);
        Check.Equal((byte)1, one[0]);
        slice.Read(0, one);
        Check.Equal((byte)2, one[0]);
        slice.Dispose();
        frame.Dispose();
    }

    [KernelTest]
    public static void Bad_slices_are_refused()
    {
        using USegment segment = USegment.Alloc(3);
        (int First, int Pages)[] bad = [(-1, 1), (0, 0), (0, 4), (3, 1), (2, 2), (1, int.MaxValue), (int.MinValue, 1)];
        foreach ((int first, int pages) in bad)
            Check.Throws<OstdException>(() => segment.Slice(first, pages));
        Check.Throws<OstdException>(() => segment.Frame(3));
        Check.Throws<OstdException>(() => segment.Frame(-1));
        Check.Throws<OstdException>(() => USegment.Alloc(0));
        Check.Throws<OstdException>(() => USegment.Alloc(int.MaxValue));
    }

    [KernelTest]
    public static void Random_allocation_never_hands_out_a_live_page()
    {
        var random = new Lehmer(42);
        var live = new UFrame?[200];
        byte[] mark = new byte[8];
        byte[] seen = new byte[8];
        for (int step = 0; step < 4000; step++)
        {
            int i = random.Next(live.Length);
            BitConverter.TryWriteBytes(mark, (long)i + 1);
            if (live[i] is UFrame frame)
            {
                frame.Read(4088, seen);
                Check.True(seen.AsSpan().SequenceEqual(mark), "the page still has the mark of its owner");
                frame.Dispose();
                live[i] = null;
            }
            else
            {
                live[i] = UFrame.Alloc();
                live[i]!.Write(4088, mark);
            }
        }
        foreach (UFrame? frame in live)
            frame?.Dispose();
    }

    [KernelTest]
    public static void Freed_pages_come_back()
    {
        long before = Kernel.Current.MemoryInfo.FreeBytes;
        var frames = new UFrame[64];
        for (int i = 0; i < frames.Length; i++)
            frames[i] = UFrame.Alloc();
        long during = Kernel.Current.MemoryInfo.FreeBytes;
        Check.True(during <= before - 64 * 4096, "64 pages are gone");
        foreach (UFrame frame in frames)
            frame.Dispose();
        Check.Equal(during + 64 * 4096, Kernel.Current.MemoryInfo.FreeBytes);
    }
}
