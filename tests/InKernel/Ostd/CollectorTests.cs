using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using Ostd;
using Ostd.Console;
using Ostd.Frames;
using Ostd.Heap;
using Ostd.Seam;
using Ostd.Tasks;
using Ostd.Timers;
using Ostd.UserSpace;

namespace InKernel.Ostd;

/// <summary>The collector under real objects: what the compiler, the runtime and the heap make of C# together.</summary>
public static class CollectorTests
{
    [KernelTest(On = Target.Metal)]
    public static void A_million_allocations_leave_the_live_set_intact()
    {
        const int allocations = 1_000_000;
        const int live = 20_000;
        CollectorStatistics before = Statistics;
        ulong start = Root.Machine.ReadTsc();

        var table = new Record?[live];
        var random = new Lehmer(2026);
        for (int i = 0; i < allocations; i++)
        {
            int at = random.Next(live);
            table[at]?.Check(at);
            table[at] = new Record(at, i, table[random.Next(live)]);
        }
        for (int i = 0; i < live; i++)
            table[i]?.Check(i);

        ulong total = Root.Machine.ReadTsc() - start;
        CollectorStatistics after = Statistics;
        long collections = after.Collections - before.Collections;
        Check.True(collections >= 2, "the heap was collected meanwhile");
        ulong perMicrosecond = Clock.TscFrequencyHz / 1_000_000;
        SerialConsole.WriteLine($"##bench collector: {allocations} allocations of a record and its array and string, {collections} collections, "
            + $"live {after.LiveBytes / 1024} KiB, longest pause {after.LongestPauseCycles / perMicrosecond} us, "
            + $"{(after.TotalPauseCycles - before.TotalPauseCycles) * 1000 / total} per mille of the time, "
            + $"{total / perMicrosecond * 1000 / allocations} ns each");
    }

    [KernelTest(On = Target.Metal)]
    public static void A_list_longer_than_the_mark_stack_survives()
    {
        const int length = 300_000;
        Node? first = null;
        for (int i = 0; i < length; i++)
            first = new Node { Value = i, Next = first };
        Collect();
        int expected = length;
        for (Node? node = first; node is not null; node = node.Next)
            Check.Equal(--expected, node.Value);
        Check.Equal(0, expected);
    }

    [KernelTest(On = Target.Metal)]
    public static void A_wide_tree_survives_an_overflow_of_the_mark_stack()
    {
        const int width = 100_000;
        var leaves = new Node[width];
        for (int i = 0; i < width; i++)
            leaves[i] = new Node { Value = i, Next = new Node { Value = -i } };
        Collect();
        Churn(20_000);
        for (int i = 0; i < width; i++)
            Check.Equal(-leaves[i].Value, leaves[i].Next!.Value);
    }

    [KernelTest(On = Target.Metal)]
    public static void Arrays_of_structures_with_references_are_followed()
    {
        var array = new (int Number, string Text, object? Boxed)[1000];
        for (int i = 0; i < array.Length; i++)
            array[i] = (i, "text " + i, i * 2);
        Collect();
        Churn(30_000);
        for (int i = 0; i < array.Length; i++)
        {
            Check.Equal(i, array[i].Number);
            Check.Equal("text " + i, array[i].Text);
            Check.Equal((object)(i * 2), array[i].Boxed);
        }
    }

    [KernelTest(On = Target.Metal)]
    public static void A_reference_into_an_object_keeps_it()
    {
        ReadOnlySpan<int> span = MakeSpan();
        Collect();
        Churn(30_000);
        for (int i = 0; i < span.Length; i++)
            Check.Equal(i * 3, span[i]);
    }

    [KernelTest(On = Target.Metal)]
    public static void What_only_another_task_holds_survives()
    {
        int finished = 0;
        for (int i = 0; i < 8; i++)
        {
            int number = i;
            Task.Spawn(() =>
            {
                var mine = new Node { Value = number, Next = new Node { Value = number * 10 } };
                for (int round = 0; round < 50; round++)
                {
                    Task.Yield();
                    Churn(50);
                    Check.Equal(number, mine.Value);
                    Check.Equal(number * 10, mine.Next!.Value);
                }
                finished++;
            }, name: "holder");
        }
        while (finished < 8)
        {
            Collect();
            Churn(100);
            Task.Yield();
        }
    }

    [KernelTest(On = Target.Metal)]
    public static void Identity_hashes_survive_collections()
    {
        var objects = new object[500];
        var hashes = new int[objects.Length];
        for (int i = 0; i < objects.Length; i++)
        {
            objects[i] = new object();
            hashes[i] = RuntimeHelpers.GetHashCode(objects[i]);
        }
        for (int round = 0; round < 3; round++)
            Collect();
        for (int i = 0; i < objects.Length; i++)
            Check.Equal(hashes[i], RuntimeHelpers.GetHashCode(objects[i]));
    }

    [KernelTest(On = Target.Metal)]
    public static void Dropped_handles_give_their_resources_back()
    {
        const int count = 200;
        Collect();
        Kernel.Current.Dropped.Drain();
        long free = Kernel.Current.Memory.Frames.FreePages;
        long reclaimed = Kernel.Current.Dropped.Reclaimed;
        DropFrames(count);
        Check.True(Kernel.Current.Memory.Frames.FreePages <= free - count, "in use");
        Collect();
        Kernel.Current.Dropped.Drain();
        long found = Kernel.Current.Dropped.Reclaimed - reclaimed;
        // A stale word on a stack may keep one or the other.
        Check.True(found is >= count - 10 and <= 2 * count, "reclaimed " + found);
        Check.True(Kernel.Current.Memory.Frames.FreePages >= free - 30, "the pages are free again");
    }

    [KernelTest(On = Target.Metal)]
    public static void Disposed_handles_are_not_reclaimed_again()
    {
        Collect();
        Kernel.Current.Dropped.Drain();
        long reclaimed = Kernel.Current.Dropped.Reclaimed;
        for (int i = 0; i < 500; i++)
            UFrame.Alloc().Dispose();
        Collect();
        Kernel.Current.Dropped.Drain();
        Check.Equal(reclaimed, Kernel.Current.Dropped.Reclaimed);
    }

    [KernelTest(On = Target.Metal)]
    public static void Dropped_spaces_drop_what_they_map()
    {
        UFrame frame = UFrame.Alloc();
        DropSpaces(frame, 20);
        Check.True(frame.ReferenceCount > 15, "mapped");
        Collect();
        Kernel.Current.Dropped.Drain();
        Check.True(frame.ReferenceCount <= 3, "unmapped");
        frame.Dispose();
    }

    [KernelTest(On = Target.Metal)]
    public static void Exhausted_memory_is_an_exception_and_memory_comes_back()
    {
        Collect();
        long chunks = Exhaust();
        Check.True(chunks > 100, "a lot was allocated");
        Collect();
        var again = new List<byte[]>();
        for (int i = 0; i < 50; i++)
            again.Add(new byte[64 * 1024]);
        Check.Equal(50, again.Count);
        Check.Throws<OutOfMemoryException>(() => new byte[int.MaxValue]);
        using UFrame frame = UFrame.Alloc();
    }

    [KernelTest(On = Target.Metal)]
    public static void Exhausted_pages_are_an_exception_and_dropped_handles_are_found()
    {
        Check.Throws<OutOfMemoryException>(static () =>
        {
            var frames = new List<UFrame>();
            while (true)
                frames.Add(UFrame.Alloc());
        });
        // Nobody disposed them: the first allocation that finds no page collects them.
        for (int i = 0; i < 100; i++)
            UFrame.Alloc().Dispose();
    }

    [KernelTest(On = Target.Metal)]
    public static void Objects_are_zero_and_aligned_whatever_was_there_before()
    {
        var random = new Lehmer(9);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = new byte[random.Next(700)];
            foreach (byte b in bytes)
                Check.True(b == 0, "zero");
            bytes.AsSpan().Fill(0xff);
        }
    }

    // ---- Tools -----------------------------------------------------------------------------------------------

    private static CollectorStatistics Statistics => Kernel.Current.Memory.Heap.Collector.Statistics;

    private static void Collect() => Kernel.Current.Memory.Heap.CollectNow();

    /// <summary>Makes garbage that would overwrite whatever was freed by mistake.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Churn(int count)
    {
        for (int i = 0; i < count; i++)
        {
            var garbage = new byte[16 + i % 200];
            garbage.AsSpan().Fill(0xee);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ReadOnlySpan<int> MakeSpan()
    {
        int[] array = new int[1000];
        for (int i = 0; i < array.Length; i++)
            array[i] = i / 500 == 0 ? 0 : (i - 500) * 3;
        return array.AsSpan(500, 400);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DropFrames(int count)
    {
        for (int i = 0; i < count; i++)
            UFrame.Alloc();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DropSpaces(UFrame frame, int count)
    {
        for (int i = 0; i < count; i++)
        {
            var space = new VmSpace();
            using VmCursor cursor = space.Cursor(0x10000, 0x11000);
            cursor.Map(frame, new PageProperty(PageFlags.Read));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Exhaust()
    {
        object[]? list = null;
        long chunks = 0;
        try
        {
            while (true)
            {
                list = [new byte[60_000], list!];
                chunks++;
            }
        }
        catch (OutOfMemoryException)
        {
            return chunks;
        }
    }

    private sealed class Node
    {
        public int Value;
        public Node? Next;
    }

    /// <summary>Knows what it must contain.</summary>
    private sealed class Record
    {
        private readonly int[] _numbers;
        private readonly string _text;
        private readonly object _boxed;
        private Record? _other;
        private readonly int _depth;

        public Record(int key, int salt, Record? other)
        {
            _numbers = new int[1 + salt % 13];
            _numbers[^1] = key;
            _text = (salt & 1) == 0 ? key.ToString() : "";
            _boxed = key;
            // A chain, but not one that keeps everything.
            _other = other is { _depth: < 4 } ? other : null;
            _depth = _other is null ? 0 : _other._depth + 1;
        }

        public void Check(int key)
        {
            for (Record? record = this; record is not null; record = record._other)
            {
                int mine = record._numbers[^1];
                if (record == this && mine != key || (int)record._boxed != mine || record._text.Length != 0 && record._text != mine.ToString())
                    InKernel.Check.Fail("a live object changed");
            }
        }
    }
}
