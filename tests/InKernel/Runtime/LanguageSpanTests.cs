using System;
using System.Collections;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace InKernel.Runtime;

/// <summary>Spans, ref structures, ranges, collection expressions and <c>params</c>.</summary>
public static class LanguageSpanTests
{
    [KernelTest]
    public static void Collection_expressions_make_every_kind_of_collection()
    {
        int[] array = [1, 2, 3];
        List<int> list = [0, .. array, 4];
        HashSet<int> set = [.. list, .. list];
        ReadOnlySpan<int> span = [.. array, 9];
        IEnumerable<int> sequence = [5, 6];
        IReadOnlyList<string> readOnly = ["a", "b"];
        ICollection<int> collection = [7];
        Span<string> strings = ["x", "y"];
        Check.Sequence([0, 1, 2, 3, 4], list);
        Check.Equal(5, set.Count);
        Check.Equal(9, span[3]);
        Check.Sequence([5, 6], sequence);
        Check.Equal("b", readOnly[1]);
        collection.Add(8);
        Check.Sequence([7, 8], collection);
        strings[0] = "z";
        Check.Equal("zy", strings[0] + strings[1]);
        Check.Equal(0, Count([]));
        Bag bag = ["p", "q", "r"];
        Check.Sequence(["p", "q", "r"], bag);

        static int Count(int[] numbers) => numbers.Length;
    }

    [KernelTest]
    public static void Params_collect_arguments_into_arrays_spans_and_lists()
    {
        Check.Equal("0:", Array());
        Check.Equal("3:abc", Array("a", "b", "c"));
        Check.Equal("2:xy", Array(["x", "y"]));
        Check.Equal(0, Sum());
        Check.Equal(6, Sum(1, 2, 3));
        Check.Equal(3, Sum([1, 2]));
        Check.Equal(2, Many("a", "b").Count);
        Check.Equal("a-b", Joined('-', "a", "b"));

        static string Array(params string[] parts) => parts.Length.ToString() + ":" + string.Concat(parts);

        static int Sum(params ReadOnlySpan<int> numbers)
        {
            int sum = 0;
            foreach (int number in numbers)
                sum += number;
            return sum;
        }

        static List<string> Many(params List<string> parts) => parts;

        static string Joined(char separator, params ReadOnlySpan<string> parts)
        {
            string all = "";
            foreach (string part in parts)
                all += all.Length == 0 ? part : separator + part;
            return all;
        }
    }

    [KernelTest]
    public static void Ranges_and_indices_count_from_both_ends()
    {
        int[] numbers = [0, 1, 2, 3, 4, 5];
        Check.Equal(5, numbers[^1]);
        Check.Sequence([2, 3], numbers[2..4]);
        Check.Sequence([4, 5], numbers[^2..]);
        Check.Sequence([0, 1], numbers[..2]);
        Check.Sequence([0, 1, 2, 3, 4, 5], numbers[..]);
        Check.Equal("ell", "hello"[1..^1]);
        Span<int> span = numbers;
        span[1..^1][0] = 9;
        Check.Equal(9, numbers[1]);
        Range range = 1..3;
        Check.Sequence([9, 2], numbers[range]);
        Check.Throws<ArgumentOutOfRangeException>(() => numbers[4..3]);
        Check.Throws<IndexOutOfRangeException>(() => numbers[^7]);
    }

    [KernelTest]
    public static void Stack_memory_is_zero_and_bounded()
    {
        Span<long> numbers = stackalloc long[100];
        for (int i = 0; i < numbers.Length; i++)
            Check.Equal(0L, numbers[i]);
        numbers[99] = 1;
        Check.True(Overruns(numbers));
        Span<int> none = stackalloc int[Zero()];
        Check.True(none.IsEmpty);
        Check.Equal(6, Sum(stackalloc[] { 1, 2, 3 }));

        static bool Overruns(Span<long> numbers)
        {
            try
            {
                numbers[100] = 1;
                return false;
            }
            catch (IndexOutOfRangeException)
            {
                return true;
            }
        }

        static int Zero() => 0;

        static int Sum(ReadOnlySpan<int> numbers)
        {
            int sum = 0;
            foreach (int number in numbers)
                sum += number;
            return sum;
        }
    }

    [KernelTest]
    public static void A_ref_structure_holds_spans_and_references()
    {
        int counter = 0;
        var tokens = new Tokenizer("let  x = 42", ref counter);
        string all = "";
        while (tokens.TryNext(out ReadOnlySpan<char> token))
            all += "[" + token.ToString() + "]";
        Check.Equal("[let][x][=][42]", all);
        Check.Equal(4, counter);
    }

    [KernelTest]
    public static void A_ref_structure_can_implement_an_interface_and_be_a_type_argument()
    {
        int counter = 0;
        Check.Equal(3, Drain(new Tokenizer("a b c", ref counter)));
        Check.Equal(3, counter);

        static int Drain<T>(T source) where T : ITokens, allows ref struct
        {
            int count = 0;
            while (source.TryNext(out _))
                count++;
            return count;
        }
    }

    [KernelTest]
    public static void Constant_data_is_read_through_spans()
    {
        ReadOnlySpan<byte> bytes = [1, 2, 250];
        ReadOnlySpan<byte> text = "héllo"u8;
        ReadOnlySpan<int> numbers = [1, -2, int.MaxValue];
        ReadOnlySpan<char> chars = ['a', 'b'];
        ReadOnlySpan<long> longs = [long.MinValue, 1];
        Check.Equal(253, bytes[0] + bytes[1] + bytes[2]);
        Check.Equal(6, text.Length);
        Check.Equal(0xc3, text[1]);
        Check.Equal(int.MaxValue - 1, numbers[0] + numbers[1] + numbers[2]);
        Check.Equal("ab", chars.ToString());
        Check.Equal(long.MinValue, longs[0]);
    }

    [KernelTest]
    public static void Arrays_of_arrays_are_jagged()
    {
        int[][] triangle = [[1], [1, 1], [1, 2, 1]];
        int sum = 0;
        foreach (int[] row in triangle)
        {
            foreach (int number in row)
                sum += number;
        }

        Check.Equal(7, sum);
        triangle[1] = [5];
        Check.Throws<IndexOutOfRangeException>(() => triangle[1][1]);
    }

    private interface ITokens
    {
        bool TryNext(out ReadOnlySpan<char> token);
    }

    private ref struct Tokenizer(ReadOnlySpan<char> text, ref int counter) : ITokens
    {
        private ReadOnlySpan<char> _rest = text;
        private readonly ref int _counter = ref counter;

        public bool TryNext(out ReadOnlySpan<char> token)
        {
            _rest = _rest.TrimStart(' ');
            int end = _rest.IndexOf(' ');
            token = end < 0 ? _rest : _rest[..end];
            _rest = _rest[token.Length..];
            if (token.IsEmpty)
                return false;
            _counter++;
            return true;
        }
    }

    [CollectionBuilder(typeof(BagBuilder), nameof(BagBuilder.Create))]
    private sealed class Bag(string[] items) : IEnumerable<string>
    {
        public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)items).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private static class BagBuilder
    {
        public static Bag Create(ReadOnlySpan<string> items) => new(items.ToArray());
    }
}
