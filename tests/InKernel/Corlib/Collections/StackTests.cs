using System;
using System.Collections;
using System.Collections.Generic;

namespace InKernel.Corlib.Collections;

public static class StackTests
{
    [KernelTest]
    public static void Last_in_is_first_out()
    {
        var stack = new Stack<int>();
        for (int i = 0; i < 100; i++)
            stack.Push(i);
        Check.Equal(99, stack.Peek());
        for (int i = 99; i >= 0; i--)
            Check.Equal(i, stack.Pop());
        Check.Equal("Stack empty.", Check.Throws<InvalidOperationException>(() => stack.Pop()).Message);
        Check.Throws<InvalidOperationException>(() => stack.Peek());
        Check.False(stack.TryPop(out _) || stack.TryPeek(out _));
    }

    [KernelTest]
    public static void A_stack_is_walked_and_copied_from_the_top()
    {
        var stack = new Stack<string>(new[] { "a", "b", "c" });
        Check.Sequence(["c", "b", "a"], stack);
        Check.Sequence(["c", "b", "a"], stack.ToArray());
        var target = new string[4];
        stack.CopyTo(target, 1);
        Check.Sequence([null, "c", "b", "a"], target);
        Check.True(stack.Contains("a") && !stack.Contains("z"));
        Check.Throws<ArgumentException>(() => stack.CopyTo(target, 2));
        stack.Clear();
        Check.Equal(0, stack.Count);
        Check.Sequence(ReadOnlySpan<string>.Empty, stack);
    }

    [KernelTest]
    public static void Changing_a_stack_ends_its_enumeration()
    {
        var stack = new Stack<int>(new[] { 1, 2, 3 });
        IEnumerator<int> e = ((IEnumerable<int>)stack).GetEnumerator();
        Check.True(e.MoveNext());
        stack.Push(1);
        Check.Throws<InvalidOperationException>(() => e.MoveNext());
        Check.Throws<InvalidOperationException>(() => e.Reset());
    }
}
