using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace InKernel.Runtime;

/// <summary>Generics: code shared between reference types must still know its exact type arguments.</summary>
public static class GenericTests
{
    private class Creator<T> where T : new()
    {
        public T Make() => new();

        public T[] MakeArray(int length) => new T[length];

        public bool IsOne(object? value) => value is T;

        public T Cast(object value) => (T)value;

        public T? As(object? value) => value is T typed ? typed : default;

        public Type Exact => typeof(T);
    }

    private sealed class One
    {
        public int Value = 1;
    }

    private sealed class Two
    {
        public int Value = 2;
    }

    private struct Three
    {
        public int Value { get; set; }
    }

    [KernelTest]
    public static void Shared_code_creates_objects_of_the_exact_type()
    {
        Check.Equal(1, new Creator<One>().Make().Value);
        Check.Equal(2, new Creator<Two>().Make().Value);
        Check.Equal(0, new Creator<Three>().Make().Value);
        Check.Equal(0, new Creator<int>().Make());
    }

    [KernelTest]
    public static void Shared_code_creates_arrays_of_the_exact_type()
    {
        object ones = new Creator<One>().MakeArray(3);
        object objects = new Creator<object>().MakeArray(2);
        Check.True(ones is One[]);
        Check.True(ones.GetType() == typeof(One[]));
        Check.True(objects.GetType() == typeof(object[]));
        Check.Equal(3, ((One[])ones).Length);
    }

    [KernelTest]
    public static void Shared_code_tests_and_casts_to_the_exact_type()
    {
        var ones = new Creator<One>();
        var twos = new Creator<Two>();
        object one = new One();
        Check.True(ones.IsOne(one));
        Check.False(twos.IsOne(one));
        Check.Same(one, ones.Cast(one));
        Check.Throws<InvalidCastException>(() => twos.Cast(one));
        Check.Null(twos.As(one));
        Check.Same(one, ones.As(one));
        Check.Equal(5, new Creator<int>().Cast(5));
        Check.Equal(0, new Creator<int>().As("x"));
        Check.True(ones.Exact == typeof(One));
        Check.True(twos.Exact == typeof(Two));
    }

    private static string Kind<T>() => typeof(T) == typeof(int) ? "int" : typeof(T) == typeof(string) ? "string" : "other";

    [KernelTest]
    public static void Generic_methods_know_their_type_argument()
    {
        Check.Equal("int", Kind<int>());
        Check.Equal("string", Kind<string>());
        Check.Equal("other", Kind<object>());
        Check.Equal("other", Kind<List<int>>());
    }

    [KernelTest]
    public static void Types_tell_their_names()
    {
        Check.Equal("Int32", typeof(int).Name);
        Check.Equal("String[]", new string[0].GetType().Name);
        Check.Equal("One", new Creator<One>().Make().GetType().Name);
        Check.Equal("List`1", new List<int>().GetType().Name);
        Check.Equal("List`1[]", new List<string>[0].GetType().Name);
        Check.Equal("System.Collections.Generic.List`1[System.Int32]", new List<int>().GetType().ToString());
        Check.Equal("System.Int32[]", new int[0].GetType().ToString());
        Check.Equal("InKernel.Runtime.GenericTests+One", new One().GetType().ToString());
        Check.Equal("System.Collections.Generic.Dictionary`2[System.String,System.Object[]]", new Dictionary<string, object[]>().GetType().ToString());
    }

    private static int Depth<T>(int levels) => levels == 0 ? 0 : 1 + Depth<T>(levels - 1);

    private static Type Wrapped<T>() => typeof(Dictionary<T[], List<T>>);

    [KernelTest]
    public static void Types_built_from_type_arguments_are_the_exact_ones()
    {
        Check.True(Wrapped<string>() == typeof(Dictionary<string[], List<string>>));
        Check.True(Wrapped<object>() == typeof(Dictionary<object[], List<object>>));
        Check.False(Wrapped<object>() == typeof(Dictionary<string[], List<string>>));
        Check.Equal(20, Depth<string>(20));
    }

    private sealed class Tree<T> where T : IComparable<T>
    {
        private sealed class Node(T value)
        {
            public readonly T Value = value;
            public Node? Left, Right;
        }

        private Node? _root;

        public void Add(T value) => Add(ref _root, value);

        private static void Add(ref Node? node, T value)
        {
            if (node is null)
                node = new Node(value);
            else if (value.CompareTo(node.Value) < 0)
                Add(ref node.Left, value);
            else
                Add(ref node.Right, value);
        }

        public IEnumerable<T> InOrder()
        {
            var path = new Stack<Node>();
            Node? node = _root;
            while (node is not null || path.Count > 0)
            {
                while (node is not null)
                {
                    path.Push(node);
                    node = node.Left;
                }

                node = path.Pop();
                yield return node.Value;
                node = node.Right;
            }
        }
    }

    [KernelTest]
    public static void A_generic_tree_sorts_numbers_and_texts()
    {
        var numbers = new Tree<int>();
        foreach (int n in new[] { 5, 2, 8, 1, 9, 3 })
            numbers.Add(n);
        Check.Sequence([1, 2, 3, 5, 8, 9], numbers.InOrder());

        var texts = new Tree<string>();
        foreach (string s in new[] { "e", "b", "h", "a" })
            texts.Add(s);
        Check.Sequence(["a", "b", "e", "h"], texts.InOrder());
    }

    private static TResult Apply<TSource, TResult>(TSource source, Func<TSource, TResult> function) => function(source);

    [KernelTest]
    public static void Lambdas_in_generic_methods_keep_the_type_arguments()
    {
        Check.Equal("5", Apply(5, x => x.ToString()));
        Check.Equal(3, Apply("abc", x => x.Length));
        Check.True(Apply(new One(), x => (object)x) is One);
        Check.True(MakeChecker<One>()(new One()));
        Check.False(MakeChecker<One>()(new Two()));
        Check.True(MakeChecker<Two>()(new Two()));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Func<object, bool> MakeChecker<T>() => x => x is T;

    private struct Wrapper<T>(T value)
    {
        public readonly T Value = value;

        public readonly Wrapper<Wrapper<T>> Wrap() => new(this);

        public override readonly string ToString() => "<" + Value + ">";
    }

    [KernelTest]
    public static void Generic_structs_nest()
    {
        Check.Equal("<<7>>", new Wrapper<int>(7).Wrap().ToString());
        Check.Equal("<<x>>", new Wrapper<string>("x").Wrap().ToString());
        Check.Equal("x", new Wrapper<string>("x").Wrap().Value.Value);
    }
}
