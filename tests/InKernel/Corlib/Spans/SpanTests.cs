using System;
using System.Runtime.CompilerServices;

namespace InKernel.Corlib.Spans;

public static class SpanTests
{
    [KernelTest]
    public static void A_span_sees_what_it_covers()
    {
        int[] array = [1, 2, 3, 4];
        Span<int> span = array;
        span[1] = 20;
        Check.Equal(20, array[1]);
        Span<int> part = span.Slice(1, 2);
        part[0]++;
        Check.Equal(21, array[1]);
        Check.Equal(2, part.Length);
        Check.True(span[2..] == span.Slice(2));
        Check.False(span == part);
        Check.Equal(4, span[^1]);
        Span<int> stack = stackalloc int[3];
        stack.Fill(7);
        Check.Span<int>([7, 7, 7], stack);
        int single = 5;
        var one = new Span<int>(ref single);
        one[0] = 6;
        Check.Equal(6, single);
    }

    [KernelTest]
    public static void A_span_checks_its_bounds()
    {
        int[] array = [1, 2, 3];
        Check.Throws<IndexOutOfRangeException>(() => array.AsSpan()[3]);
        Check.Throws<IndexOutOfRangeException>(() => array.AsSpan()[-1]);
        Check.Throws<IndexOutOfRangeException>(() => default(Span<int>)[0]);
        Check.Throws<ArgumentOutOfRangeException>(() => array.AsSpan().Slice(4).Length);
        Check.Throws<ArgumentOutOfRangeException>(() => array.AsSpan().Slice(-1).Length);
        Check.Throws<ArgumentOutOfRangeException>(() => array.AsSpan().Slice(1, 3).Length);
        Check.Throws<ArgumentOutOfRangeException>(() => array.AsSpan().Slice(1, int.MaxValue).Length);
        Check.Throws<ArgumentOutOfRangeException>(() => new ReadOnlySpan<int>(array, 2, 2).Length);
        Check.Throws<ArgumentOutOfRangeException>(() => new Span<int>(null, 0, 1).Length);
        Check.Throws<ArgumentException>("destination", () => array.AsSpan().CopyTo(new int[2]));
        Check.False(array.AsSpan().TryCopyTo(new int[2]));
        Check.Throws<ArgumentOutOfRangeException>(() => "abc".AsSpan(4).Length);
        Check.Throws<ArgumentOutOfRangeException>(() => "abc".AsSpan(2, 2).Length);
    }

    [KernelTest]
    public static void A_writable_span_refuses_an_array_of_another_element_type()
    {
        object[] strings = new string[] { "a" };
        Check.Throws<ArrayTypeMismatchException>(() => new Span<object>(strings).Length);
        Check.Equal(1, new ReadOnlySpan<object>(strings).Length);
    }

    [KernelTest]
    public static void Nothing_and_null_are_empty_spans()
    {
        Check.True(default(Span<int>).IsEmpty);
        Check.True(((Span<int>)(int[]?)null).IsEmpty);
        Check.True(((string?)null).AsSpan().IsEmpty);
        Check.Equal(0, Span<string>.Empty.ToArray().Length);
        Check.Equal("", default(ReadOnlySpan<char>).ToString());
        Check.Equal("abc", "abc".AsSpan().ToString());
        Check.Equal("System.Span<Int32>[2]", new Span<int>(new int[2]).ToString());
        Check.Equal("System.ReadOnlySpan<String>[0]", default(ReadOnlySpan<string>).ToString());
    }

    [KernelTest]
    public static void Every_length_and_overlap_of_a_move_is_right()
    {
        const int size = 160;
        var bytes = new byte[size];
        for (int length = 0; length <= 100; length++)
        {
            foreach (int from in (ReadOnlySpan<int>)[0, 1, 7, 20])
            {
                for (int to = 0; to <= 40; to++)
                {
                    for (int i = 0; i < size; i++)
                        bytes[i] = (byte)(i * 7);
                    bytes.AsSpan(from, length).CopyTo(bytes.AsSpan(to));
                    for (int i = 0; i < size; i++)
                    {
                        int expected = i >= to && i < to + length ? i - to + from : i;
                        if (bytes[i] != (byte)(expected * 7))
                            Check.Fail($"length {length} from {from} to {to}: byte {i}");
                    }
                }
            }
        }
    }

    [KernelTest]
    public static void Every_length_of_clearing_filling_and_comparing_is_right()
    {
        for (int length = 0; length <= 150; length++)
        {
            for (int start = 0; start < 9; start++)
            {
                var bytes = new byte[length + 20];
                bytes.AsSpan(start, length).Fill(0xAB);
                for (int i = 0; i < bytes.Length; i++)
                    Check.True(bytes[i] == (i >= start && i < start + length ? 0xAB : 0), "filled");
                var copy = (byte[])bytes.Clone();
                Check.True(bytes.AsSpan(start, length).SequenceEqual(copy.AsSpan(start, length)));
                if (length != 0)
                {
                    copy[start + length - 1]++;
                    Check.False(bytes.AsSpan(start, length).SequenceEqual(copy.AsSpan(start, length)));
                    Check.Equal(length - 1, bytes.AsSpan(start, length).CommonPrefixLength(copy.AsSpan(start, length)));
                    Check.Equal(length - 1, copy.AsSpan(start, length).IndexOf((byte)0xAC));
                }

                bytes.AsSpan(start, length).Clear();
                Check.Equal(-1, bytes.AsSpan().IndexOfAnyExcept((byte)0));
            }
        }
    }

    [KernelTest]
    public static void Indexes_and_ranges_count_from_both_ends()
    {
        Check.Equal("^3", (^3).ToString());
        Check.Equal("1..^2", (1..^2).ToString());
        Check.Equal(7, (^3).GetOffset(10));
        Check.Equal((2, 5), (2..7).GetOffsetAndLength(10));
        Check.Throws<ArgumentOutOfRangeException>("length", () => (5..11).GetOffsetAndLength(10));
        Check.Throws<ArgumentOutOfRangeException>("value", () => new Index(-1));
        Check.True(new Index(3).Equals(3) && (^1).IsFromEnd);
        Check.Equal(Range.All, ..);
        int[] array = [1, 2, 3, 4];
        Check.Span<int>([2, 3], array[1..^1]);
        Check.Throws<ArgumentOutOfRangeException>(() => array[3..2]);
    }

    [KernelTest]
    public static void Structs_with_references_are_moved_whole()
    {
        var items = new (string, int, string)[50];
        for (int i = 0; i < items.Length; i++)
            items[i] = (i.ToString(), i, new string('v', i));
        items.AsSpan(3, 40).CopyTo(items.AsSpan(5));
        for (int i = 5; i < 45; i++)
            Check.Equal(((i - 2).ToString(), i - 2, new string('v', i - 2)), items[i]);
        Check.True(RuntimeHelpers.IsReferenceOrContainsReferences<(string, int)>());
        Check.False(RuntimeHelpers.IsReferenceOrContainsReferences<(long, int)>());
    }
}
