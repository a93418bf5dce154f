using System;
using System.Collections;
using System.Collections.Generic;

namespace InKernel.Corlib.Collections;

public static class ListTests
{
    [KernelTest]
    public static void A_new_list_is_empty_and_grows_by_doubling_from_four()
    {
        var list = new List<int>();
        Check.Equal(0, list.Count);
        Check.Equal(0, list.Capacity);
        int[] capacities = [4, 4, 4, 4, 8, 8, 8, 8, 16];
        for (int i = 0; i < capacities.Length; i++)
        {
            list.Add(i * 10);
            Check.Equal(i + 1, list.Count);
            Check.Equal(capacities[i], list.Capacity);
        }

        Check.Sequence([0, 10, 20, 30, 40, 50, 60, 70, 80], list);
    }

    [KernelTest]
    public static void Elements_are_read_and_written_by_index()
    {
        var list = new List<string> { "a", "b", "c" };
        list[1] = "x";
        Check.Equal("x", list[1]);
        Check.Equal("c", list[^1]);
        Check.Throws<ArgumentOutOfRangeException>("index", () => list[3]);
        Check.Throws<ArgumentOutOfRangeException>("index", () => list[-1]);
        Check.Throws<ArgumentOutOfRangeException>("index", () => { list[3] = "y"; });
    }

    [KernelTest]
    public static void Insert_moves_what_stands_behind()
    {
        var list = new List<string> { "b" };
        list.Insert(0, "a");
        list.Insert(2, "d");
        list.Insert(2, "c");
        Check.Sequence(["a", "b", "c", "d"], list);
        Check.Throws<ArgumentOutOfRangeException>("index", () => list.Insert(5, "z"));
        Check.Throws<ArgumentOutOfRangeException>("index", () => list.Insert(-1, "z"));
        Check.Equal(4, list.Count);
    }

    [KernelTest]
    public static void Remove_takes_the_first_equal_element()
    {
        var list = new List<string?> { "a", "b", null, "b", null };
        Check.True(list.Remove("b"));
        Check.True(list.Remove(null));
        Check.False(list.Remove("z"));
        Check.Sequence(["a", "b", null], list);
        list.RemoveAt(0);
        Check.Sequence(["b", null], list);
        Check.Throws<ArgumentOutOfRangeException>("index", () => list.RemoveAt(2));
    }

    [KernelTest]
    public static void Ranges_are_taken_inserted_and_removed()
    {
        List<int> list = [0, 1, 2, 3, 4, 5];
        Check.Sequence([2, 3, 4], list.GetRange(2, 3));
        Check.Sequence([1, 2], list[1..3]);
        list.RemoveRange(1, 4);
        Check.Sequence([0, 5], list);
        list.InsertRange(1, Counted(3));
        Check.Sequence([0, 100, 101, 102, 5], list);
        list.InsertRange(1, new[] { 7, 8 });
        Check.Sequence([0, 7, 8, 100, 101, 102, 5], list);
        list.AddRange(new ReadOnlySpan<int>(new[] { 9 }));
        Check.Equal(9, list[7]);
        Check.Throws<ArgumentException>(() => list.GetRange(5, 9));
        Check.Throws<ArgumentOutOfRangeException>("count", () => list.GetRange(5, -1));
        Check.Throws<ArgumentNullException>("collection", () => list.AddRange((IEnumerable<int>)null!));
    }

    [KernelTest]
    public static void A_list_can_be_added_to_and_inserted_into_itself()
    {
        List<int> list = [1, 2, 3];
        list.AddRange(list);
        Check.Sequence([1, 2, 3, 1, 2, 3], list);
        list.InsertRange(2, list);
        Check.Sequence([1, 2, 1, 2, 3, 1, 2, 3, 3, 1, 2, 3], list);
    }

    [KernelTest]
    public static void RemoveAll_keeps_the_order_of_the_rest()
    {
        var list = new List<int>(Counted(20));
        Check.Equal(10, list.RemoveAll(x => x % 2 == 0));
        Check.Sequence([101, 103, 105, 107, 109, 111, 113, 115, 117, 119], list);
        Check.Equal(0, list.RemoveAll(_ => false));
        Check.Equal(10, list.RemoveAll(_ => true));
        Check.Equal(0, list.Count);
    }

    [KernelTest]
    public static void Searches_go_forwards_and_backwards()
    {
        List<int> list = [5, 6, 7, 5, 6, 7];
        Check.Equal(1, list.IndexOf(6));
        Check.Equal(4, list.IndexOf(6, 2));
        Check.Equal(-1, list.IndexOf(6, 2, 2));
        Check.Equal(4, list.LastIndexOf(6));
        Check.Equal(1, list.LastIndexOf(6, 3));
        Check.Equal(-1, list.LastIndexOf(6, 3, 2));
        Check.True(list.Contains(7));
        Check.False(list.Contains(8));
        Check.Equal(2, list.FindIndex(x => x > 6));
        Check.Equal(5, list.FindLastIndex(x => x > 6));
        Check.Equal(7, list.Find(x => x > 6));
        Check.Equal(0, list.Find(x => x > 60));
        Check.Equal(7, list.FindLast(x => x > 5));
        Check.Sequence([6, 7, 6, 7], list.FindAll(x => x > 5));
        Check.True(list.Exists(x => x == 5));
        Check.True(list.TrueForAll(x => x > 4));
        Check.False(list.TrueForAll(x => x > 5));
    }

    [KernelTest]
    public static void Sort_orders_by_default_by_comparer_and_by_comparison()
    {
        List<int> list = [3, 1, 2, 9, 7, 8];
        list.Sort();
        Check.Sequence([1, 2, 3, 7, 8, 9], list);
        list.Sort((x, y) => y.CompareTo(x));
        Check.Sequence([9, 8, 7, 3, 2, 1], list);
        list.Sort(1, 4, Comparer<int>.Default);
        Check.Sequence([9, 2, 3, 7, 8, 1], list);
        list.Sort(Comparer<int>.Create((x, y) => (x % 3).CompareTo(y % 3) is not 0 and int order ? order : x.CompareTo(y)));
        Check.Sequence([3, 9, 1, 7, 2, 8], list);
        var words = new List<string?> { "b", null, "a", "B" };
        words.Sort(StringComparer.Ordinal);
        Check.Sequence([null, "B", "a", "b"], words);
        Check.Throws<InvalidOperationException>(() => new List<object> { new(), new() }.Sort());
    }

    [KernelTest]
    public static void BinarySearch_finds_or_says_where_it_belongs()
    {
        List<int> list = [10, 20, 30, 40];
        Check.Equal(2, list.BinarySearch(30));
        Check.Equal(~0, list.BinarySearch(5));
        Check.Equal(~3, list.BinarySearch(35));
        Check.Equal(~4, list.BinarySearch(50));
        Check.Equal(~0, new List<int>().BinarySearch(1));
    }

    [KernelTest]
    public static void Reverse_turns_all_or_a_part()
    {
        List<int> list = [1, 2, 3, 4, 5];
        list.Reverse();
        Check.Sequence([5, 4, 3, 2, 1], list);
        list.Reverse(1, 3);
        Check.Sequence([5, 2, 3, 4, 1], list);
    }

    [KernelTest]
    public static void Converting_copying_and_walking_see_every_element()
    {
        List<int> list = [1, 2, 3];
        Check.Sequence(["1", "2", "3"], list.ConvertAll(x => x.ToString()));
        int sum = 0;
        list.ForEach(x => sum += x);
        Check.Equal(6, sum);
        int[] target = new int[5];
        list.CopyTo(target, 1);
        Check.Sequence([0, 1, 2, 3, 0], target);
        Check.Throws<ArgumentException>(() => list.CopyTo(target, 3));
        Check.Sequence([1, 2, 3], list.ToArray());
        Check.NotNull(new List<int>().ToArray());
        Span<int> span = stackalloc int[3];
        list.CopyTo(span);
        Check.Equal(3, span[2]);
    }

    [KernelTest]
    public static void Changing_a_list_ends_its_enumeration_with_an_exception()
    {
        Action<List<int>>[] changes =
        [
            l => l.Add(1), l => l.Insert(0, 1), l => l.RemoveAt(0), l => l.Clear(), l => l[0] = 5, l => l.Sort(),
            l => l.Reverse(), l => l.AddRange(new[] { 1 }), l => l.RemoveRange(0, 1), l => l.RemoveAll(x => x == 2),
        ];
        foreach (Action<List<int>> change in changes)
        {
            List<int> list = [3, 2, 1];
            IEnumerator e = list.GetEnumerator();
            Check.True(e.MoveNext());
            change(list);
            Check.Throws<InvalidOperationException>(() => e.MoveNext());
            Check.Throws<InvalidOperationException>(() => e.Reset());

            list = [3, 2, 1];
            Check.Throws<InvalidOperationException>(() => list.ForEach(_ => change(list)));
        }
    }

    [KernelTest]
    public static void An_enumerator_has_no_current_element_before_and_after()
    {
        IEnumerator e = new List<int> { 1 }.GetEnumerator();
        Check.Throws<InvalidOperationException>(() => e.Current);
        Check.True(e.MoveNext());
        Check.Equal<object?>(1, e.Current);
        Check.False(e.MoveNext());
        Check.Throws<InvalidOperationException>(() => e.Current);
        Check.False(e.MoveNext());
        e.Reset();
        Check.True(e.MoveNext());
    }

    [KernelTest]
    public static void Capacity_is_set_trimmed_and_ensured()
    {
        var list = new List<int>(10) { 1, 2 };
        Check.Equal(10, list.Capacity);
        list.TrimExcess();
        Check.Equal(2, list.Capacity);
        Check.Equal(20, list.EnsureCapacity(20));
        Check.Equal(20, list.EnsureCapacity(3));
        list.Capacity = 2;
        Check.Throws<ArgumentOutOfRangeException>("value", () => { list.Capacity = 1; });
        Check.Throws<ArgumentOutOfRangeException>("capacity", () => new List<int>(-1));
        Check.Sequence([1, 2], list);
    }

    [KernelTest]
    public static void A_list_is_made_from_sequences_of_every_kind()
    {
        Check.Sequence([100, 101, 102], new List<int>(Counted(3)));
        Check.Sequence([1, 2], new List<int>(new[] { 1, 2 }));
        Check.Sequence([1, 2], new List<int>(new HashSet<int> { 1, 2 }));
        Check.Sequence(ReadOnlySpan<int>.Empty, new List<int>(new int[0]));
        Check.Throws<ArgumentNullException>("collection", () => new List<int>(null!));
    }

    [KernelTest]
    public static void A_list_is_also_a_list_of_objects()
    {
        IList list = new List<int> { 1, 2 };
        Check.Equal(2, list.Add(3));
        Check.Equal<object?>(3, list[2]);
        Check.Throws<ArgumentException>(() => list.Add("x"));
        Check.Throws<ArgumentNullException>(() => list.Add(null));
        Check.False(list.Contains("x"));
        Check.Equal(-1, list.IndexOf(null));
        Check.Equal(1, list.IndexOf(2));
        list.Remove("x");
        list.Remove(1);
        list.Insert(0, 9);
        list[1] = 8;
        Check.False(list.IsReadOnly || list.IsFixedSize || list.IsSynchronized);
        var target = new object[3];
        list.CopyTo(target, 0);
        Check.Sequence([9, 8, 3], target);
        IList words = new List<string?> { "a" };
        words.Add(null);
        Check.True(words.Contains(null));
    }

    [KernelTest]
    public static void A_read_only_view_sees_changes_but_makes_none()
    {
        List<int> list = [1, 2];
        IList<int> view = list.AsReadOnly();
        list.Add(3);
        Check.Sequence([1, 2, 3], view);
        Check.Equal(3, view.Count);
        Check.Equal(2, view[1]);
        Check.True(view.IsReadOnly);
        Check.True(view.Contains(3));
        Check.Equal(2, view.IndexOf(3));
        Check.Throws<NotSupportedException>(() => view.Add(4));
        Check.Throws<NotSupportedException>(() => { view[0] = 4; });
        Check.Throws<NotSupportedException>(() => view.RemoveAt(0));
        Check.Throws<NotSupportedException>(() => view.Clear());
    }

    [KernelTest]
    public static void Structures_with_references_are_kept_whole()
    {
        var list = new List<(string Name, long Number)>();
        for (int i = 0; i < 100; i++)
            list.Insert(i / 2, ("n" + i.ToString(), i * 1000000007L));
        list.RemoveAll(x => x.Number % 3 == 0);
        foreach ((string name, long number) in list)
            Check.Equal("n" + (number / 1000000007L).ToString(), name);
        Check.True(list.Contains(("n50", 50 * 1000000007L)));
        Check.Equal(66, list.Count);
    }

    private static IEnumerable<int> Counted(int count)
    {
        for (int i = 0; i < count; i++)
            yield return 100 + i;
    }
}
