using System;
using System.Collections.Generic;

namespace InKernel.Runtime;

/// <summary>Checked arithmetic, conversions, using, ref locals, and the order in which things happen.</summary>
public static class LanguageControlTests
{
    [KernelTest]
    public static void Checked_arithmetic_throws_where_unchecked_wraps()
    {
        int max = int.MaxValue;
        int min = int.MinValue;
        Check.Equal(min, unchecked(max + 1));
        Check.Throws<OverflowException>(() => checked(max + 1));
        Check.Throws<OverflowException>(() => checked(min - 1));
        Check.Throws<OverflowException>(() => checked(max * 2));
        Check.Throws<OverflowException>(() => checked(-min));
        Check.Throws<OverflowException>(() => checked(Max(0u) + 1u));
        Check.Throws<OverflowException>(() => checked(0u - Max(1u)));
        long big = long.MaxValue;
        Check.Throws<OverflowException>(() => checked(big + 1));
        Check.Throws<OverflowException>(() => checked(big * big));
        ulong huge = ulong.MaxValue;
        Check.Throws<OverflowException>(() => checked(huge + 1));
        Check.Throws<OverflowException>(() => checked(huge * 2));
        nint native = nint.MaxValue;
        Check.Throws<OverflowException>(() => checked(native + 1));
        byte small = 255;
        Check.Throws<OverflowException>(() => checked(small++));
        Check.Equal(0, unchecked((byte)(small + 1)));

        static uint Max(uint value) => value == 0 ? uint.MaxValue : value;
    }

    [KernelTest]
    public static void Checked_conversions_throw_where_unchecked_cut()
    {
        int negative = -1;
        Check.Equal(255, unchecked((byte)negative));
        Check.Equal(uint.MaxValue, unchecked((uint)negative));
        Check.Throws<OverflowException>(() => checked((byte)negative));
        Check.Throws<OverflowException>(() => checked((uint)negative));
        Check.Throws<OverflowException>(() => checked((ulong)negative));
        Check.Throws<OverflowException>(() => checked((char)negative));
        long big = 1L << 40;
        Check.Equal(0, unchecked((int)big));
        Check.Throws<OverflowException>(() => checked((int)big));
        Check.Throws<OverflowException>(() => checked((short)big));
        uint large = uint.MaxValue;
        Check.Throws<OverflowException>(() => checked((int)large));
        double real = 1e20;
        Check.Throws<OverflowException>(() => checked((long)real));
        double nan = double.NaN;
        Check.Throws<OverflowException>(() => checked((int)nan));
        double below = -1.5;
        Check.Throws<OverflowException>(() => checked((ulong)below));
        Check.Equal(-1, checked((int)below));
        double most = 18446744073709549568.0;
        Check.Equal(ulong.MaxValue, checked((ulong)most) + 2047);
    }

    [KernelTest]
    public static void Division_and_remainder_truncate_towards_zero()
    {
        Check.Equal((-3, -1), (Div(-7, 2), Rem(-7, 2)));
        Check.Equal((-3, 1), (Div(7, -2), Rem(7, -2)));
        Check.Equal((3, -1), (Div(-7, -2), Rem(-7, -2)));
        Check.Throws<DivideByZeroException>(() => Div(1, 0));
        Check.Throws<DivideByZeroException>(() => Rem(1, 0));
        Check.Throws<OverflowException>(() => Div(int.MinValue, -1));
        Check.Throws<DivideByZeroException>(() => 1L / Zero());
        Check.Throws<OverflowException>(() => long.MinValue / (Zero() - 1));

        static int Div(int a, int b) => a / b;
        static int Rem(int a, int b) => a % b;
        static long Zero() => 0;
    }

    [KernelTest]
    public static void Shifts_use_the_low_bits_of_their_count()
    {
        int one = 1;
        int count = 33;
        Check.Equal(2, one << count);
        Check.Equal(1L << 33, 1L << count);
        Check.Equal(-1, -one >> 31);
        Check.Equal(1, -one >>> 31);
        Check.Equal(1u, 0x8000_0000u >> 31);
        Check.Equal(-64, unchecked((sbyte)0x80) >> one);
    }

    [KernelTest]
    public static void Using_disposes_in_reverse_order_even_when_something_throws()
    {
        var log = new List<string>();
        Check.Throws<FormatException>(() =>
        {
            using var a = new Resource("a", log);
            using (new Resource("b", log))
            using (Resource? nothing = null)
            {
                log.Add("body");
            }

            using var c = new Resource("c", log);
            throw new FormatException();
        });
        Check.Sequence(["body", "b", "c", "a"], log);
        log.Clear();
        using (var scope = new Scope(log))
            log.Add("in");
        Check.Sequence(["in", "scope"], log);
    }

    [KernelTest]
    public static void Finally_runs_on_every_way_out()
    {
        var log = new List<string>();
        for (int way = 0; way < 5; way++)
            Check.Equal(way is 0 or 4 ? "returned" : "end", Leave(way, log));
        Check.Sequence(["0", "f", "1", "f", "2", "f", "3", "caught", "f", "4", "f"], log);
    }

    [KernelTest]
    public static void Arguments_are_evaluated_from_left_to_right()
    {
        var log = new List<int>();
        int[] array = [0, 0, 0];
        array[Log(1)] = Log(2) + Log(3) * Log(4);
        Check.Sequence([1, 2, 3, 4], log);
        Check.Equal(14, array[1]);
        log.Clear();
        Check.Equal("5 6", Join(second: Log(6), first: Log(5)));
        Check.Sequence([6, 5], log);
        log.Clear();
        _ = Log(0) == 1 && Log(9) == 9;
        _ = Log(1) == 1 || Log(9) == 9;
        Check.Sequence([0, 1], log);
        int i = 1;
        i = i++ + ++i;
        Check.Equal(4, i);

        int Log(int value)
        {
            log.Add(value);
            return value;
        }

        static string Join(int first, int second) => first.ToString() + " " + second.ToString();
    }

    [KernelTest]
    public static void References_to_places_read_and_write_them()
    {
        int[] numbers = [3, 1, 2];
        ref int least = ref Least(numbers);
        least = 9;
        Check.Sequence([3, 9, 2], numbers);
        least = ref Least(numbers);
        Check.Equal(2, least);
        var grid = new Grid();
        grid[1, 2] = 5;
        grid[1, 2]++;
        Check.Equal(6, grid[1, 2]);
        Change(in numbers[0], ref numbers[1], out numbers[2]);
        Check.Sequence([3, 12, -1], numbers);

        static ref int Least(int[] numbers)
        {
            ref int least = ref numbers[0];
            foreach (ref int number in numbers.AsSpan())
            {
                if (number < least)
                    least = ref number;
            }

            return ref least;
        }

        static void Change(in int a, ref int b, out int c)
        {
            b += a;
            c = -1;
        }
    }

    [KernelTest]
    public static void Labels_and_nested_loops_are_left_as_told()
    {
        int steps = 0;
        for (int i = 0; i < 10; i++)
        {
            for (int j = 0; j < 10; j++)
            {
                if (j == 5)
                    break;
                if (i % 2 == 0)
                    continue;
                if (i == 7)
                    goto done;
                steps++;
            }
        }

    done:
        Check.Equal(15, steps);
        do
        {
            steps--;
        }
        while (steps > 3);
        Check.Equal(3, steps);
    }

    [KernelTest]
    public static void Floating_point_numbers_follow_the_standard()
    {
        double zero = 0;
        Check.True(double.IsNaN(zero / zero));
        Check.Equal(double.PositiveInfinity, 1 / zero);
        Check.Equal(double.NegativeInfinity, -1 / zero);
        double nan = zero / zero;
        double same = nan;
        Check.False(nan == same || nan < 1 || nan > 1);
        Check.Equal(0.1 + 0.2, 0.30000000000000004);
        Check.Equal(16777216f, 16777217f);
        Check.Equal(1.5, 7.5 % 2);
        Check.Equal(-1.5, -7.5 % 2);
        Check.Equal(3, (int)3.99);
        Check.Equal(4294967296.0, (double)(1L << 32));
        Check.Equal(1.8446744073709552E+19, (double)ulong.MaxValue);
        float single = (float)1e300;
        Check.Equal(float.PositiveInfinity, single);
    }

    private static string Leave(int way, List<string> log)
    {
        for (int once = 0; once < 1; once++)
        {
            try
            {
                log.Add(way.ToString());
                switch (way)
                {
                    case 0: return "returned";
                    case 1: continue;
                    case 2: goto out_;
                    case 3: throw new FormatException();
                }

                return "returned";
            }
            catch (FormatException)
            {
                log.Add("caught");
            }
            finally
            {
                log.Add("f");
            }
        }

    out_:
        return "end";
    }

    private sealed class Resource(string name, List<string> log) : IDisposable
    {
        public void Dispose() => log.Add(name);
    }

    private readonly ref struct Scope(List<string> log)
    {
        public void Dispose() => log.Add("scope");
    }

    private sealed class Grid
    {
        private readonly int[] _cells = new int[16];

        public ref int this[int x, int y] => ref _cells[y * 4 + x];
    }
}
