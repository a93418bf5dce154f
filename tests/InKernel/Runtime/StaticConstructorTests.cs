using System;
using System.Runtime.CompilerServices;

namespace InKernel.Runtime;

/// <summary>Static fields and static constructors.</summary>
public static class StaticConstructorTests
{
    private static int s_sequence;

    private static class Counted
    {
        public static readonly int Order;
        public static readonly string Text;
        public static int Runs;

        static Counted()
        {
            Runs++;
            Order = ++s_sequence;
            Text = "made " + Order.ToString();
        }
    }

    [KernelTest]
    public static void A_static_constructor_runs_once_and_before_the_first_use()
    {
        int before = s_sequence;
        string text = Counted.Text;
        Check.True(Counted.Order > 0);
        Check.Equal(1, Counted.Runs);
        Check.Equal("made " + Counted.Order.ToString(), text);
        Check.True(s_sequence == before || s_sequence == before + 1);
        Check.Same(text, Counted.Text);
    }

    private static class First
    {
        public static readonly int Value;

        static First() => Value = Second.Value + 1;
    }

    private static class Second
    {
        public static readonly int Value;
        public static readonly int SeenOfFirst;

        static Second()
        {
            SeenOfFirst = First.Value;
            Value = 10;
        }
    }

    [KernelTest]
    public static void Static_constructors_that_need_each_other_see_the_other_half_done()
    {
        Check.Equal(11, First.Value);
        Check.Equal(10, Second.Value);
        Check.Equal(0, Second.SeenOfFirst);
    }

    private static class Failing
    {
        public static int Other { get; set; }

        public static readonly object Value;

        static Failing()
        {
            Counter.FailingRuns++;
            Value = Throw();
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static object Throw() => throw new InvalidOperationException("on purpose");
    }

    private static class Counter
    {
        public static int FailingRuns;
        public static int RecoveryRuns;
    }

    [KernelTest]
    public static void A_static_constructor_that_throws_spoils_its_class_for_good()
    {
        var first = Check.Throws<TypeInitializationException>(() => _ = Failing.Value);
        var second = Check.Throws<TypeInitializationException>(() => _ = Failing.Other);
        Check.Same(first, second);
        Check.True(first.InnerException is InvalidOperationException);
        Check.Equal("on purpose", first.InnerException!.Message);
        Check.Equal(1, Counter.FailingRuns);
    }

    private static class NeedsFailing
    {
        public static readonly object Value;

        static NeedsFailing()
        {
            try
            {
                Value = Failing.Value;
            }
            catch (TypeInitializationException e)
            {
                Counter.RecoveryRuns++;
                Value = e.InnerException!.Message;
            }
        }
    }

    [KernelTest]
    public static void A_static_constructor_may_catch_the_failure_of_another()
    {
        Check.Equal("on purpose", (string)NeedsFailing.Value);
        Check.Equal(1, Counter.RecoveryRuns);
    }

    private static class PerType<T>
    {
        public static readonly string Name = Describe();
        public static T? Value;
        public static int Count;

        private static string Describe() => "of " + typeof(T).IsValueType.ToString();
    }

    [KernelTest]
    public static void Each_instantiation_of_a_generic_class_has_its_own_statics()
    {
        PerType<int>.Value = 1;
        PerType<string>.Value = "text";
        PerType<object>.Value = 2.5;
        PerType<int>.Count++;
        PerType<string>.Count += 10;
        Check.Equal(1, PerType<int>.Value);
        Check.Equal("text", PerType<string>.Value);
        Check.Equal(2.5, (double)PerType<object>.Value!);
        Check.Equal(1, PerType<int>.Count);
        Check.Equal(10, PerType<string>.Count);
        Check.Equal(0, PerType<object>.Count);
        Check.Equal("of True", PerType<int>.Name);
        Check.Equal("of False", PerType<string>.Name);
        PerType<int>.Count = 0;
        PerType<string>.Count = 0;
    }

    private static readonly int[] s_primes = [2, 3, 5, 7];
    private static readonly string[] s_names = ["zero", "one", "two"];
    private static readonly object s_lock = new();
    private static (int, string) s_tuple = (1, "x");

    [KernelTest]
    public static void Static_fields_of_all_kinds_keep_their_values()
    {
        Check.Equal(17, s_primes[0] + s_primes[1] + s_primes[2] + s_primes[3]);
        Check.Equal("two", s_names[2]);
        Check.NotNull(s_lock);
        s_tuple.Item1++;
        s_tuple.Item2 += "y";
        Check.Equal("xy", s_tuple.Item2);
        s_tuple = (1, "x");
    }
}
