using System;
using System.Collections.Generic;
using System.Numerics;

namespace InKernel.Runtime;

/// <summary>Classes, interfaces, operators, constructors, generics: what declarations mean.</summary>
public static class LanguageTypeTests
{
    [KernelTest]
    public static void Default_interface_methods_are_used_overridden_and_called_by_each_other()
    {
        IShape square = new Square(3);
        IShape circle = new Circle();
        Check.Equal("shape of area 9", square.Describe());
        Check.Equal("circle of area 28", circle.Describe());
        Check.Equal(18, square.Doubled());
        Check.Equal(4, IShape.Corners(square));
        Check.Equal("SHAPE", IShape.Kind);
    }

    [KernelTest]
    public static void Static_abstract_members_belong_to_the_type_argument()
    {
        Check.Equal(10, Sum<Meters>([new(1), new(2), new(7)]).Value);
        Check.Equal(0, Sum<Meters>([]).Value);
        Check.Equal("ab", Sum<Text>([new("a"), new("b")]).Value);
        Check.Equal("m", UnitOf<Meters>());
        Check.Equal("default", UnitOf<Text>());
        Check.Equal(7, Largest([3, 7, 5]));
        Check.Equal(2.5, Largest([1.5, 2.5, -9]));
        Check.Equal((byte)200, Largest<byte>([200, 100]));
        Check.Equal(42, Parsed<int>("42"));
        Check.Equal(-1.5, Parsed<double>("-1.5"));
    }

    [KernelTest]
    public static void Operators_and_conversions_can_be_defined()
    {
        var a = new Fraction(1, 2);
        var b = new Fraction(1, 3);
        Check.Equal("5/6", (a + b).ToString());
        Check.Equal("1/6", (a - b).ToString());
        Check.Equal("1/6", (a * b).ToString());
        Check.Equal("-1/2", (-a).ToString());
        Check.True(a > b && a >= b && b < a && !(a == b) && a != b);
        Check.Equal("3/1", ((Fraction)3).ToString());
        Check.Equal(0.5, (double)a);
        a += 1;
        Check.Equal("3/2", a.ToString());
        a++;
        Check.Equal("5/2", a.ToString());
        Check.True(a ? true : false);
        Check.False(new Fraction(0, 1) ? true : false);
        Check.Throws<OverflowException>(() => checked(new Fraction(int.MaxValue, 1) + new Fraction(1, 1)));
    }

    [KernelTest]
    public static void Constructors_run_fields_then_bases_then_bodies()
    {
        var log = new List<string>();
        _ = new Derived(log);
        Check.Sequence(["base field", "base body", "virtual of derived after derived field", "derived body with derived field"], log);
        Check.Equal("3,4", new Chained(3, 4).Text);
        Check.Equal("7,0", new Chained(7).Text);
        Check.Equal("1,2", new Chained().Text);
    }

    [KernelTest]
    public static void Properties_and_indexers_are_methods()
    {
        var table = new Table { ["a"] = 1, ["b"] = 2 };
        table["a"] += 10;
        Check.Equal(11, table["a"]);
        Check.Equal(2, table.Writes - 1);
        table.Limit = 500;
        Check.Equal(100, table.Limit);
        Check.Equal("ab", table["a", "b"]);
    }

    [KernelTest]
    public static void Nested_and_recursive_generics_keep_their_arguments()
    {
        var outer = new Outer<string>.Inner<int>("a", 1);
        Check.Equal("a1", outer.ToString());
        Check.Equal(typeof(string), outer.Types().Item1);
        Check.Equal(typeof(int), outer.Types().Item2);
        Check.Equal(6, new Sum3<int>(1, 2, 3).Total);
        Check.Equal("xyz", Fold(["x", "y", "z"], "", (all, s) => all + s));
        Check.Equal(6L, Fold([1, 2, 3], 0L, (all, n) => all + n));
        Check.True(Comparison<Named>.Max(new("a", 1), new("b", 5)).Name == "b");
    }

    [KernelTest]
    public static void Generic_statics_are_separate_for_each_argument()
    {
        PerType<int>.Count += 5;
        PerType<string>.Count += 7;
        PerType<object>.Count += 9;
        Check.Equal((5, 7, 9), (PerType<int>.Count, PerType<string>.Count, PerType<object>.Count));
        PerType<int>.Count = PerType<string>.Count = PerType<object>.Count = 0;
        Check.NotEqual<object>(PerType<string>.Token, PerType<object>.Token);
        Check.Same(PerType<string>.Token, PerType<string>.Token);
    }

    [KernelTest]
    public static void Variance_converts_producers_and_consumers()
    {
        IEnumerable<object> objects = new List<string> { "a", "b" };
        int count = 0;
        foreach (object o in objects)
            count += ((string)o).Length;
        Check.Equal(2, count);
        IComparer<string> byHash = new AnyComparer();
        Check.Equal(0, byHash.Compare("a", "b"));
        Func<object> produce = () => "text";
        Func<string> strings = () => "text";
        produce = strings;
        Check.Equal<object>("text", produce());
        Action<object> consume = o => count += o is string ? 10 : 0;
        Action<string> consumeStrings = consume;
        consumeStrings("x");
        Check.Equal(12, count);
    }

    [KernelTest]
    public static void Explicit_implementations_are_seen_through_their_interface_only()
    {
        var two = new TwoFaced();
        Check.Equal("left", ((ILeft)two).Side());
        Check.Equal("right", ((IRight)two).Side());
        Check.Equal("own", two.Side());
        Check.Equal("left", SideOf(two));

        static string SideOf<T>(T value) where T : ILeft => value.Side();
    }

    [KernelTest]
    public static void Hidden_and_overridden_methods_differ()
    {
        Animal animal = new Dog();
        Check.Equal("woof", animal.Speak());
        Check.Equal("animal", animal.Name());
        Check.Equal("dog", ((Dog)animal).Name());
        Check.Equal("woof animal", new Dog().Both());
        Check.True(animal.Copy() is Dog);
    }

    [KernelTest]
    public static void Extension_members_extend_any_type()
    {
        Check.Equal(3, "a b c".Words());
        Check.True(4.IsEven());
        string? nothing = null;
        Check.True(nothing.IsNothing());
        Check.Equal("abcabc", "abc".Twice);
    }

    [KernelTest]
    public static void A_structure_is_copied_and_its_default_is_zero()
    {
        var a = new Pair { X = 1 };
        Pair b = a;
        b.X = 2;
        Check.Equal((1, 2), (a.X, b.X));
        Pair[] pairs = new Pair[2];
        pairs[1].X = 5;
        Check.Equal((0, 5), (pairs[0].X, pairs[1].X));
        Check.Equal(7, new Pair().Y);
        Check.Equal(0, default(Pair).Y);
        var holder = new Holder();
        holder.Pair.X = 3;
        Check.Equal(3, holder.Pair.X);
    }

    private static T Sum<T>(T[] items) where T : IAddable<T>
    {
        T sum = T.Zero;
        foreach (T item in items)
            sum += item;
        return sum;
    }

    private static string UnitOf<T>() where T : IAddable<T> => T.Unit;

    private static T Largest<T>(T[] items) where T : INumber<T>
    {
        T largest = items[0];
        foreach (T item in items)
        {
            if (item > largest)
                largest = item;
        }

        return largest + T.Zero;
    }

    private static T Parsed<T>(string text) where T : IParsable<T> => T.Parse(text, null);

    private static TResult Fold<T, TResult>(T[] items, TResult start, Func<TResult, T, TResult> step)
    {
        foreach (T item in items)
            start = step(start, item);
        return start;
    }

    private interface IShape
    {
        static string Kind => "SHAPE";

        int Area { get; }

        string Name => "shape";

        static int Corners(IShape shape) => shape is Square ? 4 : 0;

        string Describe() => Name + " of area " + Area.ToString();

        sealed int Doubled() => 2 * Area;
    }

    private sealed class Square(int side) : IShape
    {
        public int Area => side * side;
    }

    private struct Circle : IShape
    {
        public readonly int Area => 28;

        public readonly string Name => "circle";
    }

    private interface IAddable<T> where T : IAddable<T>
    {
        static abstract T Zero { get; }

        static virtual string Unit => "default";

        static abstract T operator +(T left, T right);
    }

    private readonly record struct Meters(int Value) : IAddable<Meters>
    {
        public static Meters Zero => new(0);

        public static string Unit => "m";

        public static Meters operator +(Meters left, Meters right) => new(left.Value + right.Value);
    }

    private sealed record Text(string Value) : IAddable<Text>
    {
        public static Text Zero => new("");

        public static Text operator +(Text left, Text right) => new(left.Value + right.Value);
    }

    private readonly struct Fraction(int top, int bottom) : IEquatable<Fraction>
    {
        private readonly int _top = top;
        private readonly int _bottom = bottom;

        public static Fraction operator +(Fraction a, Fraction b) => new(a._top * b._bottom + b._top * a._bottom, a._bottom * b._bottom);

        public static Fraction operator checked +(Fraction a, Fraction b) =>
            new(checked(a._top * b._bottom + b._top * a._bottom), checked(a._bottom * b._bottom));

        public static Fraction operator -(Fraction a, Fraction b) => a + -b;

        public static Fraction operator *(Fraction a, Fraction b) => new(a._top * b._top, a._bottom * b._bottom);

        public static Fraction operator -(Fraction a) => new(-a._top, a._bottom);

        public static Fraction operator ++(Fraction a) => a + 1;

        public static bool operator ==(Fraction a, Fraction b) => a.Equals(b);

        public static bool operator !=(Fraction a, Fraction b) => !a.Equals(b);

        public static bool operator <(Fraction a, Fraction b) => a._top * b._bottom < b._top * a._bottom;

        public static bool operator >(Fraction a, Fraction b) => b < a;

        public static bool operator <=(Fraction a, Fraction b) => !(b < a);

        public static bool operator >=(Fraction a, Fraction b) => !(a < b);

        public static bool operator true(Fraction a) => a._top != 0;

        public static bool operator false(Fraction a) => a._top == 0;

        public static implicit operator Fraction(int whole) => new(whole, 1);

        public static explicit operator double(Fraction a) => (double)a._top / a._bottom;

        public bool Equals(Fraction other) => _top * other._bottom == other._top * _bottom;

        public override bool Equals(object? obj) => obj is Fraction other && Equals(other);

        public override int GetHashCode() => 0;

        public override string ToString() => _top.ToString() + "/" + _bottom.ToString();
    }

    private class Base(List<string> log)
    {
        private readonly int _field = Note(log, "base field");

        protected Base(List<string> log, string body)
            : this(log)
        {
            log.Add(body);
            Virtual(log);
        }

        public int Field => _field;

        protected static int Note(List<string> log, string text)
        {
            log.Add(text);
            return 1;
        }

        protected virtual void Virtual(List<string> log) => log.Add("virtual of base");
    }

    private sealed class Derived : Base
    {
        private readonly Func<string> _field = () => "derived field";

        public Derived(List<string> log)
            : base(log, "base body") => log.Add("derived body with " + _field());

        protected override void Virtual(List<string> log) => log.Add("virtual of derived after " + _field());
    }

    private sealed class Chained(int a, int b)
    {
        public Chained(int a)
            : this(a, 0)
        {
        }

        public Chained()
            : this(1, 2)
        {
        }

        public string Text { get; } = a.ToString() + "," + b.ToString();
    }

    private sealed class Table
    {
        private readonly Dictionary<string, int> _values = new();

        public int Writes { get; private set; }

        public int Limit
        {
            get;
            set => field = Math.Min(value, 100);
        }

        public int this[string key]
        {
            get => _values[key];
            set
            {
                Writes++;
                _values[key] = value;
            }
        }

        public string this[string first, string second] => first + second;
    }

    private static class Outer<T>
    {
        public sealed class Inner<U>(T first, U second)
        {
            public (Type, Type) Types() => (typeof(T), typeof(U));

            public override string ToString() => first!.ToString() + second!.ToString();
        }
    }

    private sealed class Sum3<T>(T a, T b, T c) where T : INumber<T>
    {
        public T Total => a + b + c;
    }

    private static class Comparison<T> where T : IComparable<T>
    {
        public static T Max(T a, T b) => a.CompareTo(b) >= 0 ? a : b;
    }

    private sealed record Named(string Name, int Rank) : IComparable<Named>
    {
        public int CompareTo(Named? other) => Rank.CompareTo(other!.Rank);
    }

    private static class PerType<T>
    {
        public static readonly object Token = new();
        public static int Count;
    }

    private sealed class AnyComparer : IComparer<object>
    {
        public int Compare(object? x, object? y) => 0;
    }

    private interface ILeft
    {
        string Side();
    }

    private interface IRight
    {
        string Side();
    }

    private sealed class TwoFaced : ILeft, IRight
    {
        public string Side() => "own";

        string ILeft.Side() => "left";

        string IRight.Side() => "right";
    }

    private class Animal
    {
        public virtual string Speak() => "...";

        public string Name() => "animal";

        public virtual Animal Copy() => new();
    }

    private sealed class Dog : Animal
    {
        public override string Speak() => "woof";

        public new string Name() => "dog";

        public override Dog Copy() => new();

        public string Both() => Speak() + " " + base.Name();
    }

    private struct Pair
    {
        public int X;
        public int Y = 7;

        public Pair()
        {
        }
    }

    private sealed class Holder
    {
        public Pair Pair;
    }
}

internal static class LanguageExtensions
{
    public static int Words(this string text)
    {
        int words = 1;
        foreach (char c in text)
            words += c == ' ' ? 1 : 0;
        return words;
    }

    public static bool IsEven(this int number) => number % 2 == 0;

    public static bool IsNothing(this string? text) => text is null;

    extension(string text)
    {
        public string Twice => text + text;
    }
}
