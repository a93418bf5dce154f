using System;
using System.Collections;
using System.Collections.Generic;

namespace InKernel.Corlib.Collections;

public static class ComparerTests
{
    [KernelTest]
    public static void Default_equality_is_the_type_s_own()
    {
        Check.True(EqualityComparer<int>.Default.Equals(3, 3));
        Check.False(EqualityComparer<int>.Default.Equals(3, 4));
        Check.True(EqualityComparer<string>.Default.Equals("ab", string.Concat("a", "b")));
        Check.True(EqualityComparer<Weekday>.Default.Equals(Weekday.Friday, (Weekday)5));
        Check.True(EqualityComparer<int?>.Default.Equals(null, null));
        Check.False(EqualityComparer<int?>.Default.Equals(null, 0));
        Check.True(EqualityComparer<int?>.Default.Equals(1, 1));
        Check.True(EqualityComparer<(string, int)>.Default.Equals(("a", 1), ("a", 1)));
        Check.False(EqualityComparer<(string, int)>.Default.Equals(("a", 1), ("b", 1)));
        Check.True(EqualityComparer<double>.Default.Equals(double.NaN, double.NaN));
        Check.True(EqualityComparer<double>.Default.Equals(0.0, -0.0));
        Check.True(EqualityComparer<object>.Default.Equals(null, null));
        Check.False(EqualityComparer<object>.Default.Equals(null, 1));
        Check.True(EqualityComparer<object>.Default.Equals(1, 1));
    }

    [KernelTest]
    public static void Equatable_types_are_asked_through_their_interface()
    {
        Check.True(EqualityComparer<ByInterface>.Default.Equals(new(1), new(2)), "a structure");
        Check.True(EqualityComparer<ByInterfaceClass>.Default.Equals(new(), new()), "a class");
        Check.False(EqualityComparer<object>.Default.Equals(new ByInterfaceClass(), new ByInterfaceClass()), "a class as an object");
        Check.False(EqualityComparer<PlainBase>.Default.Equals(new EquatableToBase(), new EquatableToBase()), "only the derived class is equatable");
        Check.True(EqualityComparer<EquatableBase>.Default.Equals(new DerivedOfEquatable(), new DerivedOfEquatable()), "the base class is equatable");
        Check.False(EqualityComparer<Plain>.Default.Equals(new() { Number = 1 }, new() { Number = 2 }));
        Check.True(EqualityComparer<Plain>.Default.Equals(new() { Number = 1, Text = "a" }, new() { Number = 1, Text = "a" }));
    }

    [KernelTest]
    public static void Equal_values_have_equal_hash_codes_and_null_has_zero()
    {
        Check.Equal(0, EqualityComparer<string?>.Default.GetHashCode(null!));
        Check.Equal(0, EqualityComparer<int?>.Default.GetHashCode(default(int?)!));
        Check.Equal(5, EqualityComparer<int>.Default.GetHashCode(5));
        Check.Equal(EqualityComparer<string>.Default.GetHashCode("ab"), EqualityComparer<string>.Default.GetHashCode(string.Concat("a", "b")));
        Check.Equal(Weekday.Friday.GetHashCode(), EqualityComparer<Weekday>.Default.GetHashCode(Weekday.Friday));
        Check.Equal(("a", 1).GetHashCode(), EqualityComparer<(string, int)>.Default.GetHashCode(("a", 1)));
    }

    [KernelTest]
    public static void Default_order_is_the_type_s_own_and_null_comes_first()
    {
        Check.True(Comparer<int>.Default.Compare(-1, 1) < 0);
        Check.True(Comparer<uint>.Default.Compare(uint.MaxValue, 1) > 0);
        Check.Equal(0, Comparer<long>.Default.Compare(7, 7));
        Check.True(Comparer<string?>.Default.Compare(null, "a") < 0);
        Check.True(Comparer<string?>.Default.Compare("a", null) > 0);
        Check.Equal(0, Comparer<string?>.Default.Compare(null, null));
        Check.True(Comparer<int?>.Default.Compare(null, int.MinValue) < 0);
        Check.True(Comparer<int?>.Default.Compare(2, 1) > 0);
        Check.True(Comparer<Weekday>.Default.Compare(Weekday.Monday, Weekday.Friday) < 0);
        Check.True(Comparer<(int, string)>.Default.Compare((1, "b"), (2, "a")) < 0);
        Check.True(Comparer<object>.Default.Compare(1, 2) < 0);
        Check.True(Comparer<bool>.Default.Compare(false, true) < 0);
        Check.True(Comparer<double>.Default.Compare(double.NaN, double.NegativeInfinity) < 0);
        Check.True(Comparer<OldStyle>.Default.Compare(new(1), new(2)) < 0);
        Check.Throws<ArgumentException>(() => Comparer<object>.Default.Compare(new object(), new object()));
    }

    [KernelTest]
    public static void Comparers_are_made_of_functions()
    {
        Comparer<int> byAbsolute = Comparer<int>.Create((x, y) => Math.Abs(x).CompareTo(Math.Abs(y)));
        Check.Equal(0, byAbsolute.Compare(-3, 3));
        Check.True(byAbsolute.Compare(-3, 2) > 0);
        EqualityComparer<int> byParity = EqualityComparer<int>.Create((x, y) => x % 2 == y % 2, x => x % 2);
        Check.True(byParity.Equals(3, 5));
        Check.Equal(1, byParity.GetHashCode(5));
        Check.Throws<NotSupportedException>(() => EqualityComparer<int>.Create((_, _) => true).GetHashCode(1));
        Check.Throws<ArgumentNullException>("comparison", () => Comparer<int>.Create(null!));
        Check.Throws<ArgumentNullException>("equals", () => EqualityComparer<int>.Create(null!));
    }

    [KernelTest]
    public static void Comparers_also_take_objects()
    {
        IEqualityComparer equality = EqualityComparer<int>.Default;
        Check.True(equality.Equals(1, 1));
        Check.False(equality.Equals(1, null));
        Check.True(equality.Equals(null, null));
        Check.Equal(0, equality.GetHashCode(null!));
        Check.Throws<ArgumentException>(() => equality.Equals(1, "x"));
        Check.Throws<ArgumentException>(() => equality.GetHashCode("x"));
        IComparer order = Comparer<int>.Default;
        Check.True(order.Compare(1, 2) < 0);
        Check.True(order.Compare(null, 2) < 0);
        Check.Throws<ArgumentException>(() => order.Compare(1, "x"));
    }

    [KernelTest]
    public static void References_are_compared_as_references()
    {
        object a = "ab";
        object b = string.Concat("a", "b");
        Check.False(ReferenceEqualityComparer.Instance.Equals(a, b));
        Check.True(ReferenceEqualityComparer.Instance.Equals(a, a));
        var set = new HashSet<object>(ReferenceEqualityComparer.Instance) { a, b, a };
        Check.Equal(2, set.Count);
    }

    private readonly struct ByInterface(int number) : IEquatable<ByInterface>
    {
        public int Number { get; } = number;

        public bool Equals(ByInterface other) => true;

        public override bool Equals(object? obj) => false;

        public override int GetHashCode() => 0;
    }

    private sealed class ByInterfaceClass : IEquatable<ByInterfaceClass>
    {
        public bool Equals(ByInterfaceClass? other) => true;

        public override bool Equals(object? obj) => false;

        public override int GetHashCode() => 0;
    }

    private class PlainBase;

    private sealed class EquatableToBase : PlainBase, IEquatable<PlainBase>
    {
        public bool Equals(PlainBase? other) => true;

        public override bool Equals(object? obj) => false;

        public override int GetHashCode() => 0;
    }

    private class EquatableBase : IEquatable<EquatableBase>
    {
        public bool Equals(EquatableBase? other) => true;

        public override bool Equals(object? obj) => false;

        public override int GetHashCode() => 0;
    }

    private sealed class DerivedOfEquatable : EquatableBase;

    private struct Plain
    {
        public int Number;
        public string? Text;
    }

    private sealed class OldStyle(int number) : IComparable
    {
        private readonly int _number = number;

        public int CompareTo(object? obj) => _number.CompareTo(((OldStyle)obj!)._number);
    }
}
