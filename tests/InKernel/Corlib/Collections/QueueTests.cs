using System;
using System.Collections;
using System.Collections.Generic;

namespace InKernel.Corlib.Collections;

public static class QueueTests
{
    [KernelTest]
    public static void First_in_is_first_out_however_the_ring_turns()
    {
        var queue = new Queue<int>();
        int next = 0;
        int expected = 0;
        var random = new Lehmer(5);
        for (int i = 0; i < 5000; i++)
        {
            if (random.Next(100) < 52)
                queue.Enqueue(next++);
            else if (queue.TryDequeue(out int value))
                Check.Equal(expected++, value);
            Check.Equal(next - expected, queue.Count);
        }

        int index = expected;
        foreach (int value in queue)
            Check.Equal(index++, value);
        Check.Equal(next, index);
    }

    [KernelTest]
    public static void An_empty_queue_has_nothing_to_give()
    {
        var queue = new Queue<string>();
        Check.Equal("Queue empty.", Check.Throws<InvalidOperationException>(() => queue.Dequeue()).Message);
        Check.Throws<InvalidOperationException>(() => queue.Peek());
        Check.False(queue.TryDequeue(out string? value));
        Check.Null(value);
        Check.False(queue.TryPeek(out value));
    }

    [KernelTest]
    public static void Everything_works_across_the_end_of_the_array()
    {
        var queue = new Queue<string>(4);
        for (int i = 0; i < 4; i++)
            queue.Enqueue("x");
        queue.Dequeue();
        queue.Dequeue();
        queue.Dequeue();
        queue.Enqueue("a");
        queue.Enqueue("b");
        Check.Equal(4, queue.Capacity);
        Check.Sequence(["x", "a", "b"], queue);
        Check.Sequence(["x", "a", "b"], queue.ToArray());
        Check.True(queue.Contains("b") && queue.Contains("x") && !queue.Contains("z"));
        var target = new string[5];
        queue.CopyTo(target, 1);
        Check.Sequence([null, "x", "a", "b", null], target);
        queue.EnsureCapacity(20);
        Check.Sequence(["x", "a", "b"], queue);
        queue.TrimExcess();
        Check.Equal(3, queue.Capacity);
        Check.Equal("x", queue.Peek());
        queue.Clear();
        Check.Equal(0, queue.Count);
        Check.Throws<ArgumentException>(() => new Queue<int>(new[] { 1, 2 }).CopyTo(new int[2], 1));
    }

    [KernelTest]
    public static void Changing_a_queue_ends_its_enumeration()
    {
        var queue = new Queue<int>(new[] { 1, 2, 3 });
        Check.Throws<InvalidOperationException>(() =>
        {
            foreach (int i in queue)
                queue.Enqueue(i);
        });
        IEnumerator e = queue.GetEnumerator();
        queue.Dequeue();
        Check.Throws<InvalidOperationException>(() => e.MoveNext());
        Check.Throws<InvalidOperationException>(() => e.Reset());
    }
}
