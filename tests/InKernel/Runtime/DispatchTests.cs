using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace InKernel.Runtime;

/// <summary>Virtual and interface calls: the right method for the object, however many types a call site sees.</summary>
public static class DispatchTests
{
    private interface IShape
    {
        int Corners();

        string Name() => "shape";

        int Scaled(int factor, long a, long b, double c, double d) => (int)((Corners() * factor) + a + b + c + d);
    }

    private class Triangle : IShape
    {
        public virtual int Corners() => 3;
    }

    private sealed class OddTriangle : Triangle
    {
        public override int Corners() => 33;
    }

    private sealed class Square : IShape
    {
        int IShape.Corners() => 4;

        public string Name() => "square";
    }

    private struct Point : IShape
    {
        public int Calls;

        public int Corners() => 1 + Calls++;
    }

    private sealed class Polygon<T>(int corners) : IShape
    {
        public int Corners() => corners + (typeof(T) == typeof(string) ? 100 : 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Corners(IShape shape) => shape.Corners();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string Name(IShape shape) => shape.Name();

    [KernelTest]
    public static void A_call_site_that_sees_one_type_calls_its_method()
    {
        IShape triangle = new Triangle();
        for (int i = 0; i < 10; i++)
            Check.Equal(3, triangle.Corners());
    }

    [KernelTest]
    public static void A_call_site_that_sees_many_types_calls_the_right_method_every_time()
    {
        IShape[] shapes =
        [
            new Triangle(), new Square(), new OddTriangle(), new Point(), new Polygon<int>(5), new Polygon<string>(5),
            new Polygon<long>(6), new Polygon<object>(7),
        ];
        int[] corners = [3, 4, 33, 1, 5, 105, 6, 7];
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < shapes.Length; i++)
                Check.Equal(i == 3 ? 1 + round : corners[i], Corners(shapes[i]));
        }
    }

    [KernelTest]
    public static void Default_implementations_are_used_unless_the_class_has_its_own()
    {
        Check.Equal("shape", Name(new Triangle()));
        Check.Equal("square", Name(new Square()));
        Check.Equal("shape", Name(new Point()));
        Check.Equal("shape", Name(new Polygon<string>(1)));
    }

    [KernelTest]
    public static void All_arguments_survive_the_first_call()
    {
        // The first call of a site goes through the resolver, which must preserve integer and floating registers.
        IShape[] shapes = [new Triangle(), new Square(), new Polygon<byte>(9)];
        foreach (IShape shape in shapes)
            Check.Equal((Corners(shape) * 10) + 1 + 2 + 3 + 4, shape.Scaled(10, 1, 2, 3.0, 4.0));
    }

    private interface ILeft
    {
        string Side() => "left";
    }

    private interface IMoreLeft : ILeft
    {
        string ILeft.Side() => "more left";
    }

    private class Plain : ILeft;

    private class More : IMoreLeft;

    private sealed class Own : IMoreLeft
    {
        public string Side() => "own";
    }

    private sealed class DerivedFromMore : More;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string Side(ILeft left) => left.Side();

    [KernelTest]
    public static void The_most_specific_default_implementation_wins()
    {
        Check.Equal("left", Side(new Plain()));
        Check.Equal("more left", Side(new More()));
        Check.Equal("more left", Side(new DerivedFromMore()));
        Check.Equal("own", Side(new Own()));
    }

    private class Base
    {
        public virtual string Who() => "base";

        public virtual string Other() => "other";
    }

    private class Derived : Base
    {
        public override string Who() => "derived then " + base.Who();
    }

    private class Hidden : Derived
    {
        public new virtual string Who() => "hidden";
    }

    private sealed class Lowest : Hidden
    {
        public override string Who() => "last";

        public override string Other() => "last " + base.Other();
    }

    [KernelTest]
    public static void Virtual_methods_override_hide_and_call_their_bases()
    {
        Base[] all = [new Base(), new Derived(), new Hidden(), new Lowest()];
        string[] who = ["base", "derived then base", "derived then base", "derived then base"];
        for (int i = 0; i < all.Length; i++)
            Check.Equal(who[i], all[i].Who());

        Check.Equal("last", ((Hidden)all[3]).Who());
        Check.Equal("last other", all[3].Other());
    }

    private interface ISource<out T>
    {
        T Get();
    }

    private interface ISink<in T>
    {
        string Put(T value);
    }

    private sealed class TextSource : ISource<string>
    {
        public string Get() => "text";
    }

    private sealed class ObjectSink : ISink<object>
    {
        public string Put(object value) => "put " + value;
    }

    private sealed class Both : ISource<string>, ISource<int[]>, ISink<object>, ISink<Exception>
    {
        string ISource<string>.Get() => "string";

        int[] ISource<int[]>.Get() => [1];

        string ISink<object>.Put(object value) => "object";

        string ISink<Exception>.Put(Exception value) => "exception";
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static object? GetObject(ISource<object> source) => source.Get();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string PutText(ISink<string> sink) => sink.Put("x");

    [KernelTest]
    public static void Variant_interfaces_reach_the_method_of_the_other_instantiation()
    {
        Check.Equal("text", (string?)GetObject(new TextSource()));
        Check.Equal("put x", PutText(new ObjectSink()));
        Check.Equal("string", ((ISource<IComparable>)(object)new Both()).Get());
        Check.Equal(1, ((ISource<Array>)(object)new Both()).Get().Length);
        Check.Equal("object", PutText(new Both()));

        // Two fit; as on .NET the first in the list of interfaces is taken.
        Check.Equal("object", ((ISink<ArgumentException>)(object)new Both()).Put(new ArgumentException("")));
    }

    [KernelTest]
    public static void Arrays_are_lists_of_their_elements()
    {
        string[] texts = ["a", "b", "c"];
        Check.Equal(3, Count(texts));
        Check.Equal("c", Last<string>(texts));
        Check.Equal(3, Count<object>(texts));
        Check.Equal("c", (string)Last<object>(texts));
        Check.Equal(30, Last<int>(new[] { 10, 20, 30 }));
        Check.Equal(6, Sum(new[] { 1, 2, 3 }));
        Check.Equal(1, ((IReadOnlyList<long>)new long[] { 9 }).Count);
        Check.True(((ICollection<string>)texts).Contains("b"));
        Check.Equal(1, ((IList<string>)texts).IndexOf("b"));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Count<T>(IEnumerable<T> items)
    {
        int count = 0;
        foreach (T _ in items)
            count++;
        return count;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T Last<T>(IList<T> items) => items[items.Count - 1];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Sum(IEnumerable<int> items)
    {
        int sum = 0;
        foreach (int item in items)
            sum += item;
        return sum;
    }

    [KernelTest]
    public static void Arrays_of_uints_can_be_read_through_the_interfaces_of_ints()
    {
        // Not through an enumerator, which in the kernel is one of uints.
        object array = new uint[] { 1, uint.MaxValue };
        Check.Equal(-1, Last((IList<int>)array));
        Check.Equal(2, ((IReadOnlyList<int>)array).Count);
    }

    [KernelTest]
    public static void Constrained_calls_on_a_struct_change_the_struct_and_on_a_box_the_box()
    {
        var point = new Point();
        Check.Equal(1, Call(ref point));
        Check.Equal(2, Call(ref point));
        IShape box = point;
        Check.Equal(3, Corners(box));
        Check.Equal(4, Corners(box));
        Check.Equal(2, point.Calls);
    }

    private static int Call<T>(ref T shape) where T : IShape => shape.Corners();

    private interface IFactory<TSelf> where TSelf : IFactory<TSelf>
    {
        static abstract TSelf Create(int value);

        static virtual string Kind => "default";

        int Value { get; }
    }

    private readonly struct Small(int value) : IFactory<Small>
    {
        public static Small Create(int value) => new(value);

        public int Value => value;
    }

    private sealed class Large(int value) : IFactory<Large>
    {
        public static Large Create(int value) => new(value * 1000);

        public static string Kind => "large";

        public int Value => value;
    }

    private static (int, string) Make<T>(int value) where T : IFactory<T> => (T.Create(value).Value, T.Kind);

    [KernelTest]
    public static void Static_abstract_members_are_those_of_the_type_argument()
    {
        Check.Equal((7, "default"), Make<Small>(7));
        Check.Equal((7000, "large"), Make<Large>(7));
    }

    private interface IGeneric<T>
    {
        string Describe(T value);
    }

    private sealed class Describer<T> : IGeneric<T>, IGeneric<T[]>
    {
        public string Describe(T value) => "one";

        public string Describe(T[] value) => value.Length.ToString();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string DescribeWith<T>(IGeneric<T> describer, T value) => describer.Describe(value);

    [KernelTest]
    public static void Generic_interfaces_dispatch_in_shared_and_in_special_code()
    {
        Check.Equal("one", DescribeWith(new Describer<string>(), "x"));
        Check.Equal("2", DescribeWith(new Describer<string>(), new[] { "x", "y" }));
        Check.Equal("one", DescribeWith(new Describer<object>(), new object()));
        Check.Equal("one", DescribeWith(new Describer<int>(), 1));
        Check.Equal("3", DescribeWith(new Describer<int>(), new[] { 1, 2, 3 }));
    }

    [KernelTest]
    public static void Methods_of_object_can_be_called_on_anything()
    {
        object[] all = ["text", 12, 'c', true, new Point { Calls = 3 }, new int[2], ConsoleColorLike.Green, (1, 2)];
        Check.Equal("text", all[0].ToString());
        Check.Equal("12", all[1].ToString());
        Check.Equal("c", all[2].ToString());
        Check.Equal("True", all[3].ToString());
        Check.True(all[4].Equals(new Point { Calls = 3 }));
        Check.False(all[4].Equals(new Point { Calls = 4 }));
        Check.Equal(12, all[1].GetHashCode());
        Check.True(all[6].Equals(ConsoleColorLike.Green));
        Check.Equal("(1, 2)", all[7].ToString());
    }

    private enum ConsoleColorLike
    {
        Red,
        Green,
    }
}
