using System;
using System.Collections.Generic;
using System.Linq;
using Ours = Renamed.System;

namespace Verification.Properties.Corlib;

/// <summary>One call on a collection and on its counterpart.</summary>
internal sealed record CollectionCall(string Name, Func<dynamic, int, int, object?> Do);

/// <summary>A collection of the core library, its counterpart, what is called on them, and what they hold in an order that they promise.</summary>
internal sealed record Collection(string Name, Func<object> Ours, Func<object> Theirs, Func<dynamic, IEnumerable<object?>> Contents, IReadOnlyList<CollectionCall> Calls);

/// <summary>The collections that are compared. The order of a hash table is nobody's promise: those are compared sorted; equal priorities too.</summary>
internal static class Collections
{
    private static readonly Predicate<int> s_even = static n => n % 2 == 0;

    public static IReadOnlyList<Collection> All { get; } =
    [
        new("List", () => new Ours.Collections.Generic.List<int>(), () => new List<int>(), InOrder,
        [
            Does("Add", (c, a, b) => c.Add(a)), Does("Add again", (c, a, b) => c.Add(b)), Does("Insert", (c, a, b) => c.Insert(b, a)),
            Gives("Remove", (c, a, b) => c.Remove(a)), Does("RemoveAt", (c, a, b) => c.RemoveAt(a)), Does("RemoveRange", (c, a, b) => c.RemoveRange(a, b)),
            Gives("RemoveAll", (c, a, b) => c.RemoveAll(s_even)), Gives("IndexOf", (c, a, b) => c.IndexOf(a, b)), Gives("LastIndexOf", (c, a, b) => c.LastIndexOf(a)),
            Gives("Contains", (c, a, b) => c.Contains(a)), Does("Sort", (c, a, b) => c.Sort()), Does("Sort a part", (c, a, b) => c.Sort(a, b, null)),
            Gives("BinarySearch after Sort", (c, a, b) => { c.Sort(); return c.BinarySearch(a) < 0; }), Does("Reverse", (c, a, b) => c.Reverse()), Does("Reverse a part", (c, a, b) => c.Reverse(a, b)),
            Gives("GetRange", (c, a, b) => c.GetRange(a, b)), Gives("get", (c, a, b) => c[a]), Does("set", (c, a, b) => c[a] = b), Does("InsertRange", (c, a, b) => c.InsertRange(a, new[] { b, a })),
            Does("InsertRange of itself", (c, a, b) => { if (c.Count < 100) c.InsertRange(a, c); }), Does("TrimExcess", (c, a, b) => c.TrimExcess()), Gives("FindIndex", (c, a, b) => c.FindIndex(s_even)),
            Gives("ToArray", (c, a, b) => c.ToArray()), Does("CopyTo", (c, a, b) => c.CopyTo(new int[8], a)), Does("changes while enumerated", (c, a, b) => { foreach (int n in c) c.Add(n); }),
            Does("Capacity", (c, a, b) => { if (a < 1000) c.Capacity = a; }), Does("Clear", (c, a, b) => { if (b == 3) c.Clear(); }),
        ]),
        new("Dictionary", () => new Ours.Collections.Generic.Dictionary<int, int>(), () => new Dictionary<int, int>(), Sorted,
        [
            Does("Add", (c, a, b) => c.Add(a, b)), Does("set", (c, a, b) => c[a] = b), Gives("TryAdd", (c, a, b) => c.TryAdd(b, a)), Gives("get", (c, a, b) => c[a]), Gives("Remove", (c, a, b) => c.Remove(a)),
            Gives("TryGetValue", (c, a, b) => { int value; bool found = c.TryGetValue(a, out value); return (found, value); }), Gives("ContainsKey", (c, a, b) => c.ContainsKey(a)),
            Gives("ContainsValue", (c, a, b) => c.ContainsValue(b)), Gives("Count", (c, a, b) => c.Count), Gives("Keys", (c, a, b) => Sorted(c.Keys)), Gives("Values", (c, a, b) => Sorted(c.Values)),
            Gives("EnsureCapacity", (c, a, b) => a < 1000 && c.EnsureCapacity(a) >= a), Does("TrimExcess", (c, a, b) => c.TrimExcess()), Does("grows while enumerated", (c, a, b) => { foreach (dynamic p in c) c[a + 100] = b; }),
            Does("Clear", (c, a, b) => { if (b == 3) c.Clear(); }),
        ]),
        new("HashSet", () => new Ours.Collections.Generic.HashSet<int>(), () => new HashSet<int>(), Sorted,
        [
            Gives("Add", (c, a, b) => c.Add(a)), Gives("Add again", (c, a, b) => c.Add(b)), Gives("Remove", (c, a, b) => c.Remove(a)), Gives("Contains", (c, a, b) => c.Contains(b)), .. SetAlgebra(),
            Gives("RemoveWhere", (c, a, b) => a == 3 ? c.RemoveWhere(s_even) : 0), Does("TrimExcess", (c, a, b) => c.TrimExcess()), Does("CopyTo", (c, a, b) => c.CopyTo(new int[4])), Does("Clear", (c, a, b) => { if (b == 3) c.Clear(); }),
        ]),
        new("SortedSet", () => new Ours.Collections.Generic.SortedSet<int>(), () => new SortedSet<int>(), InOrder,
        [
            Gives("Add", (c, a, b) => c.Add(a)), Gives("Add again", (c, a, b) => c.Add(b)), Gives("Remove", (c, a, b) => c.Remove(a)), Gives("Contains", (c, a, b) => c.Contains(b)), .. SetAlgebra(),
            Gives("Min, Max", (c, a, b) => (c.Min, c.Max)), Gives("Reverse", (c, a, b) => c.Reverse()), Gives("GetViewBetween", (c, a, b) => c.GetViewBetween(a, b)),
            Gives("Add to a view", (c, a, b) => c.GetViewBetween(2, 9).Add(a)), Does("Clear a view", (c, a, b) => { if (b == 4) c.GetViewBetween(a, 9).Clear(); }),
            Gives("RemoveWhere", (c, a, b) => a == 3 ? c.RemoveWhere(s_even) : 0), Does("Clear", (c, a, b) => { if (b == 3) c.Clear(); }),
        ]),
        new("SortedDictionary", () => new Ours.Collections.Generic.SortedDictionary<int, int>(), () => new SortedDictionary<int, int>(), InOrder, Map()),
        new("SortedList", () => new Ours.Collections.Generic.SortedList<int, int>(), () => new SortedList<int, int>(), InOrder,
        [
            .. Map(), Does("RemoveAt", (c, a, b) => c.RemoveAt(a)), Gives("IndexOfKey", (c, a, b) => c.IndexOfKey(a)), Gives("IndexOfValue", (c, a, b) => c.IndexOfValue(b)), Gives("GetKeyAtIndex", (c, a, b) => c.GetKeyAtIndex(a)),
        ]),
        new("LinkedList", () => new Ours.Collections.Generic.LinkedList<int>(), () => new LinkedList<int>(), InOrder,
        [
            Does("AddFirst", (c, a, b) => c.AddFirst(a)), Does("AddLast", (c, a, b) => c.AddLast(a)), Does("RemoveFirst", (c, a, b) => c.RemoveFirst()), Does("RemoveLast", (c, a, b) => c.RemoveLast()),
            Gives("Remove", (c, a, b) => c.Remove(a)), Does("AddAfter", (c, a, b) => { if (c.Find(a) is { } node) c.AddAfter(node, b); }), Does("AddBefore", (c, a, b) => { if (c.FindLast(a) is { } node) c.AddBefore(node, b); }),
            Does("Remove a node twice", (c, a, b) => { if (c.Find(a) is { } node) { c.Remove(node); c.Remove(node); } }), Gives("Contains", (c, a, b) => c.Contains(a)), Gives("First", (c, a, b) => c.First?.Value),
            Gives("Last's neighbour", (c, a, b) => c.Last?.Previous?.Value), Gives("Count", (c, a, b) => c.Count), Does("Clear", (c, a, b) => { if (b == 3 && a == 3) c.Clear(); }),
        ]),
        new("PriorityQueue", () => new Ours.Collections.Generic.PriorityQueue<int, int>(), () => new PriorityQueue<int, int>(), c => Sorted(c.UnorderedItems),
        [
            Does("Enqueue", (c, a, b) => c.Enqueue(a, a)), Does("Enqueue again", (c, a, b) => c.Enqueue(b, b)), Gives("Dequeue", (c, a, b) => c.Dequeue()), Gives("Peek", (c, a, b) => c.Peek()),
            Gives("EnqueueDequeue", (c, a, b) => c.EnqueueDequeue(a, a)), Gives("DequeueEnqueue", (c, a, b) => c.DequeueEnqueue(a, a)), Does("EnqueueRange", (c, a, b) => c.EnqueueRange(new[] { (a, a), (b, b) })),
            Gives("Count", (c, a, b) => c.Count), Does("Clear", (c, a, b) => { if (b == 3 && a == 3) c.Clear(); }),
        ]),
        new("Queue", () => new Ours.Collections.Generic.Queue<int>(), () => new Queue<int>(), InOrder,
        [
            Does("Enqueue", (c, a, b) => c.Enqueue(a)), Does("Enqueue again", (c, a, b) => c.Enqueue(b)), Gives("Dequeue", (c, a, b) => c.Dequeue()), Gives("Peek", (c, a, b) => c.Peek()), Gives("Contains", (c, a, b) => c.Contains(a)),
            Gives("ToArray", (c, a, b) => c.ToArray()), Does("TrimExcess", (c, a, b) => c.TrimExcess()), Does("CopyTo", (c, a, b) => c.CopyTo(new int[8], a)), Does("changes while enumerated", (c, a, b) => { foreach (int n in c) c.Enqueue(n); }),
        ]),
        new("Stack", () => new Ours.Collections.Generic.Stack<int>(), () => new Stack<int>(), InOrder,
        [
            Does("Push", (c, a, b) => c.Push(a)), Does("Push again", (c, a, b) => c.Push(b)), Gives("Pop", (c, a, b) => c.Pop()), Gives("Peek", (c, a, b) => c.Peek()), Gives("Contains", (c, a, b) => c.Contains(a)),
            Gives("ToArray", (c, a, b) => c.ToArray()), Does("TrimExcess", (c, a, b) => c.TrimExcess()), Does("CopyTo", (c, a, b) => c.CopyTo(new int[8], a)), Does("changes while enumerated", (c, a, b) => { foreach (int n in c) c.Push(n); }),
        ]),
        new("BitArray", () => new Ours.Collections.BitArray(40), () => new System.Collections.BitArray(40), InOrder,
        [
            Gives("Get", (c, a, b) => c.Get(a)), Does("Set", (c, a, b) => c.Set(a * 3, true)), Does("clear", (c, a, b) => c[a] = false), Does("Not", (c, a, b) => { if (HasWholeWords(c)) c.Not(); }), Does("LeftShift", (c, a, b) => { for (int i = 1; i <= b; i++) c[c.Length - i] = false; c.LeftShift(b); }),
            Does("RightShift", (c, a, b) => c.RightShift(a)), Does("Length", (c, a, b) => { if (a is > 0 and < 100) c.Length = a * 8 + b; }), Does("SetAll", (c, a, b) => { if (HasWholeWords(c)) c.SetAll(true); }), Gives("HasAllSet", (c, a, b) => c.HasAllSet()),
            Gives("HasAnySet", (c, a, b) => c.HasAnySet()), Does("CopyTo", (c, a, b) => c.CopyTo(new int[3], a)),
        ]),
        new("StringBuilder", () => new Ours.Text.StringBuilder(), () => new System.Text.StringBuilder(), c => [c.ToString(), c.Length],
        [
            Does("Append", (c, a, b) => c.Append("part" + a)), Does("Append characters", (c, a, b) => { if (b < 5) c.Append((char)('a' + b), a); }), Does("Append a number", (c, a, b) => c.Append(a)), Does("Append a part", (c, a, b) => c.Append("0123456789", a, b)),
            Does("AppendLine", (c, a, b) => c.AppendLine("x")), Does("Insert", (c, a, b) => c.Insert(a, "in")), Does("Remove", (c, a, b) => c.Remove(a, b)), Does("Replace", (c, a, b) => c.Replace("ar", "<" + a + ">")),
            Does("Replace a character", (c, a, b) => c.Replace('p', 'q', a, b)), Gives("get", (c, a, b) => c[a]), Does("set", (c, a, b) => c[a] = 'Z'), Does("Length", (c, a, b) => { if (a < 1000) c.Length = a; }), Gives("ToString of a part", (c, a, b) => c.ToString(a, b)),
            Does("AppendJoin", (c, a, b) => c.AppendJoin(", ", new[] { "a", "b", null, "c" })), Does("AppendFormat", (c, a, b) => c.AppendFormat("[{0,5}|{1:x4}|{0,-3}]", a, b)), Does("Clear", (c, a, b) => { if (b == 3) c.Clear(); }),
        ]),
    ];

    // .NET keeps what Not, SetAll and LeftShift set beyond the length, and shows it when the array grows or is shifted right, as it shows what an array of length 0 once held; ours does not. So nothing is left there.
    private static bool HasWholeWords(dynamic bits) => bits.Length % 32 == 0;

    private static IReadOnlyList<CollectionCall> SetAlgebra() =>
    [
        Does("UnionWith", (c, a, b) => c.UnionWith(new[] { a, b, 5 })), Does("ExceptWith", (c, a, b) => c.ExceptWith(new[] { a, b, b })), Does("IntersectWith", (c, a, b) => { if (b == 2) c.IntersectWith(new[] { 1, 2, 3, 5, 8, a }); }),
        Does("SymmetricExceptWith", (c, a, b) => c.SymmetricExceptWith(new[] { a, b, a, 4 })), Gives("IsSubsetOf", (c, a, b) => c.IsSubsetOf(new[] { a, b, 1, 2, 3 })), Gives("IsProperSupersetOf", (c, a, b) => c.IsProperSupersetOf(new[] { a, b, b })),
        Gives("Overlaps", (c, a, b) => c.Overlaps(new[] { a, b })), Gives("SetEquals", (c, a, b) => c.SetEquals(new[] { a, b, a })), Does("algebra with itself", (c, a, b) => { if (b == 5) c.SymmetricExceptWith(c); else c.UnionWith(c); }),
    ];

    private static IReadOnlyList<CollectionCall> Map() =>
    [
        Does("Add", (c, a, b) => c.Add(a, b)), Does("set", (c, a, b) => c[a] = b), Gives("get", (c, a, b) => c[a]), Gives("Remove", (c, a, b) => c.Remove(a)), Gives("ContainsKey", (c, a, b) => c.ContainsKey(a)),
        Gives("ContainsValue", (c, a, b) => c.ContainsValue(b)), Gives("TryGetValue", (c, a, b) => { int value; bool found = c.TryGetValue(a, out value); return (found, value); }), Gives("Keys", (c, a, b) => c.Keys), Gives("Values", (c, a, b) => c.Values),
        Gives("Count", (c, a, b) => c.Count), Does("changes while enumerated", (c, a, b) => { foreach (dynamic p in c) c.Remove(a); }), Does("Clear", (c, a, b) => { if (b == 3 && a == 3) c.Clear(); }),
    ];

    private static IEnumerable<object?> InOrder(dynamic collection)
    {
        foreach (object? value in collection)
            yield return value;
    }

    private static IEnumerable<object?> Sorted(dynamic collection)
    {
        var texts = new List<string>();
        foreach (object? value in collection)
            texts.Add(value?.ToString() ?? "null");
        texts.Sort(StringComparer.Ordinal);
        return texts;
    }

    private static CollectionCall Gives(string name, Func<dynamic, int, int, object?> call) => new(name, call);

    private static CollectionCall Does(string name, Action<dynamic, int, int> call) => new(name, (c, a, b) =>
    {
        call(c, a, b);
        return null;
    });
}
