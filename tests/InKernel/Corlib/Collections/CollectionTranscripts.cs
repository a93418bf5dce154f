using System;
using System.Collections;
using System.Collections.Generic;

namespace InKernel.Corlib.Collections;

/// <summary>Long random sequences of operations on each collection, good and bad arguments mixed. .NET's own collections
/// say what is right.</summary>
public static class CollectionTranscripts
{
    private const int Operations = 3000;

    [KernelValue]
    public static string List_of_numbers()
    {
        var random = new Lehmer(101);
        var transcript = new Transcript();
        var list = new List<int>();
        for (int i = 0; i < Operations; i++)
        {
            int a = random.Next(30) - 3;
            int b = random.Next(12) - 1;
            int value = random.Next(20);
            switch (random.Next(28))
            {
                case 0:
                case 1:
                case 2:
                case 3: list.Add(value); break;
                case 4: transcript.Try(() => list.Insert(a, value)); break;
                case 5: transcript.Try(() => list.RemoveAt(a)); break;
                case 6: transcript.Add(list.Remove(value)); break;
                case 7: transcript.Try(() => list.RemoveRange(a, b)); break;
                case 8: transcript.Try(() => Join(list.GetRange(a, b))); break;
                case 9: transcript.Try(() => list.Reverse(a, b)); break;
                case 10: transcript.Try(() => list[a].ToString()); break;
                case 11: transcript.Try(() => { list[a] = value; }); break;
                case 12: transcript.Try(() => list.IndexOf(value, a, b).ToString()); break;
                case 13: transcript.Try(() => list.LastIndexOf(value, a, b).ToString()); break;
                case 14: transcript.Try(() => list.IndexOf(value, a).ToString()); break;
                case 15: transcript.Try(() => list.LastIndexOf(value, a).ToString()); break;
                case 16: transcript.Try(() => list.FindIndex(a, b, x => x > value).ToString()); break;
                case 17: transcript.Try(() => list.FindLastIndex(a, b, x => x > value).ToString()); break;
                case 18: transcript.Add(list.RemoveAll(x => x == value)); break;
                case 19: transcript.Try(() => list.InsertRange(a, new[] { value, value + 1 })); break;
                case 20: list.AddRange(list.FindAll(x => x < value)); break;
                case 21: transcript.Try(() => list.Sort(a, b, null)); break;
                case 22: transcript.Try(() => list.CopyTo(a, new int[8], 2, b)); break;
                case 23: transcript.Add(list.Contains(value)); break;
                case 24: transcript.Try(() => list.EnsureCapacity(a).ToString()); break;
                case 25: transcript.Try(() => { list.Capacity = a; }); break;
                case 26: list.TrimExcess(); break;
                default: transcript.Try(() => list.InsertRange(a, list)); break;
            }

            if (list.Count > 40)
                list.RemoveRange(20, list.Count - 20);
            transcript.Add(list.Capacity.ToString() + ": " + Join(list));
        }

        return transcript.ToString();
    }

    [KernelValue]
    public static string Dictionary_of_strings()
    {
        var random = new Lehmer(102);
        var transcript = new Transcript();
        var dictionary = new Dictionary<string, int>();
        for (int i = 0; i < Operations; i++)
        {
            string? key = random.Next(50) == 0 ? null : "k" + random.Next(40).ToString();
            int value = random.Next(10);
            switch (random.Next(10))
            {
                case 0:
                case 1: transcript.Try(() => dictionary.Add(key!, value)); break;
                case 2: transcript.Try(() => { dictionary[key!] = value; }); break;
                case 3: transcript.Try(() => dictionary.TryAdd(key!, value).ToString()); break;
                case 4:
                case 5: transcript.Try(() => dictionary.Remove(key!, out int old).ToString() + old.ToString()); break;
                case 6: transcript.Try(() => dictionary[key!].ToString()); break;
                case 7: transcript.Try(() => dictionary.TryGetValue(key!, out int found).ToString() + found.ToString()); break;
                case 8: transcript.Add(dictionary.ContainsValue(value)); break;
                default:
                    if (random.Next(10) == 0)
                        dictionary.Clear();
                    else
                        dictionary = new Dictionary<string, int>(dictionary);
                    break;
            }

            // The order of enumeration is not promised, but it is the same.
            transcript.Add(dictionary.Count.ToString() + ": " + Join(dictionary) + Join(dictionary.Keys) + Join(dictionary.Values));
        }

        return transcript.ToString();
    }

    [KernelValue]
    public static string Hash_set_of_numbers()
    {
        var random = new Lehmer(103);
        var transcript = new Transcript();
        var set = new HashSet<long>();
        for (int i = 0; i < Operations; i++)
        {
            long value = random.Next(60) * 4294967297L;
            List<long> others = RandomList(random);
            switch (random.Next(16))
            {
                case 0:
                case 1:
                case 2: transcript.Add(set.Add(value)); break;
                case 3:
                case 4: transcript.Add(set.Remove(value)); break;
                case 5: set.UnionWith(others); break;
                case 6: set.ExceptWith(others); break;
                case 7: set.SymmetricExceptWith(others); break;
                case 8: set.IntersectWith(new HashSet<long>(others) { value, value + 1, value + 2 }); break;
                case 9: transcript.Add(set.IsSubsetOf(others)); break;
                case 10: transcript.Add(set.IsSupersetOf(others)); break;
                case 11: transcript.Add(set.IsProperSubsetOf(others)); break;
                case 12: transcript.Add(set.IsProperSupersetOf(others)); break;
                case 13: transcript.Add(set.Overlaps(others)); break;
                case 14: transcript.Add(set.SetEquals(others)); break;
                default: transcript.Add(set.RemoveWhere(x => x % 3 == 0)); break;
            }

            transcript.Add(set.Contains(value));
            transcript.Add(set.Count.ToString() + ": " + Join(new SortedSet<long>(set)));
        }

        return transcript.ToString();
    }

    [KernelValue]
    public static string Sorted_set_of_numbers()
    {
        var random = new Lehmer(104);
        var transcript = new Transcript();
        var set = new SortedSet<long>();
        for (int i = 0; i < Operations; i++)
        {
            long value = random.Next(60) * 4294967297L;
            List<long> others = RandomList(random);
            SortedSet<long> view = set.GetViewBetween(value, value + 20 * 4294967297L);
            switch (random.Next(20))
            {
                case 0:
                case 1:
                case 2: transcript.Add(set.Add(value)); break;
                case 3:
                case 4: transcript.Add(set.Remove(value)); break;
                case 5: set.UnionWith(others); break;
                case 6: set.ExceptWith(others); break;
                case 7: set.SymmetricExceptWith(others); break;
                case 8: set.IntersectWith(new HashSet<long>(others) { value, value + 1, value + 2 }); break;
                case 9: transcript.Add(set.IsSubsetOf(others)); break;
                case 10: transcript.Add(set.IsSupersetOf(others)); break;
                case 11: transcript.Add(set.IsProperSubsetOf(others)); break;
                case 12: transcript.Add(set.IsProperSupersetOf(others)); break;
                case 13: transcript.Add(set.Overlaps(others)); break;
                case 14: transcript.Add(set.SetEquals(others)); break;
                case 15: transcript.Add(set.RemoveWhere(x => x % 3 == 0)); break;
                case 16: transcript.Try(() => view.Add(value + random.Next(30) * 4294967297L).ToString()); break;
                case 17: transcript.Add(view.Remove(value + 4294967297L)); break;
                case 18: transcript.Add(Join(view.Reverse())); break;
                default:
                    if (random.Next(4) == 0)
                        view.Clear();
                    break;
            }

            transcript.Add(set.Contains(value));
            transcript.Add(set.Count.ToString() + ": " + Join(set) + set.Min.ToString() + " " + set.Max.ToString());
            transcript.Add(view.Count.ToString() + ": " + Join(view) + view.Min.ToString() + " " + view.Max.ToString());
        }

        return transcript.ToString();
    }

    [KernelValue]
    public static string Sorted_dictionary_and_sorted_list()
    {
        var random = new Lehmer(105);
        var transcript = new Transcript();
        var tree = new SortedDictionary<int, string>();
        var list = new SortedList<int, string>();
        for (int i = 0; i < Operations / 2; i++)
        {
            int key = random.Next(60);
            string value = "v" + random.Next(5).ToString();
            switch (random.Next(8))
            {
                case 0:
                case 1:
                    transcript.Try(() => tree.Add(key, value));
                    transcript.Try(() => list.Add(key, value));
                    break;
                case 2:
                    tree[key] = value;
                    list[key] = value;
                    break;
                case 3:
                case 4:
                    transcript.Add(tree.Remove(key));
                    transcript.Add(list.Remove(key));
                    break;
                case 5:
                    transcript.Try(() => tree[key]);
                    transcript.Try(() => list[key]);
                    break;
                case 6:
                    transcript.Add(tree.ContainsValue(value));
                    transcript.Add(list.IndexOfValue(value));
                    break;
                default:
                    transcript.Try(() => list.GetValueAtIndex(key / 2));
                    transcript.Add(list.IndexOfKey(key));
                    break;
            }

            string contents = Join(tree) + Join(tree.Keys) + Join(tree.Values);
            transcript.Add(contents);
            transcript.Add(contents == Join(list) + Join(list.Keys) + Join(list.Values));
        }

        return transcript.ToString();
    }

    [KernelValue]
    public static string Queue_stack_and_linked_list()
    {
        var random = new Lehmer(106);
        var transcript = new Transcript();
        var queue = new Queue<string>();
        var stack = new Stack<string>();
        var list = new LinkedList<string>();
        for (int i = 0; i < Operations; i++)
        {
            string value = random.Next(30).ToString();
            switch (random.Next(14))
            {
                case 0:
                case 1: queue.Enqueue(value); break;
                case 2: transcript.Try(queue.Dequeue); break;
                case 3: transcript.Try(queue.Peek); break;
                case 4:
                case 5: stack.Push(value); break;
                case 6: transcript.Try(stack.Pop); break;
                case 7: transcript.Try(stack.Peek); break;
                case 8: list.AddFirst(value); break;
                case 9: list.AddLast(value); break;
                case 10: transcript.Add(list.Remove(value)); break;
                case 11:
                    if (list.Find(value) is { } node)
                        list.AddAfter(node, value + "a");
                    break;
                case 12:
                    if (list.FindLast(value) is { } last)
                        list.AddBefore(last, value + "b");
                    break;
                default:
                    transcript.Add(queue.Contains(value));
                    transcript.Add(stack.Contains(value));
                    transcript.Try(() => queue.CopyTo(new string[9], 3));
                    transcript.Try(() => stack.CopyTo(new string[9], 3));
                    transcript.Try(() => list.CopyTo(new string[9], 3));
                    queue.TrimExcess();
                    stack.TrimExcess();
                    break;
            }

            if (list.Count > 30)
            {
                list.RemoveFirst();
                list.RemoveLast();
            }

            transcript.Add(queue.Capacity.ToString() + Join(queue) + stack.Capacity.ToString() + Join(stack) + Join(list));
        }

        return transcript.ToString();
    }

    [KernelValue]
    public static string Priority_queue()
    {
        var random = new Lehmer(107);
        var transcript = new Transcript();
        var queue = new PriorityQueue<string, int>();
        for (int i = 0; i < Operations; i++)
        {
            string value = random.Next(100).ToString();
            int priority = random.Next(12);
            switch (random.Next(10))
            {
                case 0:
                case 1:
                case 2:
                case 3: queue.Enqueue(value, priority); break;
                case 4:
                case 5: transcript.Try(queue.Dequeue); break;
                case 6: transcript.Add(queue.EnqueueDequeue(value, priority)); break;
                case 7: transcript.Try(() => queue.DequeueEnqueue(value, priority)); break;
                case 8: transcript.Add(queue.Remove(value, out string? removed, out int old) ? removed + old.ToString() : "none"); break;
                default:
                    if (random.Next(5) == 0)
                        queue.Clear();
                    queue.EnqueueRange(new[] { (value, priority), ("x", 3), ("y", 1), ("z", 7) });
                    break;
            }

            // Which of two equal priorities comes first is not promised, but it is the same.
            transcript.Add(queue.Count.ToString() + Join(queue.UnorderedItems));
            transcript.Add(queue.TryPeek(out string? first, out int least) ? first + least.ToString() : "empty");
        }

        return transcript.ToString();
    }

    [KernelValue]
    public static string Bit_array()
    {
        var random = new Lehmer(108);
        var transcript = new Transcript();
        var bits = new BitArray(70);
        for (int i = 0; i < Operations; i++)
        {
            int index = random.Next(110) - 5;
            switch (random.Next(10))
            {
                case 0: transcript.Try(() => bits.Set(index, true)); break;
                case 1: transcript.Try(() => bits.Get(index).ToString()); break;
                case 2: bits.Not(); break;
                case 3: transcript.Try(() => bits.LeftShift(index).Count.ToString()); break;
                case 4:
                    bits = Fresh(bits);
                    transcript.Try(() => bits.RightShift(index).Count.ToString());
                    break;
                case 5:
                    bits = Fresh(bits);
                    transcript.Try(() => { bits.Length = index; });
                    break;
                case 6: transcript.Try(() => bits.Xor(new BitArray(RandomBytes(random, 8)) { Length = bits.Length }).Count.ToString()); break;
                case 7: transcript.Try(() => bits.Or(new BitArray(index, true)).Count.ToString()); break;
                case 8: transcript.Try(() => bits.And(new BitArray(RandomBytes(random, 12)) { Length = bits.Length }).Count.ToString()); break;
                default:
                    bits = Fresh(bits);
                    bits.Length = 64 + random.Next(20);
                    break;
            }

            var bytes = new byte[(bits.Length + 7) / 8];
            bits.CopyTo(bytes, 0);
            transcript.Add(bits.Length.ToString() + " " + Join(bytes) + bits.HasAllSet().ToString() + bits.HasAnySet().ToString());
        }

        return transcript.ToString();
    }

    /// <summary>In .NET 10 a shift leaves bits behind the end, and a later shift or growth brings them back. A new array has
    /// no such past.</summary>
    private static BitArray Fresh(BitArray bits)
    {
        var flags = new bool[bits.Length];
        bits.CopyTo(flags, 0);
        return new BitArray(flags);
    }

    private static List<long> RandomList(Lehmer random)
    {
        var list = new List<long>();
        for (int count = random.Next(12); count > 0; count--)
            list.Add(random.Next(60) * 4294967297L);
        return list;
    }

    private static byte[] RandomBytes(Lehmer random, int count)
    {
        var bytes = new byte[count];
        for (int i = 0; i < count; i++)
            bytes[i] = (byte)random.Next(256);
        return bytes;
    }

    private static string Join<T>(IEnumerable<T> items)
    {
        var parts = new List<string>();
        foreach (T item in items)
            parts.Add(item?.ToString() + " ");
        return string.Concat(parts.ToArray());
    }
}
