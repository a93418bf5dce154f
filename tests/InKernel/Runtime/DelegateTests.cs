using System;
using System.Runtime.CompilerServices;

namespace InKernel.Runtime;

/// <summary>Delegates to every kind of method.</summary>
public static class DelegateTests
{
    private delegate int Change(ref int value);

    private delegate int Many(int a, long b, byte c, short d, int e, long f, int g, double h, string i);

    private interface IAnswer
    {
        int Answer(int add);

        int Twice(int add) => 2 * Answer(add);
    }

    private class Holder(int value) : IAnswer
    {
        public int Get(int add) => value + add;

        public virtual int Virtual(int add) => value - add;

        public int Answer(int add) => value * add;
    }

    private sealed class Derived(int value) : Holder(value)
    {
        public override int Virtual(int add) => -1000;

        public Func<int, int> BaseVirtual() => base.Virtual;
    }

    private struct Structure(int value) : IAnswer
    {
        public int Get(int add) => value + add;

        public int Answer(int add) => value + (2 * add);
    }

    private static int Static(int x) => x * 3;

    private static T Echo<T>(T value) => value;

    [KernelTest]
    public static void Delegates_call_static_instance_and_virtual_methods()
    {
        Func<int, int> statically = Static;
        Func<int, int> instance = new Holder(5).Get;
        Func<int, int> virtually = ((Holder)new Derived(5)).Virtual;
        Check.Equal(12, statically(4));
        Check.Equal(9, instance(4));
        Check.Equal(-1000, virtually(4));
        Check.Equal(1, new Derived(5).BaseVirtual()(4));
    }

    [KernelTest]
    public static void Delegates_call_interface_methods_and_default_implementations()
    {
        IAnswer holder = new Holder(5);
        IAnswer structure = new Structure(5);
        Func<int, int> first = holder.Answer;
        Func<int, int> second = structure.Answer;
        Check.Equal(20, first(4));
        Check.Equal(13, second(4));
        first = holder.Twice;
        Check.Equal(40, first(4));
    }

    [KernelTest]
    public static void A_delegate_to_a_method_of_a_struct_has_a_copy()
    {
        var structure = new Structure(5);
        Func<int, int> call = structure.Get;
        structure = new Structure(100);
        Check.Equal(9, call(4));
        Check.Equal(104, structure.Get(4));
    }

    [KernelTest]
    public static void Delegates_call_generic_methods()
    {
        Func<int, int> number = Echo;
        Func<string, string> text = Echo;
        Check.Equal(4, number(4));
        Check.Equal("x", text("x"));
        Check.Equal("y", MakeEcho<string>()("y"));
        Check.Equal(5L, MakeEcho<long>()(5));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Func<T, T> MakeEcho<T>() => Echo;

    [KernelTest]
    public static void Closures_share_their_variables()
    {
        int count = 0;
        Action increment = () => count++;
        Func<int> read = () => count;
        increment();
        increment();
        Check.Equal(2, read());
        count = 10;
        increment();
        Check.Equal(11, read());
        var each = new Func<int>[3];
        for (int i = 0; i < each.Length; i++)
        {
            int mine = i;
            each[i] = () => mine * 10;
        }

        Check.Equal(30, each[0]() + each[1]() + each[2]());
    }

    [KernelTest]
    public static void Arguments_of_all_kinds_arrive()
    {
        Many many = (a, b, c, d, e, f, g, h, i) => (int)(a + b + c + d + e + f + g + h) + i.Length;
        Many method = Sum;
        Check.Equal(39, many(1, 2, 3, 4, 5, 6, 7, 8.0, "abc"));
        Check.Equal(39, method(1, 2, 3, 4, 5, 6, 7, 8.0, "abc"));
        Change change = (ref int value) => value *= 2;
        int number = 21;
        Check.Equal(42, change(ref number));
        Check.Equal(42, number);
    }

    private static int Sum(int a, long b, byte c, short d, int e, long f, int g, double h, string i) =>
        (int)(a + b + c + d + e + f + g + h) + i.Length;

    [KernelTest]
    public static void Combined_delegates_are_called_in_order_and_answer_with_the_last()
    {
        string log = "";
        Func<int>? all = () =>
        {
            log += "a";
            return 1;
        };
        all += () =>
        {
            log += "b";
            return 2;
        };
        Func<int> last = () =>
        {
            log += "c";
            return 3;
        };
        all += last;
        Check.Equal(3, all());
        Check.Equal("abc", log);
        Check.Equal(3, all.GetInvocationList().Length);
        all -= last;
        Check.Equal(2, all!());
        Check.Equal("abcab", log);
    }

    [KernelTest]
    public static void Combining_and_removing_follow_the_rules()
    {
        int a = 0, b = 0;
        Action first = () => a++;
        Action second = () => b++;
        Action? both = first + second;
        Action? four = both + both;
        four();
        Check.Equal(2, a);
        Check.Equal(2, b);
        Action? three = four - second;
        Check.Equal(3, three!.GetInvocationList().Length);
        Check.Equal(2, (four - both)!.GetInvocationList().Length);
        Check.Null(both - both);
        Check.Null(first - first);
        Check.Same(first, first - second);
        Check.Same(first, first + null);
        Check.Equal(both, first + second);
        Check.NotEqual(both, second + first);
    }

    [KernelTest]
    public static void Delegates_to_the_same_method_and_target_are_equal()
    {
        var holder = new Holder(1);
        Func<int, int> one = holder.Get;
        Func<int, int> two = holder.Get;
        Func<int, int> other = new Holder(1).Get;
        Func<int, int> third = holder.Answer;
        Check.True(one == two);
        Check.Equal(one.GetHashCode(), two.GetHashCode());
        Check.False(one == other);
        Check.False(one == third);
        Check.Same(holder, one.Target);
        Func<int, int> statically = Static;
        Check.True(statically == new Func<int, int>(Static));
    }

    [KernelTest]
    public static void An_exception_in_a_combined_delegate_skips_the_rest()
    {
        string log = "";
        Action all = () => log += "a";
        all += () => throw new InvalidOperationException();
        all += () => log += "c";
        Check.Throws<InvalidOperationException>(all);
        Check.Equal("a", log);
    }

    private static event Action<int>? Happened;

    [KernelTest]
    public static void Events_add_and_remove_handlers()
    {
        int sum = 0;
        Action<int> handler = x => sum += x;
        Happened?.Invoke(1);
        Happened += handler;
        Happened += handler;
        Happened?.Invoke(2);
        Happened -= handler;
        Happened?.Invoke(3);
        Happened -= handler;
        Happened?.Invoke(4);
        Check.Equal(7, sum);
    }

    [KernelTest]
    public static unsafe void Function_pointers_call_their_methods()
    {
        delegate*<int, int> pointer = &Static;
        Check.Equal(9, pointer(3));
    }
}
