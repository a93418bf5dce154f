using System;
using System.Collections;
using System.Collections.Generic;

namespace InKernel.Runtime;

/// <summary>What the compiler makes of <c>yield</c> and <c>foreach</c>.</summary>
public static class LanguageIteratorTests
{
    [KernelTest]
    public static void An_iterator_runs_only_as_far_as_it_is_asked()
    {
        var log = new List<string>();
        IEnumerator<int> e = Logged(log).GetEnumerator();
        Check.Equal(0, log.Count);
        Check.True(e.MoveNext());
        Check.Equal(1, e.Current);
        Check.Sequence(["start"], log);
        Check.True(e.MoveNext());
        Check.Sequence(["start", "after 1"], log);
        Check.False(e.MoveNext());
        Check.False(e.MoveNext());
        Check.Sequence(["start", "after 1", "after 2", "finally"], log);
    }

    [KernelTest]
    public static void Leaving_a_loop_early_runs_the_finally_block_of_the_iterator()
    {
        var log = new List<string>();
        foreach (int i in Logged(log))
        {
            if (i == 1)
                break;
        }

        Check.Sequence(["start", "finally"], log);
        log.Clear();
        Check.Throws<FormatException>(() =>
        {
            foreach (int _ in Logged(log))
                throw new FormatException();
        });
        Check.Sequence(["start", "finally"], log);
    }

    [KernelTest]
    public static void Each_enumeration_starts_again_with_the_first_arguments()
    {
        IEnumerable<int> squares = Squares(3);
        Check.Sequence([0, 1, 4], squares);
        Check.Sequence([0, 1, 4], squares);
        IEnumerator<int> first = squares.GetEnumerator();
        IEnumerator<int> second = squares.GetEnumerator();
        first.MoveNext();
        first.MoveNext();
        second.MoveNext();
        Check.Equal(1, first.Current);
        Check.Equal(0, second.Current);
        Check.Throws<NotSupportedException>(() => first.Reset());
    }

    [KernelTest]
    public static void Iterators_nest_and_recurse()
    {
        Check.Sequence(["abc", "acb", "bac", "bca", "cab", "cba"], Permutations("abc"));
        Check.Sequence([1, 3, 5], Where(Take(Numbers(), 5), n => n % 2 != 0));
    }

    [KernelTest]
    public static void An_exception_in_an_iterator_ends_it()
    {
        IEnumerator<int> e = Failing().GetEnumerator();
        Check.True(e.MoveNext());
        Check.Throws<InvalidOperationException>(() => e.MoveNext());
        Check.False(e.MoveNext());
    }

    [KernelTest]
    public static void Generic_iterators_work_over_values_and_references()
    {
        Check.Sequence(["b", "a"], Reversed(["a", "b"]));
        Check.Sequence([(2, 'b'), (1, 'a')], Reversed([(1, 'a'), (2, 'b')]));
        Check.Sequence([0.5], Reversed([0.5]));
    }

    [KernelTest]
    public static void Foreach_follows_the_pattern_without_interfaces()
    {
        var log = new List<string>();
        int sum = 0;
        foreach (int i in new Countdown(3, log))
            sum += i;
        Check.Equal(6, sum);
        Check.Sequence(["disposed"], log);
        foreach (char c in 2..5)
            log.Add(c.ToString());
        Check.Sequence(["disposed", "2", "3", "4"], log);
    }

    [KernelTest]
    public static void Foreach_over_a_span_can_change_it()
    {
        Span<int> numbers = stackalloc int[] { 1, 2, 3 };
        foreach (ref int number in numbers)
            number *= 10;
        Check.Equal(60, numbers[0] + numbers[1] + numbers[2]);
        int[] array = [1, 2, 3];
        foreach (int i in array)
            array[0] += i;
        Check.Equal(7, array[0]);
    }

    [KernelTest]
    public static void Foreach_casts_the_elements_of_old_collections()
    {
        IEnumerable old = new object[] { "a", "b" };
        string all = "";
        foreach (string s in old)
            all += s;
        Check.Equal("ab", all);
        Check.Throws<InvalidCastException>(() =>
        {
            foreach (int _ in old)
                all += "x";
        });
        Check.Equal("ab", all);
    }

    [KernelTest]
    public static void Foreach_takes_tuples_and_structures_apart()
    {
        string all = "";
        foreach ((string name, int number) in new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 })
            all += name + number.ToString();
        foreach (var (x, y) in new[] { (1, 2), (3, 4) })
            all += (x * y).ToString();
        Check.Equal("a1b2212", all);
    }

    private static IEnumerable<int> Logged(List<string> log)
    {
        log.Add("start");
        try
        {
            yield return 1;
            log.Add("after 1");
            yield return 2;
            log.Add("after 2");
        }
        finally
        {
            log.Add("finally");
        }
    }

    private static IEnumerable<int> Squares(int count)
    {
        for (int i = 0; i < count; i++)
            yield return i * i;
    }

    private static IEnumerable<int> Numbers()
    {
        for (int i = 1; ; i++)
            yield return i;
    }

    private static IEnumerable<T> Take<T>(IEnumerable<T> items, int count)
    {
        foreach (T item in items)
        {
            if (count-- == 0)
                yield break;
            yield return item;
        }
    }

    private static IEnumerable<T> Where<T>(IEnumerable<T> items, Func<T, bool> wanted)
    {
        foreach (T item in items)
        {
            if (wanted(item))
                yield return item;
        }
    }

    private static IEnumerable<T> Reversed<T>(T[] items)
    {
        for (int i = items.Length - 1; i >= 0; i--)
            yield return items[i];
    }

    private static IEnumerable<string> Permutations(string letters)
    {
        if (letters.Length == 0)
            yield return "";
        for (int i = 0; i < letters.Length; i++)
        {
            foreach (string rest in Permutations(letters[..i] + letters[(i + 1)..]))
                yield return letters[i] + rest;
        }
    }

    private static IEnumerable<int> Failing()
    {
        yield return 1;
        throw new InvalidOperationException();
    }

    private readonly struct Countdown(int from, List<string> log)
    {
        public Enumerator GetEnumerator() => new(from, log);

        public ref struct Enumerator(int from, List<string> log)
        {
            private int _next = from + 1;

            public readonly int Current => _next;

            public bool MoveNext() => --_next > 0;

            public readonly void Dispose() => log.Add("disposed");
        }
    }

    private static IEnumerator<char> GetEnumerator(this Range range)
    {
        for (int i = range.Start.Value; i < range.End.Value; i++)
            yield return (char)('0' + i);
    }
}
