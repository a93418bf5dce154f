using System;
using System.Collections.Generic;

namespace InKernel.Runtime;

/// <summary>Records, tuples, nullable values, enumerations and boxes.</summary>
public static class LanguageRecordTests
{
    [KernelTest]
    public static void Records_compare_by_value_and_by_type()
    {
        Check.True(new Person("a", 1) == new Person("a", 1));
        Check.True(new Person("a", 1) != new Person("a", 2));
        Check.Equal(new Person("a", 1).GetHashCode(), new Person("a", 1).GetHashCode());
        Check.False(new Person("a", 1).Equals(new Student("a", 1, "s")));
        Check.False(new Student("a", 1, "s").Equals(new Person("a", 1)));
        Person student = new Student("a", 1, "s");
        Check.True(student == new Student("a", 1, "s"));
        Check.True(new Person(null, 1).Equals((object)new Person(null, 1)));
        Check.False(new Person("a", 1) == null);
    }

    [KernelTest]
    public static void Records_are_copied_with_changes()
    {
        var person = new Person("a", 1);
        Person older = person with { Age = 2 };
        Check.Equal(("a", 1), (person.Name, person.Age));
        Check.Equal(("a", 2), (older.Name, older.Age));
        Person student = new Student("s", 20, "x");
        Person renamed = student with { Name = "t" };
        Check.True(renamed is Student { School: "x", Name: "t", Age: 20 });
        Check.Same(student, student);
        Check.False(ReferenceEquals(student, student with { }));
    }

    [KernelTest]
    public static void Records_print_and_take_themselves_apart()
    {
        Check.Equal("Person { Name = a, Age = 1 }", new Person("a", 1).ToString());
        Check.Equal("Student { Name = a, Age = 1, School =  }", new Student("a", 1, null).ToString());
        Check.Equal("Point { X = 1, Y = -2 }", new Point(1, -2).ToString());
        (string? name, int age) = new Person("b", 3);
        Check.Equal(("b", 3), (name, age));
        Check.Equal("Node { Value = 1, Next = Node { Value = 2, Next =  } }", new Node<int>(1, new(2, null)).ToString());
    }

    [KernelTest]
    public static void Record_structures_are_values()
    {
        var point = new Point(1, 2);
        Point moved = point with { X = 5 };
        Check.Equal(1, point.X);
        Check.True(moved == new Point(5, 2));
        Check.True(new HashSet<Point> { point, moved, new(1, 2) }.Count == 2);
        Check.True(default(Point).Equals(new Point(0, 0)));
        var (x, y) = moved;
        Check.Equal(7, x + y);
    }

    [KernelTest]
    public static void Tuples_compare_and_change_element_by_element()
    {
        var pair = (Name: "a", Number: 1);
        Check.True(pair == ("a", 1));
        Check.True(pair != ("a", 2));
        pair.Number++;
        Check.Equal(2, pair.Item2);
        Check.Equal("(a, 2)", pair.ToString());
        (int a, int b, int c) = (1, 2, 3);
        (a, b, c) = (c, a, b);
        Check.Equal((3, 1, 2), (a, b, c));
        var nested = ((1, 2), (3, (4, 5)));
        Check.Equal(5, nested.Item2.Item2.Item2);
        var long_ = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        Check.Equal(10, long_.Item10);
        Check.True(long_ == (1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
        Check.Equal(("x", 1).GetHashCode(), ("x", 1).GetHashCode());
        Check.True((1, "b").CompareTo((1, "c")) < 0);
    }

    [KernelTest]
    public static void Nullable_values_lift_their_operators()
    {
        int? one = 1;
        int? none = null;
        Check.Equal<int?>(3, one + 2);
        Check.Equal<int?>(null, none + 2);
        Check.False(none > 1 || none < 1 || none == 1);
        Check.True(none == null && one != none);
        Check.Equal(7, none ?? 7);
        Check.Equal(0, none.GetValueOrDefault());
        Check.Equal(5, none.GetValueOrDefault(5));
        Check.True(one.HasValue && !none.HasValue);
        Check.Throws<InvalidOperationException>(() => none!.Value);
        none ??= 4;
        Check.Equal<int?>(4, none);
        bool? unknown = null;
        Check.Equal<bool?>(false, unknown & false);
        Check.Equal<bool?>(null, unknown & true);
        Check.Equal<bool?>(true, unknown | true);
        Check.Equal("", ((int?)null).ToString());
        Check.Equal("1", one.ToString());
        Check.Equal(typeof(int), one.GetType());
        Point? point = new Point(1, 2);
        Check.Equal<int?>(2, point?.Y);
        point = null;
        Check.Equal<int?>(null, point?.Y);
    }

    [KernelTest]
    public static void Enumerations_are_their_numbers()
    {
        Color color = Color.Red | Color.Blue;
        Check.Equal(5, (int)color);
        Check.True(color.HasFlag(Color.Blue) && !color.HasFlag(Color.Green));
        Check.True((color & ~Color.Red) == Color.Blue);
        Check.True(color != Color.None && Color.Green > Color.Red);
        Check.True(color.Equals((Color)5) && !color.Equals(5));
        Check.Equal((object)Color.Red, (Color)1);
        Check.True(Color.Red.CompareTo(Color.Green) < 0);
        Check.Equal(Small.Top, (Small)255);
        Check.Equal(-1L, (long)Large.Bottom);
        Check.Equal(5, color.GetHashCode());
        Check.Equal((byte)255, (byte)Small.Top);
        Check.Equal("blue", color switch
        {
            Color.Red => "red",
            Color.Red | Color.Blue => "blue",
            _ => "other",
        });
    }

    [KernelTest]
    public static void Boxes_are_copies_that_forget_nothing()
    {
        object box = 5;
        int value = (int)box;
        value++;
        Check.Equal<object>(5, box);
        Check.Throws<InvalidCastException>(() => (long)box);
        Check.Throws<NullReferenceException>(() => (int)(object)null!);
        Check.True(box is int and > 4);
        Check.False(box is long);
        object enumBox = Color.Red;
        Check.Equal(1, (int)enumBox);
        Check.Equal(typeof(Color), enumBox.GetType());
        object? nullBox = (int?)null;
        Check.Null(nullBox);
        Check.Equal<int?>(5, (int?)box);
        Check.Equal<int?>(null, (int?)nullBox);
        ICounter counter = new Counter();
        counter.Increment();
        counter.Increment();
        Check.Equal(2, counter.Count);
        var copy = (Counter)counter;
        copy.Increment();
        Check.Equal((2, 3), (counter.Count, copy.Count));
    }

    [KernelTest]
    public static void Structures_without_an_equality_of_their_own_compare_their_bits_or_fields()
    {
        Check.True(new Plain { A = 1, B = 2 }.Equals(new Plain { A = 1, B = 2 }));
        Check.False(new Plain { A = 1, B = 2 }.Equals(new Plain { A = 1, B = 3 }));
        Check.Equal(new Plain { A = 1, B = 2 }.GetHashCode(), new Plain { A = 1, B = 2 }.GetHashCode());
        Check.False(new Plain().Equals(null));
        Check.False(new Plain().Equals((object)0));
    }

    [KernelTest]
    public static void Required_and_init_members_are_set_once()
    {
        var options = new Options { Name = "n", Depth = 3 };
        Check.Equal(("n", 3, "default"), (options.Name, options.Depth, options.Mode));
    }

    private record Person(string? Name, int Age);

    private sealed record Student(string? Name, int Age, string? School) : Person(Name, Age);

    private sealed record Node<T>(T Value, Node<T>? Next);

    private readonly record struct Point(int X, int Y);

    private sealed class Options
    {
        public required string Name { get; init; }

        public int Depth { get; init; } = 1;

        public string Mode { get; init; } = "default";
    }

    private struct Plain
    {
        public int A;
        public int B;
    }

    [Flags]
    private enum Color
    {
        None,
        Red = 1,
        Green = 2,
        Blue = 4,
    }

    private enum Small : byte
    {
        Top = 255,
    }

    private enum Large : long
    {
        Bottom = -1,
    }

    private interface ICounter
    {
        int Count { get; }

        void Increment();
    }

    private struct Counter : ICounter
    {
        public int Count { get; private set; }

        public void Increment() => Count++;
    }
}
