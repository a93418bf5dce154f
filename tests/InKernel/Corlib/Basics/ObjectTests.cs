using System;
using System.Collections.Generic;

namespace InKernel.Corlib.Basics;

public static class ObjectTests
{
    private struct Bits
    {
        public int A;
        public int B;
    }

    private struct Mixed
    {
        public string? Text;
        public double Real;
        public byte Small;
        public int? Maybe;
    }

    private struct Padded
    {
        public byte A;
        public long B;
    }

    private class Plain
    {
        public int Number = 3;
        public string Text = "t";

        public Plain Copy() => (Plain)MemberwiseClone();
    }

    [KernelTest]
    public static void An_objects_hash_code_never_changes_and_objects_have_different_ones()
    {
        var codes = new HashSet<int>();
        for (int i = 0; i < 200; i++)
        {
            var o = new Plain();
            int code = o.GetHashCode();
            Check.Equal(code, o.GetHashCode());
            Check.Equal(code, System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(o));
            codes.Add(code);
        }

        Check.True(codes.Count > 190, "different hash codes");
    }

    [KernelTest]
    public static void Objects_are_equal_to_themselves_only()
    {
        object a = new Plain();
        object b = new Plain();
        Check.True(a.Equals(a));
        Check.False(a.Equals(b));
        Check.False(a.Equals(null));
        Check.True(Equals(null, null));
        Check.False(Equals(a, null));
        Check.True(ReferenceEquals(a, a));
    }

    [KernelTest]
    public static void A_shallow_copy_has_the_same_fields()
    {
        var plain = new Plain { Number = 9 };
        Plain copy = plain.Copy();
        Check.False(ReferenceEquals(plain, copy));
        Check.Equal(9, copy.Number);
        Check.Same(plain.Text, copy.Text);
        Check.NotEqual(plain.GetHashCode(), copy.GetHashCode());
    }

    [KernelTest]
    public static void Structs_without_own_equality_are_equal_field_by_field()
    {
        Check.True(new Bits { A = 1, B = 2 }.Equals(new Bits { A = 1, B = 2 }));
        Check.False(new Bits { A = 1, B = 2 }.Equals(new Bits { A = 1, B = 3 }));
        Check.False(new Bits().Equals(new Padded()));
        Check.False(new Bits().Equals(null));
        Check.True(new Padded { A = 1, B = 2 }.Equals(new Padded { A = 1, B = 2 }));

        var mixed = new Mixed { Text = new string('x', 3), Real = 0.0, Small = 1, Maybe = 7 };
        var same = new Mixed { Text = "xxx", Real = -0.0, Small = 1, Maybe = 7 };
        Check.True(mixed.Equals(same), "fields are compared with their own Equals");
        Check.Equal(mixed.GetHashCode(), mixed.GetHashCode());
        same.Maybe = null;
        Check.False(mixed.Equals(same));
        mixed.Maybe = null;
        Check.True(mixed.Equals(same));
        same.Real = double.NaN;
        mixed.Real = double.NaN;
        Check.True(mixed.Equals(same));
    }

    [KernelTest]
    public static void Types_are_one_object_each()
    {
        object o = new Plain();
        Check.Same(typeof(Plain), o.GetType());
        Check.Same(o.GetType(), new Plain().GetType());
        Check.True(typeof(int) == 5.GetType());
        Check.False(typeof(int) == typeof(uint));
        Check.Same(new int[1].GetType(), new int[2].GetType());
        Check.Same(typeof(List<string>), new List<string>().GetType());
        Check.Equal(typeof(Plain).GetHashCode(), o.GetType().GetHashCode());
        Check.Equal(typeof(Bits).TypeHandle, default(Bits).GetType().TypeHandle);
    }

    [KernelTest]
    public static void Types_know_their_names_and_kinds()
    {
        Check.Equal("Int32", typeof(int).Name);
        Check.Equal("System.Int32", typeof(int).ToString());
        Check.Equal("System", typeof(string).Namespace);
        Check.Equal("List`1", typeof(List<int>).Name);
        Check.Equal("System.Collections.Generic.List`1[System.Int32]", typeof(List<int>).ToString());
        Check.Equal("String[]", typeof(string[]).Name);
        Check.Equal("Plain", typeof(Plain).Name);
        Check.Equal("InKernel.Corlib.Basics.ObjectTests+Plain", typeof(Plain).FullName);
        Check.True(typeof(int).IsValueType && typeof(int).IsPrimitive && !typeof(int).IsClass);
        Check.True(typeof(DayOfWeek).IsEnum && typeof(DayOfWeek).IsValueType && !typeof(DayOfWeek).IsPrimitive);
        Check.True(typeof(string[]).IsArray && typeof(string[]).IsClass);
        Check.True(typeof(IDisposable).IsInterface && !typeof(IDisposable).IsClass);
        Check.Same(typeof(string), typeof(string[]).GetElementType());
        Check.Same(typeof(Array), typeof(string[]).BaseType);
        Check.Null(typeof(object).BaseType);
    }

    [KernelTest]
    public static void An_object_without_own_text_is_written_as_its_type() =>
        Check.Equal("InKernel.Corlib.Basics.ObjectTests+Plain", new Plain().ToString());

    [KernelTest]
    public static void Nullables_have_a_value_or_not()
    {
        int? some = 5;
        int? none = null;
        Check.True(some.HasValue && !none.HasValue);
        Check.Equal(5, some.Value);
        Check.Equal(7, none.GetValueOrDefault(7));
        Check.Equal(0, none.GetValueOrDefault());
        Check.Throws<InvalidOperationException>(() => none!.Value);
        Check.Equal("5", some.ToString());
        Check.Equal("", none.ToString());
        Check.True(some.Equals(5) && !some.Equals(null) && none.Equals(null));
        Check.Equal(0, none.GetHashCode());
        Check.Equal(-1, Nullable.Compare(none, some));
        Check.True(Nullable.Equals<int>(null, null));
        Check.Null(none + some);
        Check.False(none < some);
    }

    [KernelTest]
    public static void Tuples_compare_place_by_place()
    {
        Check.True((1, "a") == (1, "a"));
        Check.True((1, "a").Equals((1, "a")));
        Check.Equal((1, "a").GetHashCode(), (1, "a").GetHashCode());
        Check.Equal(-1, (1, 2).CompareTo((1, 3)));
        Check.Equal("(1, , x)", (1, (string?)null, 'x').ToString());
        var many = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        Check.Equal("(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)", many.ToString());
        Check.Equal(10, many.Item10);
        Check.True(many.Equals((1, 2, 3, 4, 5, 6, 7, 8, 9, 10)));
        Check.Equal("(1, two)", Tuple.Create(1, "two").ToString());
        Check.True(Tuple.Create(1, "two").Equals(Tuple.Create(1, "two")));
    }

    [KernelTest]
    public static void Combined_hash_codes_depend_on_values_and_order()
    {
        Check.Equal(HashCode.Combine(1, "a", 2.5), HashCode.Combine(1, "a", 2.5));
        Check.NotEqual(HashCode.Combine(1, 2), HashCode.Combine(2, 1));
        Check.NotEqual(HashCode.Combine(0), HashCode.Combine(0, 0));
        var hash = default(HashCode);
        hash.Add(1);
        hash.Add((string?)null);
        hash.AddBytes([1, 2, 3, 4, 5]);
        Check.NotEqual(0, hash.ToHashCode());
    }
}
