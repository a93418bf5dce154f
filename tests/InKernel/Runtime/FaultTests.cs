using System;
using System.Runtime.CompilerServices;

namespace InKernel.Runtime;

/// <summary>Exceptions that come from single instructions: from the processor, or from checks in compiled code.</summary>
public static class FaultTests
{
    private class Node
    {
        public int Number;
        public Node? Next;
        public Pair Value;

        public virtual int Virtual() => Number;

        [MethodImpl(MethodImplOptions.NoInlining)]
        public int Instance() => Number;
    }

    private struct Pair
    {
        public long First { get; set; }

        public long Second;
        public object? Reference;
    }

    private interface INode
    {
        int Call();
    }

    private sealed class NodeImplementation : INode
    {
        public int Call() => 1;
    }

    private sealed class OtherImplementation : INode
    {
        public int Call() => 2;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T? Nothing<T>() where T : class => null;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T Opaque<T>(T value) => value;

    [KernelTest]
    public static void Reading_a_field_of_null_throws() =>
        Check.Throws<NullReferenceException>(() => { _ = Nothing<Node>()!.Number; });

    [KernelTest]
    public static void Writing_a_field_of_null_throws()
    {
        Check.Throws<NullReferenceException>(() => Nothing<Node>()!.Number = 1);
        Check.Throws<NullReferenceException>(() => Nothing<Node>()!.Next = new Node());
        Check.Throws<NullReferenceException>(() => Nothing<Node>()!.Value = Opaque(new Pair { Reference = "x" }));
    }

    [KernelTest]
    public static void Calling_a_method_on_null_throws()
    {
        Check.Throws<NullReferenceException>(() => { _ = Nothing<Node>()!.Virtual(); });
        Check.Throws<NullReferenceException>(() => { _ = Nothing<Node>()!.Instance(); });
        Check.Throws<NullReferenceException>(() => { _ = Nothing<string>()!.Length; });
        Check.Throws<NullReferenceException>(() => Nothing<Action>()!());
    }

    [KernelTest]
    public static void Calling_an_interface_method_on_null_throws()
    {
        INode[] nodes = [new NodeImplementation(), new OtherImplementation()];
        for (int i = 0; i < 2; i++)
        {
            int sum = 0;
            foreach (INode node in nodes)
                sum += node.Call();
            Check.Equal(3, sum);
            Check.Throws<NullReferenceException>(() => { _ = CallThroughInterface(Nothing<INode>()!); });
            Check.Equal(1, CallThroughInterface(nodes[0]));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int CallThroughInterface(INode node) => node.Call();

    [KernelTest]
    public static void Using_a_null_array_throws()
    {
        Check.Throws<NullReferenceException>(() => { _ = Nothing<int[]>()![0]; });
        Check.Throws<NullReferenceException>(() => { _ = Nothing<int[]>()!.Length; });
        Check.Throws<NullReferenceException>(() => Nothing<object[]>()![0] = "x");
    }

    [KernelTest]
    public static void Unboxing_null_throws() =>
        Check.Throws<NullReferenceException>(() => { _ = (int)Nothing<object>()!; });

    [KernelTest]
    public static void A_fault_runs_finally_blocks_and_the_method_goes_on()
    {
        int finallyCount = 0;
        int caught = 0;
        for (int i = 0; i < 3; i++)
        {
            try
            {
                try
                {
                    _ = Nothing<Node>()!.Number;
                }
                finally
                {
                    finallyCount++;
                }
            }
            catch (NullReferenceException)
            {
                caught++;
            }
        }

        Check.Equal(3, finallyCount);
        Check.Equal(3, caught);
    }

    [KernelTest]
    public static void A_fault_at_the_first_instruction_of_a_try_block_is_caught_by_it()
    {
        string where = "";
        Node? node = Nothing<Node>();
        try
        {
            try
            {
                node!.Number = 1;
                where = "nowhere";
            }
            catch (NullReferenceException)
            {
                where = "inner";
            }
        }
        catch (NullReferenceException)
        {
            where = "outer";
        }

        Check.Equal("inner", where);
    }

    [KernelTest]
    public static void Faults_in_filters_finally_blocks_and_catch_blocks_are_exceptions_like_others()
    {
        string log = "";
        try
        {
            try
            {
                throw new InvalidOperationException();
            }
            catch (InvalidOperationException) when (Nothing<Node>()!.Number == 0)
            {
                log += "wrong ";
            }
        }
        catch (InvalidOperationException)
        {
            log += "filter ";
        }

        try
        {
            try
            {
                log += "try ";
            }
            finally
            {
                Nothing<Node>()!.Number = 1;
            }
        }
        catch (NullReferenceException)
        {
            log += "finally ";
        }

        try
        {
            try
            {
                throw new InvalidOperationException();
            }
            catch (InvalidOperationException)
            {
                Nothing<Node>()!.Number = 1;
            }
        }
        catch (NullReferenceException)
        {
            log += "catch";
        }

        Check.Equal("filter try finally catch", log);
    }

    [KernelTest]
    public static void Dividing_by_zero_throws()
    {
        Check.Throws<DivideByZeroException>(() => { _ = Opaque(1) / Opaque(0); });
        Check.Throws<DivideByZeroException>(() => { _ = Opaque(1) % Opaque(0); });
        Check.Throws<DivideByZeroException>(() => { _ = Opaque(1L) / Opaque(0L); });
        Check.Throws<DivideByZeroException>(() => { _ = Opaque(1u) / Opaque(0u); });
        Check.Throws<DivideByZeroException>(() => { _ = Opaque(1ul) % Opaque(0ul); });
        Check.Throws<DivideByZeroException>(() => { _ = Opaque((short)1) / Opaque((byte)0); });
    }

    [KernelTest]
    public static void Dividing_by_a_zero_in_memory_throws()
    {
        int[] divisors = Opaque(new[] { 3, 0, 5 });
        long[] longDivisors = Opaque(new[] { 3L, 0, 5 });
        var node = new Node();
        Check.Equal(4, 12 / divisors[Opaque(0)]);
        Check.Throws<DivideByZeroException>(() => { _ = Opaque(12) / divisors[Opaque(1)]; });
        Check.Throws<DivideByZeroException>(() => { _ = Opaque(12L) / longDivisors[Opaque(1)]; });
        Check.Throws<DivideByZeroException>(() => { _ = Opaque(12) / node.Number; });
        Check.Throws<DivideByZeroException>(() => { _ = Opaque(12L) / node.Value.Second; });
    }

    [KernelTest]
    public static void The_one_quotient_that_does_not_fit_overflows()
    {
        Check.Throws<OverflowException>(() => { _ = Opaque(int.MinValue) / Opaque(-1); });
        Check.Throws<OverflowException>(() => { _ = Opaque(long.MinValue) / Opaque(-1L); });
        int[] divisors = Opaque(new[] { 0, -1 });
        var node = new Node { Number = -1, Value = new Pair { Second = -1 } };
        Check.Throws<OverflowException>(() => { _ = Opaque(int.MinValue) / divisors[Opaque(1)]; });
        Check.Throws<OverflowException>(() => { _ = Opaque(int.MinValue) / node.Number; });
        Check.Throws<OverflowException>(() => { _ = Opaque(long.MinValue) / node.Value.Second; });
        Check.Equal(int.MaxValue, Opaque(-int.MaxValue) / Opaque(-1));
    }

    [KernelTest]
    public static void Indexing_outside_an_array_throws_and_changes_nothing()
    {
        int[] array = Opaque(new[] { 1, 2, 3 });
        foreach (int bad in new[] { -1, 3, int.MinValue, int.MaxValue })
        {
            Check.Throws<IndexOutOfRangeException>(() => { _ = array[Opaque(bad)]; });
            Check.Throws<IndexOutOfRangeException>(() => array[Opaque(bad)] = 9);
        }

        object[] objects = Opaque(new object[] { "a" });
        Check.Throws<IndexOutOfRangeException>(() => objects[Opaque(1)] = "b");
        Check.Throws<IndexOutOfRangeException>(() => objects[Opaque(-1)] = "b");
        Check.Equal(6, array[0] + array[1] + array[2]);
    }

    [KernelTest]
    public static void Checked_arithmetic_throws_where_unchecked_wraps()
    {
        Check.Throws<OverflowException>(() => { _ = checked(Opaque(int.MaxValue) + Opaque(1)); });
        Check.Throws<OverflowException>(() => { _ = checked(Opaque(int.MinValue) - Opaque(1)); });
        Check.Throws<OverflowException>(() => { _ = checked(Opaque(long.MaxValue) * Opaque(2L)); });
        Check.Throws<OverflowException>(() => { _ = checked((byte)Opaque(256)); });
        Check.Throws<OverflowException>(() => { _ = checked((uint)Opaque(-1)); });
        Check.Throws<OverflowException>(() => { _ = checked(-Opaque(int.MinValue)); });
        Check.Equal(int.MinValue, unchecked(Opaque(int.MaxValue) + Opaque(1)));
    }

    [KernelTest]
    public static void Array_lengths_that_cannot_be_throw()
    {
        Check.Throws<OverflowException>(() => { _ = new int[Opaque(-1)]; });
        Check.Throws<OverflowException>(() => { _ = new object[Opaque(int.MinValue)]; });
        Check.Throws<OverflowException>(() => { _ = new byte[Opaque(-1L)]; });
        Check.Equal(0, new int[Opaque(0)].Length);
    }

    [KernelTest]
    public static void Wrong_casts_throw_and_as_gives_null()
    {
        object text = Opaque<object>("text");
        Check.Throws<InvalidCastException>(() => { _ = (Node)text; });
        Check.Throws<InvalidCastException>(() => { _ = (INode)text; });
        Check.Throws<InvalidCastException>(() => { _ = (int)text; });
        Check.Throws<InvalidCastException>(() => { _ = (int[])text; });
        Check.Throws<InvalidCastException>(() => { _ = (long)Opaque<object>(1); });
        Check.Null(text as Node);
        Check.Null(text as INode);
        Check.Null(text as object[]);
        Check.Null((Node?)Nothing<object>());
    }

    [KernelTest]
    public static void Storing_the_wrong_type_into_a_covariant_array_throws()
    {
        object?[] objects = Opaque<object?[]>(new string?[2]);
        objects[0] = "text";
        objects[1] = null;
        Check.Throws<ArrayTypeMismatchException>(() => objects[1] = new Node());
        Check.Throws<ArrayTypeMismatchException>(() => objects[1] = 5);
        Check.Equal("text", objects[0]);
        Check.Null(objects[1]);
    }

    [KernelTest]
    public static void Taking_the_address_of_an_element_of_a_covariant_array_throws()
    {
        object?[] objects = Opaque<object?[]>(new string?[1]);
        Check.Throws<ArrayTypeMismatchException>(() => Assign(ref objects[0]));
        object?[] exact = Opaque(new object?[1]);
        Assign(ref exact[0]);
        Check.Equal("assigned", exact[0]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Assign(ref object? place) => place = "assigned";
}
