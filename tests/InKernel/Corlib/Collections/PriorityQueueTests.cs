using System;
using System.Collections.Generic;

namespace InKernel.Corlib.Collections;

public static class PriorityQueueTests
{
    [KernelTest]
    public static void Elements_come_in_the_order_of_their_priorities()
    {
        var queue = new PriorityQueue<int, int>();
        var random = new Lehmer(3);
        for (int i = 0; i < 1000; i++)
        {
            int priority = random.Next(100000);
            queue.Enqueue(priority * 2, priority);
        }

        int before = -1;
        while (queue.TryDequeue(out int element, out int priority))
        {
            Check.True(priority >= before);
            Check.Equal(priority * 2, element);
            before = priority;
        }

        Check.Equal(0, queue.Count);
    }

    [KernelTest]
    public static void An_empty_queue_has_nothing_to_give()
    {
        var queue = new PriorityQueue<string, int>();
        Check.Throws<InvalidOperationException>(() => queue.Dequeue());
        Check.Throws<InvalidOperationException>(() => queue.Peek());
        Check.Throws<InvalidOperationException>(() => queue.DequeueEnqueue("a", 1));
        Check.False(queue.TryDequeue(out _, out _) || queue.TryPeek(out _, out _));
        Check.Equal("a", queue.EnqueueDequeue("a", 1));
        Check.Equal(0, queue.Count);
    }

    [KernelTest]
    public static void A_comparer_can_turn_the_order()
    {
        var queue = new PriorityQueue<string, int>(Comparer<int>.Create((x, y) => y.CompareTo(x)));
        queue.EnqueueRange([("low", 1), ("high", 9), ("middle", 5)]);
        Check.Equal("high", queue.Peek());
        Check.Equal("high", queue.EnqueueDequeue("lowest", 0));
        Check.Equal("middle", queue.DequeueEnqueue("top", 10));
        Check.Equal("top", queue.Dequeue());
        Check.Equal("low", queue.Dequeue());
        Check.Equal("lowest", queue.Dequeue());
    }

    [KernelTest]
    public static void An_element_is_removed_from_the_middle()
    {
        for (int removed = 0; removed < 30; removed++)
        {
            var queue = new PriorityQueue<int, int>();
            for (int i = 0; i < 30; i++)
                queue.Enqueue(i * 7 % 30, i * 7 % 30);
            Check.True(queue.Remove(removed, out int element, out int priority));
            Check.Equal(removed, element);
            Check.Equal(removed, priority);
            Check.False(queue.Remove(removed, out _, out _));
            for (int i = 0; i < 30; i++)
            {
                if (i != removed)
                    Check.Equal(i, queue.Dequeue());
            }

            Check.Equal(0, queue.Count);
        }
    }

    [KernelTest]
    public static void The_contents_are_seen_without_order()
    {
        var queue = new PriorityQueue<string, int>(new[] { ("b", 2), ("a", 1) });
        queue.EnqueueRange(["c", "d"], 3);
        Check.Equal(4, queue.UnorderedItems.Count);
        var seen = new HashSet<string>();
        foreach ((string element, int _) in queue.UnorderedItems)
            seen.Add(element);
        Check.True(seen.SetEquals(["a", "b", "c", "d"]));
        Check.Throws<InvalidOperationException>(() =>
        {
            foreach ((string element, int priority) in queue.UnorderedItems)
                queue.Enqueue(element, priority);
        });
        queue.Clear();
        Check.Equal(0, queue.Count);
    }
}
