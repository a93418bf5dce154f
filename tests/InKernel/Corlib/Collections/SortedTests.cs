using System;
using System.Collections;
using System.Collections.Generic;

namespace InKernel.Corlib.Collections;

/// <summary>Sorted dictionaries, sets and lists.</summary>
public static class SortedTests
{
    [KernelTest]
    public static void Keys_come_in_order_whatever_the_order_of_insertion()
    {
        int[][] orders = [Ascending(500), Descending(500), Shuffled(500)];
        foreach (int[] order in orders)
        {
            var dictionary = new SortedDictionary<int, string>();
            foreach (int key in order)
                dictionary.Add(key, key.ToString());
            int next = 0;
            foreach ((int key, string value) in dictionary)
            {
                Check.Equal(next++, key);
                Check.Equal(key.ToString(), value);
            }

            Check.Equal(500, next);
        }
    }

    [KernelTest]
    public static void Removal_in_any_order_keeps_the_rest()
    {
        int[][] orders = [Ascending(300), Descending(300), Shuffled(300)];
        foreach (int[] order in orders)
        {
            var set = new SortedSet<int>(Shuffled(300));
            var left = new HashSet<int>(order);
            foreach (int item in order)
            {
                Check.True(set.Remove(item));
                Check.False(set.Remove(item));
                left.Remove(item);
                Check.Equal(left.Count, set.Count);
                int before = -1;
                foreach (int rest in set)
                {
                    Check.True(rest > before && left.Contains(rest));
                    before = rest;
                }
            }
        }
    }

    [KernelTest]
    public static void A_sorted_dictionary_refuses_what_a_dictionary_refuses()
    {
        var dictionary = new SortedDictionary<string, int>(StringComparer.Ordinal) { ["b"] = 1, ["a"] = 2 };
        Check.Throws<ArgumentException>(() => dictionary.Add("a", 3));
        Check.Equal(2, dictionary["a"]);
        dictionary["a"] = 4;
        Check.Equal(4, dictionary["a"]);
        Check.Throws<KeyNotFoundException>(() => dictionary["z"]);
        Check.Throws<ArgumentNullException>("key", () => dictionary.ContainsKey(null!));
        Check.True(dictionary.ContainsValue(4));
        Check.False(dictionary.Remove("z"));
        Check.True(dictionary.TryGetValue("b", out int value));
        Check.Equal(1, value);
        Check.Sequence(["a", "b"], dictionary.Keys);
        Check.Sequence([4, 1], dictionary.Values);
        Check.Throws<NotSupportedException>(() => ((ICollection<string>)dictionary.Keys).Add("x"));
        dictionary.Clear();
        Check.Equal(0, dictionary.Count);
    }

    [KernelTest]
    public static void Another_comparer_changes_the_order()
    {
        var dictionary = new SortedDictionary<int, int>(Comparer<int>.Create((x, y) => y.CompareTo(x))) { [1] = 1, [3] = 3, [2] = 2 };
        Check.Sequence([3, 2, 1], dictionary.Keys);
        var set = new SortedSet<string>(StringComparer.OrdinalIgnoreCase) { "b", "A", "B", "a" };
        Check.Sequence(["A", "b"], set);
        Check.True(set.TryGetValue("B", out string? actual));
        Check.Equal("b", actual);
        Check.Throws<ArgumentException>(() => new SortedSet<object> { new(), new() });
    }

    [KernelTest]
    public static void A_set_knows_its_ends_and_can_be_walked_backwards()
    {
        var set = new SortedSet<int>(Shuffled(100));
        Check.Equal(0, set.Min);
        Check.Equal(99, set.Max);
        int next = 100;
        foreach (int item in set.Reverse())
            Check.Equal(--next, item);
        Check.Equal(0, next);
        Check.Equal(0, new SortedSet<int>().Max);
        Check.Null(new SortedSet<string>().Min);
    }

    [KernelTest]
    public static void A_view_is_a_window_on_the_set()
    {
        var set = new SortedSet<int>(Ascending(20));
        SortedSet<int> view = set.GetViewBetween(5, 10);
        Check.Sequence([5, 6, 7, 8, 9, 10], view);
        set.Remove(7);
        Check.Equal(5, view.Count);
        Check.True(view.Remove(8));
        Check.False(set.Contains(8));
        Check.False(view.Contains(4));
        Check.False(view.Remove(4));
        Check.True(view.Add(7));
        Check.Throws<ArgumentOutOfRangeException>("item", () => view.Add(11));
        Check.Equal(5, view.Min);
        Check.Equal(10, view.Max);
        Check.Sequence([6, 7], view.GetViewBetween(6, 8));
        Check.Throws<ArgumentOutOfRangeException>("lowerValue", () => view.GetViewBetween(4, 8));
        Check.Throws<ArgumentOutOfRangeException>("upperValue", () => view.GetViewBetween(5, 11));
        Check.Throws<ArgumentException>(() => set.GetViewBetween(9, 8));
        view.Clear();
        Check.Equal(0, view.Count);
        Check.Equal(14, set.Count);
        Check.Equal(0, set.GetViewBetween(100, 200).Count);
    }

    [KernelTest]
    public static void The_algebra_of_sorted_sets_holds()
    {
        Check.Sequence([1, 2, 3, 4], After([1, 2, 3], s => s.UnionWith([3, 4, 4])));
        Check.Sequence([2, 3], After([1, 2, 3], s => s.IntersectWith([3, 2, 9])));
        Check.Sequence([1], After([1, 2, 3], s => s.ExceptWith([3, 2, 9])));
        Check.Sequence([1, 4], After([1, 2, 3], s => s.SymmetricExceptWith([2, 3, 4, 4])));
        Check.Sequence(ReadOnlySpan<int>.Empty, After([1, 2], s => s.ExceptWith(s)));
        Check.Throws<InvalidOperationException>(() => After([1, 2, 3, 4], s => s.ExceptWith(s.GetViewBetween(2, 3))));
        SortedSet<int> set = [1, 2, 3];
        Check.True(set.IsProperSubsetOf([4, 3, 2, 1]) && set.IsSupersetOf([1, 2]) && set.SetEquals([3, 1, 2, 2]));
        Check.False(set.IsProperSupersetOf([1, 2, 3]) || set.Overlaps([0, 4]));
    }

    [KernelTest]
    public static void Changing_a_tree_ends_its_enumeration()
    {
        var dictionary = new SortedDictionary<int, int> { [1] = 1, [2] = 2 };
        Check.Throws<InvalidOperationException>(() =>
        {
            foreach (int key in dictionary.Keys)
                dictionary.Remove(key);
        });
        IEnumerator e = new SortedSet<int> { 1 }.GetEnumerator();
        Check.Throws<InvalidOperationException>(() => e.Current);
        Check.True(e.MoveNext());
        Check.Equal<object?>(1, e.Current);
        Check.False(e.MoveNext());
        Check.Throws<InvalidOperationException>(() => e.Current);
        e.Reset();
        Check.True(e.MoveNext());
    }

    [KernelTest]
    public static void A_sorted_list_is_searched_by_key_and_by_place()
    {
        var list = new SortedList<string, int>(StringComparer.Ordinal) { ["c"] = 3, ["a"] = 1, ["b"] = 2 };
        Check.Sequence(["a", "b", "c"], list.Keys);
        Check.Sequence([1, 2, 3], list.Values);
        Check.Equal(1, list.IndexOfKey("b"));
        Check.Equal(-1, list.IndexOfKey("z"));
        Check.Equal(2, list.IndexOfValue(3));
        Check.Equal("c", list.GetKeyAtIndex(2));
        Check.Equal(3, list.GetValueAtIndex(2));
        list.SetValueAtIndex(2, 30);
        Check.Equal(30, list["c"]);
        list.RemoveAt(0);
        Check.True(list.Remove("c"));
        Check.False(list.Remove("c"));
        Check.Equal("[b, 2]", Only(list).ToString());
        Check.Throws<ArgumentException>(() => list.Add("b", 1));
        Check.Throws<ArgumentNullException>("key", () => list.Add(null!, 1));
        Check.Throws<KeyNotFoundException>(() => list["z"]);
        Check.Throws<ArgumentOutOfRangeException>("index", () => list.RemoveAt(1));
        Check.Throws<NotSupportedException>(() => list.Keys.Add("z"));
    }

    private static KeyValuePair<string, int> Only(SortedList<string, int> list)
    {
        Check.Equal(1, list.Count);
        foreach (KeyValuePair<string, int> pair in list)
            return pair;
        throw new CheckFailedException("the list is empty");
    }

    private static SortedSet<int> After(SortedSet<int> set, Action<SortedSet<int>> change)
    {
        change(set);
        return set;
    }

    private static int[] Ascending(int count)
    {
        var numbers = new int[count];
        for (int i = 0; i < count; i++)
            numbers[i] = i;
        return numbers;
    }

    private static int[] Descending(int count)
    {
        int[] numbers = Ascending(count);
        Array.Reverse(numbers);
        return numbers;
    }

    private static int[] Shuffled(int count)
    {
        int[] numbers = Ascending(count);
        var random = new Lehmer(77);
        for (int i = count - 1; i > 0; i--)
        {
            int j = random.Next(i + 1);
            (numbers[i], numbers[j]) = (numbers[j], numbers[i]);
        }

        return numbers;
    }
}
