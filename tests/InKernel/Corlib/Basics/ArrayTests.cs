using System;
using System.Collections;
using System.Collections.Generic;

namespace InKernel.Corlib.Basics;

public static class ArrayTests
{
    [KernelTest]
    public static void An_array_is_a_read_only_sized_list_of_its_elements()
    {
        int[] array = [3, 1, 2];
        IList<int> list = array;
        IReadOnlyList<int> readOnly = array;
        Check.Equal(3, list.Count);
        Check.Equal(2, readOnly[2]);
        Check.True(list.Contains(1) && !list.Contains(9));
        Check.Equal(1, list.IndexOf(1));
        list[0] = 7;
        Check.Equal(7, array[0]);
        Check.True(list.IsReadOnly);
        Check.Throws<NotSupportedException>(() => list.Add(1));
        Check.Throws<NotSupportedException>(() => list.RemoveAt(0));
        Check.Throws<NotSupportedException>(() => list.Clear());
        Check.Throws<ArgumentOutOfRangeException>("index", () => list[3]);
        Check.Sequence([7, 1, 2], list);
        var copy = new int[5];
        list.CopyTo(copy, 1);
        Check.Span<int>([0, 7, 1, 2, 0], copy);
    }

    [KernelTest]
    public static void An_array_is_an_untyped_list_too()
    {
        Array array = new[] { "a", "b" };
        IList list = array;
        Check.Equal(2, list.Count);
        Check.Equal("b", (string?)list[1]);
        list[1] = "c";
        Check.Equal("c", (string?)array.GetValue(1));
        Check.Equal(0, list.IndexOf("a"));
        Check.True(list.IsFixedSize);
        Check.Throws<NotSupportedException>(() => list.Add("x"));
        Check.Throws<InvalidCastException>(() => array.SetValue(5, 0));
        Check.Throws<IndexOutOfRangeException>(() => array.GetValue(2));
        string joined = "";
        foreach (object? item in array)
            joined += item;
        Check.Equal("ac", joined);

        Array numbers = new[] { 1, 2 };
        numbers.SetValue(5, 1);
        Check.Equal(5, (int)numbers.GetValue(1)!);
    }

    [KernelTest]
    public static void An_enumerator_of_an_array_has_no_current_before_and_after()
    {
        IEnumerator<int> e = ((IEnumerable<int>)[4]).GetEnumerator();
        Check.True(e.MoveNext());
        Check.Equal(4, e.Current);
        Check.False(e.MoveNext());
        Check.False(e.MoveNext());
        IEnumerator untyped = new[] { 4 }.GetEnumerator();
        Check.Throws<InvalidOperationException>(() => untyped.Current);
        Check.True(untyped.MoveNext());
        Check.Equal(4, (int)untyped.Current!);
        Check.False(untyped.MoveNext());
        Check.Throws<InvalidOperationException>(() => untyped.Current);
        untyped.Reset();
        Check.True(untyped.MoveNext());
    }

    [KernelTest]
    public static void Copying_checks_ranges_and_types()
    {
        int[] from = [1, 2, 3];
        var to = new int[3];
        Array.Copy(from, to, 3);
        Check.Span<int>([1, 2, 3], to);
        Check.Throws<ArgumentNullException>("sourceArray", () => Array.Copy(null!, to, 1));
        Check.Throws<ArgumentNullException>("destinationArray", () => Array.Copy(from, null!, 1));
        Check.Throws<ArgumentOutOfRangeException>("length", () => Array.Copy(from, to, -1));
        Check.Throws<ArgumentException>("sourceArray", () => Array.Copy(from, 1, to, 0, 3));
        Check.Throws<ArgumentException>("destinationArray", () => Array.Copy(from, 0, to, 1, 3));
        Check.Throws<ArrayTypeMismatchException>(() => Array.Copy(from, new string[3], 1), "values into references of another kind");
        Check.Throws<ArrayTypeMismatchException>(() => Array.Copy(new string[1], to, 1));
        Check.Throws<ArrayTypeMismatchException>(() => Array.Copy(new[] { "a" }, new Exception[1], 1));
        Check.Throws<ArrayTypeMismatchException>(() => Array.Copy(from, new IDisposable[1], 0));
        Check.Throws<ArrayTypeMismatchException>(() => Array.Copy(new double[1], new float[1], 1));
        Check.Throws<ArrayTypeMismatchException>(() => Array.Copy(new bool[1], new DateTime[1], 1));
        Array.Copy(from, new IComparable[3], 3);
        Array.Copy(from, new DayOfWeek[3], 3);
    }

    [KernelTest]
    public static void Copying_converts_references_and_boxes_where_it_can()
    {
        object[] objects = ["a", "b", 3];
        var strings = new string[2];
        Array.Copy(objects, strings, 2);
        Check.Span<string>(["a", "b"], strings);
        Check.Throws<InvalidCastException>(() => Array.Copy(objects, 1, strings, 0, 2));
        Check.Equal("b", strings[0], "what came before the failure was copied");

        var boxes = new object[2];
        Array.Copy(new[] { 8, 9 }, boxes, 2);
        Check.Equal(9, (int)boxes[1]);
        var numbers = new int[2];
        Array.Copy(boxes, numbers, 2);
        Check.Span<int>([8, 9], numbers);
        Check.Throws<InvalidCastException>(() => Array.Copy(objects, numbers, 1));

        uint[] unsigned = new uint[2];
        Array.Copy(new[] { -1, 2 }, unsigned, 2);
        Check.Span<uint>([uint.MaxValue, 2], unsigned);
    }

    [KernelTest]
    public static void Resizing_keeps_the_common_part()
    {
        int[]? array = [1, 2, 3];
        int[] same = array;
        Array.Resize(ref array, 3);
        Check.Same(same, array);
        Array.Resize(ref array, 5);
        Check.Span<int>([1, 2, 3, 0, 0], array);
        Array.Resize(ref array, 2);
        Check.Span<int>([1, 2], array);
        int[]? none = null;
        Array.Resize(ref none, 1);
        Check.Span<int>([0], none);
        Check.Throws<ArgumentOutOfRangeException>("newSize", () => Array.Resize(ref array, -1));
    }

    [KernelTest]
    public static void Elements_are_found_by_value_and_by_predicate()
    {
        string?[] array = ["a", null, "b", "a"];
        Check.Equal(0, Array.IndexOf(array, "a"));
        Check.Equal(3, Array.IndexOf(array, "a", 1));
        Check.Equal(3, Array.LastIndexOf(array, "a"));
        Check.Equal(1, Array.IndexOf(array, null));
        Check.Equal(-1, Array.IndexOf(array, "z"));
        Check.Equal("b", Array.Find(array, s => s is not null && s != "a"));
        Check.Equal(2, Array.FindIndex(array, s => s == "b"));
        Check.True(Array.Exists(array, s => s is null));
        Check.False(Array.TrueForAll(array, s => s is not null));
        Check.Throws<ArgumentOutOfRangeException>("startIndex", () => Array.IndexOf(array, "a", 5));
        Check.Throws<ArgumentNullException>("array", () => Array.IndexOf<int>(null!, 1));
    }

    [KernelTest]
    public static void Filling_clearing_and_reversing_touch_their_range_only()
    {
        int[] array = [1, 2, 3, 4, 5];
        Array.Fill(array, 9, 1, 2);
        Check.Span<int>([1, 9, 9, 4, 5], array);
        Array.Clear(array, 2, 2);
        Check.Span<int>([1, 9, 0, 0, 5], array);
        Array.Reverse(array, 0, 3);
        Check.Span<int>([0, 9, 1, 0, 5], array);
        Array.Clear(array);
        Check.Span<int>([0, 0, 0, 0, 0], array);
        Check.Throws<IndexOutOfRangeException>(() => Array.Clear(array, 3, 3));
        Check.Throws<ArgumentException>(() => Array.Reverse(array, 3, 3));
        object[] strings = new string[2];
        Check.Throws<ArrayTypeMismatchException>(() => Array.Fill(strings, new object()));
        Array.Fill(strings, "x");
        Check.Equal("x", (string)strings[1]);
    }

    [KernelTest]
    public static void A_failing_comparison_stops_the_sort()
    {
        var failing = Check.Throws<InvalidOperationException>(() => Array.Sort(new[] { 3, 2, 1 }, (_, _) => throw new FormatException("no")));
        Check.Equal("no", failing.InnerException?.Message);
        var mixed = new object[] { 1, new object(), 2 };
        Check.Throws<InvalidOperationException>(() => Array.Sort(mixed));
        Check.Throws<ArgumentNullException>("array", () => Array.Sort<int>(null!));
        Check.Throws<ArgumentException>(() => Array.Sort([1, 2], 1, 2));
    }

    [KernelTest]
    public static void A_senseless_comparison_gives_some_order_and_no_crash()
    {
        var random = new Lehmer(9);
        for (int round = 0; round < 50; round++)
        {
            var items = new int[random.Next(200)];
            for (int i = 0; i < items.Length; i++)
                items[i] = i;
            Array.Sort(items, (_, _) => random.Next(3) - 1);
            long sum = 0;
            foreach (int item in items)
                sum += item;
            Check.Equal(items.Length * (items.Length - 1L) / 2, sum, "nothing is lost");
        }
    }

    [KernelTest]
    public static void Sorting_stays_fast_on_hostile_orders()
    {
        const int count = 20000;
        var items = new int[count];
        for (int i = 0; i < count; i++)
            items[i] = i % 2 == 0 ? i : count - i;
        long comparisons = 0;
        Array.Sort(items, (a, b) =>
        {
            comparisons++;
            return a.CompareTo(b);
        });
        Check.True(comparisons < 40L * count, "about n log n comparisons");
        for (int i = 1; i < count; i++)
            Check.True(items[i - 1] <= items[i]);
    }

    [KernelTest]
    public static void Empty_arrays_are_shared_and_clones_are_not()
    {
        Check.Same(Array.Empty<int>(), Array.Empty<int>());
        int[] array = [1, 2];
        var clone = (int[])array.Clone();
        Check.False(ReferenceEquals(array, clone));
        Check.Span<int>(array, clone);
        Check.Equal(1, array.Rank);
        Check.Equal(1, array.GetUpperBound(0));
        Check.Equal(2, array.GetLength(0));
        Check.Throws<IndexOutOfRangeException>(() => array.GetLength(1));
    }

    [KernelTest]
    public static void Segments_are_stretches_of_arrays()
    {
        int[] array = [1, 2, 3, 4];
        var segment = new ArraySegment<int>(array, 1, 2);
        Check.Sequence([2, 3], segment);
        segment[0] = 9;
        Check.Equal(9, array[1]);
        Check.Equal(1, segment.Slice(1).Count);
        Check.Span<int>([9, 3], segment.ToArray());
        Check.True(segment == new ArraySegment<int>(array, 1, 2));
        Check.Throws<ArgumentOutOfRangeException>("index", () => segment[2]);
        Check.Throws<ArgumentException>(() => new ArraySegment<int>(array, 3, 2));
        Check.Throws<InvalidOperationException>(() => default(ArraySegment<int>).ToArray());
    }
}
