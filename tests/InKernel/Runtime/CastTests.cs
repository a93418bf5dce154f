using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace InKernel.Runtime;

/// <summary><c>is</c>, <c>as</c>, casts, boxing. Everything goes through <see cref="Hide"/> so that the compiler cannot know the answer.</summary>
public static class CastTests
{
    private interface IMark;

    private interface ISource<out T>;

    private interface ISink<in T>;

    private interface IInvariant<T>;

    private class Animal : IMark;

    private class Dog : Animal, ISource<string>, ISink<object>, IInvariant<string>;

    private sealed class Puppy : Dog;

    private sealed class Box<T>
    {
        public T? Value { get; set; }
    }

    private enum Small : byte
    {
        One = 1,
    }

    private enum Normal
    {
        One = 1,
    }

    private enum Unsigned : uint
    {
        One = 1,
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static object Hide(object value) => value;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Is<T>(object? value) => value is T;

    [KernelTest]
    public static void A_class_is_its_bases_and_interfaces_and_nothing_else()
    {
        object puppy = Hide(new Puppy());
        for (int i = 0; i < 2; i++)
        {
            Check.True(puppy is Puppy);
            Check.True(puppy is Dog);
            Check.True(puppy is Animal);
            Check.True(puppy is object);
            Check.True(puppy is IMark);
            Check.False(puppy is string);
            Check.False(puppy is IDisposable);
            Check.False(Hide(new Dog()) is Puppy);
            Check.False(Hide(new Animal()) is Dog);
        }
    }

    [KernelTest]
    public static void Generic_instantiations_are_different_types()
    {
        object box = Hide(new Box<string>());
        Check.True(box is Box<string>);
        Check.False(box is Box<object>);
        Check.False(box is Box<int>);
        Check.True(Is<Box<string>>(box));
        Check.False(Is<Box<object>>(box));
        Check.True(Is<List<int>>(new List<int>()));
        Check.False(Is<List<long>>(new List<int>()));
    }

    [KernelTest]
    public static void Covariance_and_contravariance_apply_to_references_only()
    {
        object dog = Hide(new Dog());
        Check.True(dog is ISource<string>);
        Check.True(dog is ISource<object>);
        Check.True(dog is ISource<IComparable>);
        Check.False(dog is ISource<Exception>);
        Check.True(dog is ISink<object>);
        Check.True(dog is ISink<string>);
        Check.True(dog is ISink<Exception>);
        Check.False(dog is ISink<int>);
        Check.True(dog is IInvariant<string>);
        Check.False(dog is IInvariant<object>);
        Check.False(Hide(new List<int>()) is IEnumerable<object>);
        Check.True(Hide(new List<string>()) is IEnumerable<object>);
        Check.False(Hide(new List<string>()) is IList<object>);
    }

    private sealed class Nested : ISource<ISource<string>>, ISink<ISink<object>>;

    [KernelTest]
    public static void Variance_reaches_into_type_arguments()
    {
        object nested = Hide(new Nested());
        Check.True(nested is ISource<ISource<object>>);
        Check.True(nested is ISource<object>);
        Check.False(nested is ISource<ISource<Exception>>);

        // A sink of sinks of objects: whoever needs a sink of something must offer at least what ISink<object> does.
        Check.True(nested is ISink<ISink<object>>);
        Check.False(nested is ISink<ISink<string>>);
    }

    private sealed class Recursive : ISink<ISink<Recursive>>;

    [KernelTest]
    public static void A_question_about_itself_is_answered_with_no() =>
        Check.False(Hide(new Recursive()) is ISink<Recursive>);

    [KernelTest]
    public static void Delegates_are_variant()
    {
        Func<string> text = () => "x";
        Action<object> take = _ => { };

        // The kernel's compiler sees the whole program and takes for granted that nothing is of a class nobody creates,
        // which is wrong for variant delegates. So create one of each.
        Check.True(Hide((Func<object>)(() => 1)) is Func<object>);
        Check.True(Hide((Action<string>)(_ => { })) is Action<string>);
        Check.True(Hide(text) is Func<object>);
        Check.False(Hide(text) is Func<Exception>);
        Check.True(Hide(take) is Action<string>);
        Check.False(Hide(take) is Action<int>);
        Check.Equal("x", ((Func<object>)text)());
        Func<int> number = () => 1;
        Check.False(Hide(number) is Func<object>);
    }

    [KernelTest]
    public static void Arrays_of_references_are_covariant()
    {
        object puppies = Hide(new Puppy[1]);
        for (int i = 0; i < 2; i++)
        {
            Check.True(puppies is Puppy[]);
            Check.True(puppies is Animal[]);
            Check.True(puppies is IMark[]);
            Check.True(puppies is object[]);
            Check.True(puppies is Array);
            Check.False(puppies is string[]);
            Check.False(Hide(new Animal[1]) is Dog[]);
            Check.False(Hide(new object[1]) is IMark[]);
            Check.True(Hide(new IMark[1]) is object[]);
        }
    }

    [KernelTest]
    public static void Arrays_of_values_are_not_arrays_of_objects()
    {
        object numbers = Hide(new int[1]);
        Check.False(numbers is object[]);
        Check.False(numbers is ValueType[]);
        Check.False(numbers is long[]);
        Check.False(numbers is float[]);
        Check.True(numbers is Array);
        Check.True(numbers is int[]);
    }

    [KernelTest]
    public static void Arrays_of_integers_differ_by_size_not_by_sign()
    {
        Check.True(Hide(new int[1]) is uint[]);
        Check.True(Hide(new uint[1]) is int[]);
        Check.True(Hide(new byte[1]) is sbyte[]);
        Check.True(Hide(new short[1]) is ushort[]);
        Check.True(Hide(new long[1]) is ulong[]);
        Check.True(Hide(new nint[1]) is nuint[]);
        Check.False(Hide(new char[1]) is ushort[]);
        Check.False(Hide(new bool[1]) is byte[]);
        Check.False(Hide(new byte[1]) is short[]);
        Check.True(Hide(new Normal[1]) is int[]);
        Check.True(Hide(new Normal[1]) is Unsigned[]);
        Check.False(Hide(new Small[1]) is int[]);
        Check.True(Hide(new Small[1]) is byte[]);
    }

    [KernelTest]
    public static void Arrays_of_arrays_follow_the_same_rules()
    {
        object jagged = Hide(new string[1][]);
        Check.True(jagged is string[][]);
        Check.True(jagged is object[][]);
        Check.True(jagged is Array[]);
        Check.True(jagged is object[]);
        Check.False(jagged is int[][]);
        Check.False(Hide(new int[1][]) is object[][]);
        Check.True(Hide(new int[1][]) is uint[][]);
        Check.True(Hide(new string[1][]) is IEnumerable<string>[]);
    }

    [KernelTest]
    public static void Arrays_have_the_interfaces_of_lists()
    {
        object texts = Hide(new string[1]);
        Check.True(texts is IEnumerable<string>);
        Check.True(texts is IList<string>);
        Check.True(texts is IReadOnlyList<string>);
        Check.True(texts is IEnumerable<object>);
        Check.True(texts is IList<object>);
        Check.True(texts is ICollection<object>);
        Check.True(texts is System.Collections.IEnumerable);
        Check.False(texts is IEnumerable<int>);
        Check.False(texts is IList<Exception>);
        object numbers = Hide(new int[1]);
        Check.True(numbers is IList<int>);
        Check.True(numbers is IList<uint>);
        Check.True(numbers is IEnumerable<uint>);
        Check.False(numbers is IList<object>);
        Check.False(numbers is IList<long>);
    }

    [KernelTest]
    public static void Boxes_unbox_to_their_exact_type_or_an_enumeration_over_it()
    {
        object five = Hide(5);
        Check.Equal(5, (int)five);
        Check.True(five is int);
        Check.False(five is uint);
        Check.False(five is long);
        Check.Throws<InvalidCastException>(() => { _ = (uint)five; });
        Check.Throws<InvalidCastException>(() => { _ = (short)five; });
        Check.Equal(1, (int)Hide(Normal.One));
        Check.Equal(Normal.One, (Normal)Hide(1));
        Check.False(Hide(1) is Normal);
        Check.False(Hide(Normal.One) is int);
        Check.Throws<InvalidCastException>(() => { _ = (Small)Hide(1); });
        Check.True(five is IComparable<int>);
        Check.True(five is IComparable);
        Check.True(five is ValueType);
        Check.True(Hide(Normal.One) is Enum);
    }

    private struct WithReference
    {
        public long Number;
        public string? Text;
    }

    [KernelTest]
    public static void A_box_is_a_copy()
    {
        var original = new WithReference { Number = 1, Text = "a" };
        object box = Hide(original);
        original.Number = 2;
        var copy = (WithReference)box;
        Check.Equal(1L, copy.Number);
        Check.Equal("a", copy.Text);
        copy.Text = "b";
        Check.Equal("a", ((WithReference)box).Text);
    }

    [KernelTest]
    public static void A_nullable_boxes_to_its_value_or_to_null()
    {
        int? some = Opaque(5);
        int? none = Opaque(5) == 5 ? null : 1;
        object? boxed = some;
        Check.True(boxed is int);
        Check.True(boxed is int?);
        Check.Equal(5, (int)boxed!);
        Check.Equal((int?)5, (int?)boxed);
        Check.Null((object?)none);
        Check.False(((object?)none) is int?);
        Check.Null((int?)NoObject());
        Check.Throws<InvalidCastException>(() => { _ = (int?)Hide(5L); });
        Check.Throws<InvalidCastException>(() => { _ = (Normal?)Hide(1); });
    }

    [KernelTest]
    public static void Nullables_of_all_shapes_survive_boxing()
    {
        Check.Equal((byte)200, RoundTrip<byte>(200));
        Check.Equal((short)-2, RoundTrip<short>(-2));
        Check.Equal(long.MinValue, RoundTrip(long.MinValue));
        Check.Equal(2.5, RoundTrip(2.5));
        Check.Equal("t", RoundTrip(new WithReference { Text = "t", Number = 3 }).Text);
        Check.Equal((1, "x"), RoundTrip((1, "x")));
        Check.Equal(new Uneven(1, 2, 3), RoundTrip(new Uneven(1, 2, 3)));
    }

    private record struct Uneven(int A, short B, byte C);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T RoundTrip<T>(T value) where T : struct
    {
        T? nullable = value;
        object? box = nullable;
        T? back = (T?)box;
        Check.True(back.HasValue);
        T? none = (T?)NoObject();
        Check.False(none.HasValue);
        return back!.Value;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static object? NoObject() => null;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Opaque(int value) => value;

    [KernelTest]
    public static void Many_different_casts_do_not_disturb_each_other()
    {
        // More pairs than a small cache has room for, asked twice.
        object[] values =
        [
            new int[0], new uint[0], new string[0], new object[0], new Dog[0], new Puppy[0], new List<int>(), new List<string>(),
            new Dog(), new Puppy(), "s", 1, 2L, new Exception(), new ArgumentException("x"), new Box<int>(),
        ];
        for (int round = 0; round < 2; round++)
        {
            int[] counts = new int[8];
            foreach (object value in values)
            {
                counts[0] += value is IEnumerable<object> ? 1 : 0;
                counts[1] += value is IEnumerable<int> ? 1 : 0;
                counts[2] += value is IList<object> ? 1 : 0;
                counts[3] += value is Animal[] ? 1 : 0;
                counts[4] += value is object[] ? 1 : 0;
                counts[5] += value is ISource<object> ? 1 : 0;
                counts[6] += value is IComparable ? 1 : 0;
                counts[7] += value is IList<uint> ? 1 : 0;
            }

            Check.Span<int>([5, 3, 4, 2, 4, 2, 3, 2], counts);
        }
    }
}
