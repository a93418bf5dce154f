using System;
using System.Collections.Generic;

namespace InKernel.Corlib.Collections;

public static class HashSetTests
{
    [KernelTest]
    public static void An_element_is_in_the_set_once()
    {
        var set = new HashSet<string?>();
        Check.True(set.Add("a"));
        Check.False(set.Add("a"));
        Check.True(set.Add(null));
        Check.False(set.Add(null));
        Check.Equal(2, set.Count);
        Check.True(set.Contains(null));
        Check.True(set.Remove(null));
        Check.False(set.Remove(null));
        Check.Sequence(["a"], set);
    }

    [KernelTest]
    public static void Many_elements_come_and_go()
    {
        var set = new HashSet<int>();
        for (int i = 0; i < 2000; i++)
            Check.True(set.Add(i * 31));
        for (int i = 0; i < 2000; i += 2)
            Check.True(set.Remove(i * 31));
        for (int i = 0; i < 2000; i++)
            Check.Equal(i % 2 == 1, set.Contains(i * 31));
        Check.Equal(500, set.RemoveWhere(x => x / 31 < 1000));
        Check.Equal(500, set.Count);
        set.TrimExcess();
        Check.True(set.Contains(1001 * 31));
        set.Clear();
        Check.Equal(0, set.Count);
        Check.False(set.Contains(1001 * 31));
    }

    [KernelTest]
    public static void The_algebra_of_sets_holds()
    {
        Check.Sequence([1, 2, 3, 4], After([1, 2, 3], s => s.UnionWith([3, 4, 4])));
        Check.Sequence([2, 3], After([1, 2, 3], s => s.IntersectWith([3, 2, 9])));
        Check.Sequence([1], After([1, 2, 3], s => s.ExceptWith([3, 2, 9])));
        Check.Sequence([1, 4], After([1, 2, 3], s => s.SymmetricExceptWith([2, 3, 4, 4])));
        Check.Sequence([1, 2], After([1, 2], s => s.UnionWith(s)));
        Check.Sequence([1, 2], After([1, 2], s => s.IntersectWith(s)));
        Check.Sequence(ReadOnlySpan<int>.Empty, After([1, 2], s => s.ExceptWith(s)));
        Check.Sequence(ReadOnlySpan<int>.Empty, After([1, 2], s => s.SymmetricExceptWith(s)));
    }

    [KernelTest]
    public static void Sets_are_compared()
    {
        HashSet<int> set = [1, 2, 3];
        Check.True(set.IsSubsetOf([1, 2, 3, 4]) && set.IsProperSubsetOf([1, 2, 3, 4]));
        Check.True(set.IsSubsetOf([3, 2, 1, 1]) && !set.IsProperSubsetOf([3, 2, 1, 1]));
        Check.False(set.IsSubsetOf([1, 2]));
        Check.True(set.IsSupersetOf([1, 1, 2]) && set.IsProperSupersetOf([1, 1, 2]));
        Check.True(set.IsSupersetOf([3, 2, 1]) && !set.IsProperSupersetOf([3, 2, 1]));
        Check.True(set.SetEquals([3, 3, 2, 1]));
        Check.False(set.SetEquals([3, 2]));
        Check.True(set.Overlaps([9, 3]));
        Check.False(set.Overlaps([9]));
        HashSet<int> empty = [];
        Check.True(empty.IsSubsetOf([]) && !empty.IsProperSubsetOf([]) && empty.IsProperSubsetOf([1]) && empty.SetEquals([]));
        Check.True(set.SetEquals(set) && set.IsSubsetOf(set) && !set.IsProperSubsetOf(set));
        Check.Throws<ArgumentNullException>("other", () => set.UnionWith(null!));
        Check.Throws<ArgumentNullException>("other", () => set.SetEquals(null!));
    }

    [KernelTest]
    public static void A_comparer_decides_and_the_first_form_stays()
    {
        var set = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "Abc" };
        Check.False(set.Add("ABC"));
        Check.True(set.TryGetValue("abc", out string? actual));
        Check.Equal("Abc", actual);
        Check.False(set.TryGetValue("x", out actual));
        Check.Null(actual);
        Check.True(set.SetEquals(new HashSet<string> { "aBC", "AbC" }));
    }

    [KernelTest]
    public static void Spans_find_strings()
    {
        HashSet<string> set = ["one", "two"];
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup = set.GetAlternateLookup<ReadOnlySpan<char>>();
        Check.True(lookup.Contains("xtwox".AsSpan(1, 3)));
        Check.False(lookup.Add("one"));
        Check.True(lookup.Add("three"));
        Check.True(set.Contains("three"));
        Check.True(lookup.Remove("one"));
        Check.Equal(2, set.Count);
    }

    [KernelTest]
    public static void Removing_does_not_disturb_an_enumeration_but_adding_does()
    {
        HashSet<int> set = [1, 2, 3, 4];
        foreach (int i in set)
            set.Remove(i);
        Check.Equal(0, set.Count);
        set.UnionWith([1, 2]);
        Check.Throws<InvalidOperationException>(() =>
        {
            foreach (int i in set)
                set.Add(i + 10);
        });
    }

    [KernelTest]
    public static void Elements_are_copied_out()
    {
        HashSet<int> set = [5, 6, 7];
        var target = new int[5];
        set.CopyTo(target, 1, 2);
        Check.Sequence([0, 5, 6, 0, 0], target);
        set.CopyTo(target);
        Check.Sequence([5, 6, 7, 0, 0], target);
        Check.Throws<ArgumentException>(() => set.CopyTo(target, 3));
        Check.Throws<ArgumentOutOfRangeException>("arrayIndex", () => set.CopyTo(target, -1));
        Check.Throws<ArgumentOutOfRangeException>("count", () => set.CopyTo(target, 0, -1));
        Check.Throws<ArgumentNullException>("array", () => set.CopyTo(null!));
    }

    private static HashSet<int> After(HashSet<int> set, Action<HashSet<int>> change)
    {
        change(set);
        return set;
    }
}
