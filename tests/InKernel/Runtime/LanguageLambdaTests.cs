using System;
using System.Collections.Generic;

namespace InKernel.Runtime;

/// <summary>Lambdas, closures, local functions and events.</summary>
public static class LanguageLambdaTests
{
    [KernelTest]
    public static void A_closure_shares_its_variables_with_the_method()
    {
        int count = 0;
        Action increment = () => count++;
        increment();
        increment();
        Check.Equal(2, count);
        count = 10;
        increment();
        Check.Equal(11, count);
    }

    [KernelTest]
    public static void Each_turn_of_a_foreach_loop_has_its_own_variable_and_a_for_loop_has_one()
    {
        var own = new List<Func<int>>();
        foreach (int i in new[] { 1, 2, 3 })
            own.Add(() => i);
        Check.Sequence([1, 2, 3], own.ConvertAll(f => f()));

        var shared = new List<Func<int>>();
        for (int i = 0; i < 3; i++)
            shared.Add(() => i);
        Check.Sequence([3, 3, 3], shared.ConvertAll(f => f()));
    }

    [KernelTest]
    public static void Closures_nest_and_outlive_their_method()
    {
        Func<int, Func<int, Func<int, int>>> curried = a => b => c => a * 100 + b * 10 + c;
        Check.Equal(123, curried(1)(2)(3));
        (Func<int> next, Action reset) = Counter(5);
        Check.Equal(5, next());
        Check.Equal(6, next());
        reset();
        Check.Equal(5, next());
    }

    [KernelTest]
    public static void A_lambda_can_be_recursive_and_take_references()
    {
        Func<int, int> factorial = null!;
        factorial = n => n <= 1 ? 1 : n * factorial(n - 1);
        Check.Equal(120, factorial(5));
        Swap swap = (ref int x, ref int y) => (x, y) = (y, x);
        int a = 1, b = 2;
        swap(ref a, ref b);
        Check.Equal((2, 1), (a, b));
        TryParse parse = (string text, out int value) => int.TryParse(text, out value);
        Check.True(parse("12", out int twelve) && twelve == 12);
    }

    [KernelTest]
    public static void Static_lambdas_and_method_groups_are_made_once()
    {
        Check.Same(Cached(), Cached());
        Check.Same(Group(), Group());
        Check.Equal(9, Cached()(3));
        Check.Equal(4, Group()(2));

        static Func<int, int> Cached() => static x => x * x;
        static Func<int, int> Group() => Square;
    }

    [KernelTest]
    public static void Default_and_collecting_parameters_of_lambdas_work()
    {
        var add = (int x, int y = 10) => x + y;
        Check.Equal(11, add(1));
        Check.Equal(3, add(1, 2));
        var sum = (params int[] numbers) =>
        {
            int total = 0;
            foreach (int number in numbers)
                total += number;
            return total;
        };
        Check.Equal(6, sum(1, 2, 3));
        Check.Equal(0, sum());
    }

    [KernelTest]
    public static void Local_functions_capture_recurse_and_are_generic()
    {
        int depth = 0;
        Check.Equal(21, Fibonacci(8));
        Check.True(depth > 20);
        Check.Equal("ba", Flip(("a", "b")) is var (x, y) ? x + y : "");
        Check.Sequence([3, 2, 1], Down(3));

        int Fibonacci(int n)
        {
            depth++;
            return n < 2 ? n : Fibonacci(n - 1) + Fibonacci(n - 2);
        }

        static (T2, T1) Flip<T1, T2>((T1 First, T2 Second) pair) => (pair.Second, pair.First);

        static IEnumerable<int> Down(int from)
        {
            for (; from > 0; from--)
                yield return from;
        }
    }

    [KernelTest]
    public static void Closures_over_this_and_over_structures_see_changes()
    {
        var account = new Account();
        Action<int> deposit = account.Depositor();
        deposit(5);
        deposit(6);
        Check.Equal(11, account.Balance);
        (int X, int Y) point = (1, 2);
        Action move = () => point.X += 10;
        move();
        Check.Equal((11, 2), point);
    }

    [KernelTest]
    public static void Events_call_every_subscriber_and_forget_those_that_left()
    {
        var log = new List<string>();
        var account = new Account();
        account.Changed += (_, balance) => log.Add("first " + balance.ToString());
        Account.ChangedHandler second = (_, balance) => log.Add("second " + balance.ToString());
        account.Changed += second;
        account.Depositor()(1);
        account.Changed -= second;
        account.Depositor()(2);
        account.Overdrawn += (sender, _) => log.Add("overdrawn " + ((Account)sender!).Balance.ToString());
        account.Depositor()(-10);
        Check.Sequence(["first 1", "second 1", "first 3", "first -7", "overdrawn -7"], log);
        Check.Equal(1, account.OverdrawnSubscribers);
    }

    private delegate void Swap(ref int x, ref int y);

    private delegate bool TryParse(string text, out int value);

    private static int Square(int x) => x * x;

    private static (Func<int> Next, Action Reset) Counter(int start)
    {
        int next = start;
        return (() => next++, () => next = start);
    }

    private sealed class Account
    {
        private EventHandler? _overdrawn;

        public delegate void ChangedHandler(Account account, int balance);

        public event ChangedHandler? Changed;

        public event EventHandler Overdrawn
        {
            add
            {
                _overdrawn += value;
                OverdrawnSubscribers++;
            }

            remove
            {
                _overdrawn -= value;
                OverdrawnSubscribers--;
            }
        }

        public int Balance { get; private set; }

        public int OverdrawnSubscribers { get; private set; }

        public Action<int> Depositor() => amount =>
        {
            Balance += amount;
            Changed?.Invoke(this, Balance);
            if (Balance < 0)
                _overdrawn?.Invoke(this, EventArgs.Empty);
        };
    }
}
