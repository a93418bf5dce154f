using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.ObjectModel;

namespace InKernel.Corlib.Collections;

public static class DictionaryTests
{
    [KernelTest]
    public static void What_was_added_is_found_and_what_was_removed_is_not()
    {
        var dictionary = new Dictionary<int, string>();
        for (int i = 0; i < 1000; i++)
            dictionary.Add(i * 7919, i.ToString());
        for (int i = 0; i < 1000; i += 3)
            Check.True(dictionary.Remove(i * 7919));
        for (int i = 0; i < 1000; i++)
        {
            Check.Equal(i % 3 != 0, dictionary.TryGetValue(i * 7919, out string? value));
            Check.Equal(i % 3 != 0 ? i.ToString() : null, value);
            Check.False(dictionary.ContainsKey(i * 7919 + 1));
        }

        Check.Equal(666, dictionary.Count);
    }

    [KernelTest]
    public static void Adding_a_key_twice_throws_and_changes_nothing()
    {
        var dictionary = new Dictionary<string, int> { { "a", 1 } };
        Check.Throws<ArgumentException>(() => dictionary.Add("a", 2));
        Check.False(dictionary.TryAdd("a", 2));
        Check.Equal(1, dictionary["a"]);
        dictionary["a"] = 3;
        Check.Equal(3, dictionary["a"]);
        Check.True(dictionary.TryAdd("b", 4));
        Check.Equal(2, dictionary.Count);
    }

    [KernelTest]
    public static void A_missing_key_throws_and_a_null_key_is_refused()
    {
        var dictionary = new Dictionary<string, int>();
        KeyNotFoundException e = Check.Throws<KeyNotFoundException>(() => dictionary["zz"]);
        Check.Equal("The given key 'zz' was not present in the dictionary.", e.Message);
        Check.Throws<ArgumentNullException>("key", () => dictionary[null!]);
        Check.Throws<ArgumentNullException>("key", () => { dictionary[null!] = 1; });
        Check.Throws<ArgumentNullException>("key", () => dictionary.Add(null!, 1));
        Check.Throws<ArgumentNullException>("key", () => dictionary.ContainsKey(null!));
        Check.Throws<ArgumentNullException>("key", () => dictionary.Remove(null!));
        Check.Throws<ArgumentNullException>("key", () => dictionary.TryGetValue(null!, out _));
    }

    [KernelTest]
    public static void Remove_hands_out_the_value()
    {
        var dictionary = new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 };
        Check.True(dictionary.Remove("a", out int value));
        Check.Equal(1, value);
        Check.False(dictionary.Remove("a", out value));
        Check.Equal(0, value);
        Check.False(dictionary.Remove("c"));
    }

    [KernelTest]
    public static void Keys_that_share_a_hash_code_are_told_apart()
    {
        var dictionary = new Dictionary<int, int>(new SameHash());
        for (int i = 0; i < 50; i++)
            dictionary[i] = i;
        for (int i = 0; i < 50; i += 2)
            dictionary.Remove(i);
        for (int i = 100; i < 110; i++)
            dictionary[i] = i;
        for (int i = 0; i < 110; i++)
            Check.Equal(i is > 0 and < 50 && i % 2 == 1 || i >= 100, dictionary.ContainsKey(i));
        Check.True(dictionary.Comparer is SameHash);
    }

    [KernelTest]
    public static void Another_comparer_changes_what_is_equal()
    {
        var dictionary = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["Key"] = 1 };
        dictionary["KEY"] = 2;
        Check.Equal(1, dictionary.Count);
        Check.Equal(2, dictionary["key"]);
        foreach (string key in dictionary.Keys)
            Check.Equal("Key", key);
        Check.Same(StringComparer.OrdinalIgnoreCase, dictionary.Comparer);

        var byLength = new Dictionary<string, int>(EqualityComparer<string>.Create((a, b) => a!.Length == b!.Length, s => s.Length)) { ["ab"] = 1 };
        Check.True(byLength.ContainsKey("zz"));
        Check.False(byLength.ContainsKey("zzz"));
    }

    [KernelTest]
    public static void Entries_come_in_the_order_of_their_addition_and_freed_places_are_used_again()
    {
        var dictionary = new Dictionary<string, int> { ["a"] = 1, ["b"] = 2, ["c"] = 3, ["d"] = 4 };
        dictionary.Remove("b");
        dictionary.Remove("c");
        dictionary["e"] = 5;
        Check.Sequence(["a", "e", "d"], dictionary.Keys);
        Check.Sequence([1, 5, 4], dictionary.Values);
        dictionary["f"] = 6;
        Check.Sequence(["a", "f", "e", "d"], dictionary.Keys);
    }

    [KernelTest]
    public static void Removing_and_overwriting_do_not_disturb_an_enumeration_but_adding_does()
    {
        var dictionary = new Dictionary<int, int>();
        for (int i = 0; i < 10; i++)
            dictionary[i] = i;
        foreach (KeyValuePair<int, int> pair in dictionary)
        {
            dictionary[pair.Key] = 0;
            if (pair.Key % 2 == 0)
                dictionary.Remove(pair.Key);
        }

        Check.Sequence([1, 3, 5, 7, 9], dictionary.Keys);
        Check.Throws<InvalidOperationException>(() =>
        {
            foreach (int key in dictionary.Keys)
                dictionary.Add(key + 1, 0);
        });
    }

    [KernelTest]
    public static void Keys_and_values_are_live_views_that_cannot_be_changed()
    {
        var dictionary = new Dictionary<string, int> { ["a"] = 1 };
        ICollection<string> keys = dictionary.Keys;
        ICollection<int> values = dictionary.Values;
        dictionary["b"] = 2;
        Check.Equal(2, keys.Count);
        Check.True(keys.Contains("b"));
        Check.True(values.Contains(2));
        Check.False(values.Contains(3));
        var target = new int[3];
        values.CopyTo(target, 1);
        Check.Sequence([0, 1, 2], target);
        Check.Throws<NotSupportedException>(() => keys.Add("c"));
        Check.Throws<NotSupportedException>(() => values.Clear());
        Check.Throws<NotSupportedException>(() => keys.Remove("a"));
        Check.Throws<ArgumentException>(() => values.CopyTo(target, 2));
        Check.Throws<ArgumentNullException>("array", () => values.CopyTo(null!, 0));
        Check.Throws<ArgumentOutOfRangeException>("index", () => values.CopyTo(target, -1));
        Check.Same(keys, dictionary.Keys);
    }

    [KernelTest]
    public static void A_dictionary_is_copied_cleared_trimmed_and_resized()
    {
        var dictionary = new Dictionary<int, int>();
        for (int i = 0; i < 100; i++)
            dictionary[i] = -i;
        for (int i = 0; i < 90; i++)
            dictionary.Remove(i);
        var copy = new Dictionary<int, int>(dictionary);
        dictionary.TrimExcess();
        Check.True(dictionary.EnsureCapacity(0) < 32);
        Check.Sequence([90, 91, 92, 93, 94, 95, 96, 97, 98, 99], dictionary.Keys);
        Check.Equal(-95, dictionary[95]);
        dictionary.Clear();
        Check.Equal(0, dictionary.Count);
        Check.False(dictionary.ContainsKey(95));
        dictionary[1] = 2;
        Check.Equal(2, dictionary[1]);
        Check.Equal(10, copy.Count);
        Check.Equal(-99, copy[99]);
        Check.Throws<ArgumentOutOfRangeException>("capacity", () => copy.TrimExcess(9));
        Check.Throws<ArgumentOutOfRangeException>("capacity", () => new Dictionary<int, int>(-1));
        Check.Throws<ArgumentOutOfRangeException>("capacity", () => copy.EnsureCapacity(-1));
    }

    [KernelTest]
    public static void Spans_find_strings_without_becoming_strings()
    {
        var dictionary = new Dictionary<string, int> { ["usr"] = 1, ["bin"] = 2 };
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup = dictionary.GetAlternateLookup<ReadOnlySpan<char>>();
        ReadOnlySpan<char> path = "/usr/bin/env";
        Check.Equal(1, lookup[path[1..4]]);
        Check.True(lookup.TryGetValue(path[5..8], out string? key, out int value));
        Check.Equal("bin", key);
        Check.Equal(2, value);
        Check.False(lookup.ContainsKey(path[9..]));
        Check.True(lookup.TryAdd(path[9..], 3));
        Check.Equal(3, dictionary["env"]);
        lookup[path[9..]] = 4;
        Check.Equal(4, dictionary["env"]);
        Check.True(lookup.Remove(path[9..]));
        Check.False(dictionary.ContainsKey("env"));
        Check.Same(dictionary, lookup.Dictionary);
        Check.False(new Dictionary<int, int>().TryGetAlternateLookup<ReadOnlySpan<char>>(out _));
        Check.Throws<InvalidOperationException>(() => new Dictionary<int, int>().GetAlternateLookup<string>());
    }

    [KernelTest]
    public static void The_interfaces_see_the_same_dictionary()
    {
        var dictionary = new Dictionary<string, int> { ["a"] = 1 };
        IDictionary<string, int> writable = dictionary;
        IReadOnlyDictionary<string, int> readable = dictionary;
        ICollection<KeyValuePair<string, int>> pairs = dictionary;
        pairs.Add(new("b", 2));
        Check.False(pairs.Contains(new("b", 3)));
        Check.True(pairs.Contains(new("b", 2)));
        Check.False(pairs.Remove(new("b", 3)));
        Check.True(pairs.Remove(new("b", 2)));
        writable["c"] = 3;
        Check.Equal(3, readable["c"]);
        Check.Equal(7, readable.GetValueOrDefault("zz", 7));
        Check.Sequence(["a", "c"], readable.Keys);
        var target = new KeyValuePair<string, int>[2];
        pairs.CopyTo(target, 0);
        Check.Equal("[c, 3]", target[1].ToString());
        IDictionaryEnumerator e = (IDictionaryEnumerator)((IEnumerable)dictionary).GetEnumerator();
        Check.Throws<InvalidOperationException>(() => e.Key);
        Check.True(e.MoveNext());
        Check.Equal<object?>("a", e.Key);
        Check.Equal<object?>(1, e.Value);
        Check.Equal<object?>("a", e.Entry.Key);
    }

    [KernelTest]
    public static void A_read_only_dictionary_makes_no_changes()
    {
        var dictionary = new Dictionary<string, int> { ["a"] = 1 };
        IDictionary<string, int> view = new ReadOnlyDictionary<string, int>(dictionary);
        dictionary["b"] = 2;
        Check.Equal(2, view["b"]);
        Check.Equal(2, view.Count);
        Check.Throws<NotSupportedException>(() => view.Add("c", 3));
        Check.Throws<NotSupportedException>(() => { view["a"] = 3; });
        Check.Throws<NotSupportedException>(() => view.Remove("a"));
    }

    [KernelTest]
    public static void Keys_of_every_kind_of_type_work()
    {
        CheckKeys(Weekday.Monday, Weekday.Friday);
        CheckKeys((1, "a"), (1, "b"));
        CheckKeys((1, 2L), (2, 2L));
        CheckKeys<Guidlike>(new(1, 2), new(2, 1));
        CheckKeys('a', 'b');
        CheckKeys(1.5, -0.5);
        CheckKeys(new Point(1, 2), new Point(2, 1));
        CheckKeys(new Label("a"), new Label("b"));
        CheckKeys(new object(), new object());
        CheckKeys(typeof(int), typeof(long));
        CheckKeys(ulong.MaxValue, ulong.MaxValue - 1);
    }

    private static void CheckKeys<T>(T first, T second) where T : notnull
    {
        var dictionary = new Dictionary<T, string> { [first] = "first", [second] = "second" };
        Check.Equal("first", dictionary[first]);
        Check.Equal("second", dictionary[second]);
        Check.True(dictionary.Remove(first));
        Check.False(dictionary.ContainsKey(first));
        Check.Equal(1, dictionary.Count);
    }

    private readonly record struct Point(int X, int Y);

    private readonly struct Guidlike(long a, long b)
    {
        public readonly long A = a;
        public readonly long B = b;
    }

    private sealed record Label(string Text);

    private sealed class SameHash : IEqualityComparer<int>
    {
        public bool Equals(int x, int y) => x == y;

        public int GetHashCode(int obj) => 42;
    }
}
