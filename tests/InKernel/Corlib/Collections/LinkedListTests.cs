using System;
using System.Collections;
using System.Collections.Generic;

namespace InKernel.Corlib.Collections;

public static class LinkedListTests
{
    [KernelTest]
    public static void Nodes_are_linked_at_both_ends_and_between()
    {
        var list = new LinkedList<int>();
        LinkedListNode<int> three = list.AddLast(3);
        list.AddFirst(1);
        list.AddBefore(three, 2);
        list.AddAfter(three, 4);
        CheckLinks(list, 1, 2, 3, 4);
        list.AddBefore(list.First!, 0);
        list.AddAfter(list.Last!, 5);
        CheckLinks(list, 0, 1, 2, 3, 4, 5);
        list.AddFirst(new LinkedListNode<int>(-1));
        list.AddLast(new LinkedListNode<int>(6));
        CheckLinks(list, -1, 0, 1, 2, 3, 4, 5, 6);
    }

    [KernelTest]
    public static void Nodes_are_removed_anywhere()
    {
        var list = new LinkedList<int>(new[] { 1, 2, 3, 4, 5 });
        list.RemoveFirst();
        list.RemoveLast();
        CheckLinks(list, 2, 3, 4);
        Check.True(list.Remove(3));
        Check.False(list.Remove(9));
        LinkedListNode<int> first = list.First!;
        list.Remove(first);
        CheckLinks(list, 4);
        Check.Null(first.List);
        Check.Null(first.Next);
        list.AddLast(first);
        CheckLinks(list, 4, 2);
        list.RemoveFirst();
        list.RemoveFirst();
        CheckLinks(list);
        Check.Throws<InvalidOperationException>(() => list.RemoveFirst());
        Check.Throws<InvalidOperationException>(() => list.RemoveLast());
    }

    [KernelTest]
    public static void A_node_belongs_to_one_list_only()
    {
        var list = new LinkedList<int>(new[] { 1 });
        var other = new LinkedList<int>(new[] { 2 });
        Check.Throws<InvalidOperationException>(() => list.Remove(other.First!));
        Check.Throws<InvalidOperationException>(() => list.AddAfter(other.First!, 3));
        Check.Throws<InvalidOperationException>(() => list.AddLast(other.First!));
        Check.Throws<ArgumentNullException>("node", () => list.AddLast((LinkedListNode<int>)null!));
        LinkedListNode<int> node = list.First!;
        list.Clear();
        Check.Null(node.List);
        other.AddLast(node);
        CheckLinks(other, 2, 1);
    }

    [KernelTest]
    public static void Values_are_found_from_both_ends_and_changed_in_place()
    {
        var list = new LinkedList<string>(new[] { "a", "b", "a" });
        Check.Same(list.First, list.Find("a"));
        Check.Same(list.Last, list.FindLast("a"));
        Check.Null(list.Find("z"));
        list.First!.Value = "z";
        list.Last!.ValueRef += "y";
        Check.Sequence(["z", "b", "ay"], list);
        Check.True(list.Contains("b"));
        var target = new string[3];
        list.CopyTo(target, 0);
        Check.Sequence(["z", "b", "ay"], target);
        Check.Throws<ArgumentException>(() => list.CopyTo(target, 1));
    }

    [KernelTest]
    public static void Changing_a_list_ends_its_enumeration()
    {
        var list = new LinkedList<int>(new[] { 1, 2 });
        IEnumerator e = list.GetEnumerator();
        Check.Throws<InvalidOperationException>(() => e.Current);
        Check.True(e.MoveNext());
        list.AddLast(3);
        Check.Throws<InvalidOperationException>(() => e.MoveNext());
    }

    private static void CheckLinks(LinkedList<int> list, params int[] values)
    {
        Check.Sequence(values, list);
        Check.Equal(values.Length, list.Count);
        int i = values.Length;
        for (LinkedListNode<int>? node = list.Last; node is not null; node = node.Previous)
        {
            Check.Equal(values[--i], node.Value);
            Check.Same(list, node.List);
        }

        Check.Equal(0, i);
        Check.Null(list.First?.Previous);
        Check.Null(list.Last?.Next);
    }
}
