using System.Numerics;

namespace System;

/// <summary>Binary fractions as decimal digits: exactly, or as few digits as name the value among its neighbours.</summary>
internal static class FloatToDecimal
{
    // 2^-1074 times a mantissa of 53 bits, scaled by ten, and some to spare.
    private const int MaxWords = 40;

    /// <summary>The digits of mantissa * 2^exponent, until the room is full; what is left over shows in HasMore.</summary>
    public static void Exact(ulong mantissa, int exponent, ref DecimalDigits result)
    {
        if (exponent >= 0)
        {
            ExactInteger(mantissa, exponent, ref result);
        }
        else
        {
            ExactFraction(mantissa, -exponent, ref result);
        }

        result.TrimZeros();
    }

    /// <summary>
    /// The shortest digits that read back as mantissa * 2^exponent, and of those the closest to it.
    /// <paramref name="isBoundary"/>: the mantissa is the smallest of its binade, so the neighbour below is nearer.
    /// </summary>
    /// <remarks>.NET takes one digit too few for 2^-25 and 2^-957, whose texts there read back as other numbers; this does not.</remarks>
    public static void Shortest(ulong mantissa, int exponent, bool isBoundary, ref DecimalDigits result)
    {
        // value / unit is the number; below and above are half the distances to its neighbours, in units too.
        // (Steele and White's free-format algorithm, in the form that Dybvig gave it.)
        var value = new BigNatural(stackalloc uint[MaxWords]);
        var unit = new BigNatural(stackalloc uint[MaxWords]);
        var below = new BigNatural(stackalloc uint[MaxWords]);
        var above = new BigNatural(stackalloc uint[MaxWords]);
        var sum = new BigNatural(stackalloc uint[MaxWords]);

        int boundary = isBoundary ? 1 : 0;
        value.Set(mantissa);
        unit.Set(1);
        below.Set(1);
        value.ShiftLeft(1 + boundary + (exponent > 0 ? exponent : 0));
        unit.ShiftLeft(1 + boundary + (exponent < 0 ? -exponent : 0));
        below.ShiftLeft(exponent > 0 ? exponent : 0);
        above.Set(below);
        above.ShiftLeft(boundary);

        // Scale so that the first digit stands right behind the point: 10^(scale-1) <= number < 10^scale. The estimate
        // is right or one too small.
        int scale = EstimateScale(mantissa, exponent);
        if (scale >= 0)
        {
            unit.MultiplyByPowerOfTen(scale);
        }
        else
        {
            value.MultiplyByPowerOfTen(-scale);
            below.MultiplyByPowerOfTen(-scale);
            above.MultiplyByPowerOfTen(-scale);
        }

        // A value halfway between two neighbours reads back as the one with the even mantissa, so the ends of the
        // interval belong to it then.
        bool closed = mantissa % 2 == 0;
        if (ReachesUnit(ref sum, value, above, unit, closed))
        {
            scale++;
        }
        else
        {
            value.MultiplyAdd(10, 0);
            below.MultiplyAdd(10, 0);
            above.MultiplyAdd(10, 0);
        }

        result.Scale = scale;
        while (true)
        {
            int digit = value.TakeDigit(unit);
            int order = BigNatural.Compare(value, below);
            bool low = order < 0 || (closed && order == 0);
            bool high = ReachesUnit(ref sum, value, above, unit, closed);
            if (!low && !high)
            {
                result.Append(digit);
                value.MultiplyAdd(10, 0);
                below.MultiplyAdd(10, 0);
                above.MultiplyAdd(10, 0);
                continue;
            }

            // Both ends may be reached at once: then take the nearer.
            bool up = high && (!low || IsPastHalf(ref sum, value, unit, digit));
            result.Append(up ? digit + 1 : digit);
            result.TrimZeros();
            return;
        }
    }

    private static bool ReachesUnit(ref BigNatural sum, scoped in BigNatural value, scoped in BigNatural above, scoped in BigNatural unit, bool closed)
    {
        sum.Set(value);
        sum.Add(above);
        int order = BigNatural.Compare(sum, unit);
        return order > 0 || (closed && order == 0);
    }

    private static bool IsPastHalf(ref BigNatural sum, scoped in BigNatural value, scoped in BigNatural unit, int digit)
    {
        sum.Set(value);
        sum.ShiftLeft(1);
        int order = BigNatural.Compare(sum, unit);
        return order > 0 || (order == 0 && digit % 2 != 0);
    }

    // One more than floor(log10(mantissa * 2^exponent)), possibly one less than that. The factor is log10(2) * 2^32.
    private static int EstimateScale(ulong mantissa, int exponent)
    {
        int floorLog2 = 63 - BitOperations.LeadingZeroCount(mantissa) + exponent;
        long product = floorLog2 * 1_292_913_986L;
        return (int)((product + uint.MaxValue) >> 32);
    }

    private static void ExactInteger(ulong mantissa, int exponent, ref DecimalDigits result)
    {
        var value = new BigNatural(stackalloc uint[MaxWords]);
        value.Set(mantissa);
        value.ShiftLeft(exponent);

        // Nine digits at a time come out from the right; collect them before writing from the left.
        Span<uint> groups = stackalloc uint[MaxWords];
        int count = 0;
        while (!value.IsZero)
        {
            groups[count++] = value.TakeLowNineDigits();
        }

        uint leading = groups[count - 1];
        result.Scale = Number.CountDigits(leading) + 9 * (count - 1);
        AppendLeading(leading, ref result);
        for (int i = count - 2; i >= 0; i--)
        {
            AppendNine(groups[i], ref result);
        }
    }

    private static void ExactFraction(ulong mantissa, int bits, ref DecimalDigits result)
    {
        ulong whole = bits < 64 ? mantissa >> bits : 0;
        if (whole != 0)
        {
            result.Set(whole);
        }

        var fraction = new BigNatural(stackalloc uint[MaxWords]);
        fraction.Set(bits < 64 ? mantissa & ((1ul << bits) - 1) : mantissa);
        while (!fraction.IsZero)
        {
            if (result.Count == result.Room)
            {
                result.HasMore = true;
                return;
            }

            fraction.MultiplyAdd(1_000_000_000, 0);
            uint nine = fraction.TakeBitsFrom(bits);
            if (result.Count != 0)
            {
                AppendNine(nine, ref result);
            }
            else if (nine == 0)
            {
                result.Scale -= 9;
            }
            else
            {
                result.Scale -= 9 - Number.CountDigits(nine);
                AppendLeading(nine, ref result);
            }
        }
    }

    // The first digits of a number, without zeros before them.
    private static void AppendLeading(uint group, ref DecimalDigits result)
    {
        uint divisor = 1;
        for (int i = Number.CountDigits(group); i > 1; i--)
        {
            divisor *= 10;
        }

        for (; divisor != 0; divisor /= 10)
        {
            result.Append((int)(group / divisor % 10));
        }
    }

    private static void AppendNine(uint group, ref DecimalDigits result)
    {
        for (uint divisor = 100_000_000; divisor != 0; divisor /= 10)
        {
            result.Append((int)(group / divisor % 10));
        }
    }
}
