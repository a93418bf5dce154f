using System.Numerics;

namespace System;

/// <summary>Decimal digits as the nearest binary fraction; exactly halfway goes to the even one.</summary>
internal static class DecimalToFloat
{
    // 800 digits, or 10^1124, with a mantissa and the largest shift.
    private const int MaxWords = 160;

    // No sum of two floats or doubles has more significant digits; further ones can only break a tie, and HasMore says so.
    public const int MaxDigits = 800;

    // Decimal exponents beyond which a double is zero or infinite whatever the digits.
    private const int MinScale = -330;
    private const int MaxScale = 310;

    // How far the approximation may be off, in units of its 64 bits, generously.
    private const ulong MaxError = 128;

    private static ReadOnlySpan<double> ExactPowersOfTen =>
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    public static double ToDouble(scoped in DecimalDigits digits)
    {
        if (digits.Count <= 15 && !digits.HasMore && TryMultiplyExactly(digits, out double simple))
        {
            return digits.IsNegative ? -simple : simple;
        }

        ulong bits = ToBits(digits, mantissaBits: 53, minExponent: -1074, maxExponent: 971);
        return BitConverter.UInt64BitsToDouble(bits | (digits.IsNegative ? 1ul << 63 : 0));
    }

    public static float ToSingle(scoped in DecimalDigits digits)
    {
        ulong bits = ToBits(digits, mantissaBits: 24, minExponent: -149, maxExponent: 104);
        return BitConverter.UInt32BitsToSingle((uint)bits | (digits.IsNegative ? 1u << 31 : 0));
    }

    // Both the digits and the power of ten are exact in a double, so one operation rounds once.
    private static bool TryMultiplyExactly(scoped in DecimalDigits digits, out double result)
    {
        ulong whole = 0;
        for (int i = 0; i < digits.Count; i++)
        {
            whole = whole * 10 + (uint)digits[i];
        }

        int exponent = digits.Scale - digits.Count;
        result = whole;
        if (exponent is < -22 or > 22)
        {
            return whole == 0;
        }

        result = exponent < 0 ? result / ExactPowersOfTen[-exponent] : result * ExactPowersOfTen[exponent];
        return true;
    }

    private static ulong ToBits(scoped in DecimalDigits digits, int mantissaBits, int minExponent, int maxExponent)
    {
        ulong infinity = (ulong)(maxExponent - minExponent + 2) << (mantissaBits - 1);
        if (digits.Count == 0 || digits.Scale < MinScale)
        {
            return 0;
        }

        if (digits.Scale > MaxScale)
        {
            return infinity;
        }

        // About the number, as 64 bits and an exponent; cut to what the format holds.
        (ulong approximation, int exponent) = Approximate(digits);
        int cut = 64 - mantissaBits;
        if (exponent + cut < minExponent)
        {
            cut = minExponent - exponent;
        }

        if (cut > 65)
        {
            return 0;
        }

        ulong mantissa = cut >= 64 ? 0 : approximation >> cut;
        exponent += cut;
        mantissa += RoundUp(digits, approximation, cut, mantissa, exponent);
        if (mantissa >> mantissaBits != 0)
        {
            mantissa >>= 1;
            exponent++;
        }

        if (exponent > maxExponent)
        {
            return infinity;
        }

        // A subnormal has no leading bit; when rounding gives it one, the addition makes the exponent 1, as it should.
        ulong hidden = 1ul << (mantissaBits - 1);
        return mantissa < hidden ? mantissa : ((ulong)(exponent - minExponent) << (mantissaBits - 1)) + mantissa;
    }

    // What to add to the cut mantissa: nearly always 0 or 1 by the bits that were cut off; where those are too close to a
    // half for the error they carry, the exact comparison decides (and may find that the mantissa was one off).
    private static ulong RoundUp(scoped in DecimalDigits digits, ulong approximation, int cut, ulong mantissa, int exponent)
    {
        if (cut < 64)
        {
            ulong rest = approximation & ((1ul << cut) - 1);
            ulong half = 1ul << (cut - 1);
            ulong distance = rest > half ? rest - half : half - rest;
            if (distance > MaxError)
            {
                return rest > half ? 1ul : 0ul;
            }
        }

        ulong adjusted = mantissa;
        while (CompareWithHalfAbove(digits, adjusted, exponent) is var order && (order > 0 || (order == 0 && adjusted % 2 != 0)))
        {
            adjusted++;
        }

        while (adjusted > 0 && CompareWithHalfAbove(digits, adjusted - 1, exponent) is var order
            && (order < 0 || (order == 0 && adjusted % 2 != 0)))
        {
            adjusted--;
        }

        return adjusted - mantissa;
    }

    /// <summary>Compares the digits with (mantissa + 1/2) * 2^exponent, exactly.</summary>
    private static int CompareWithHalfAbove(scoped in DecimalDigits digits, ulong mantissa, int exponent)
    {
        var left = new BigNatural(stackalloc uint[MaxWords]);
        var right = new BigNatural(stackalloc uint[MaxWords]);
        for (int i = 0; i < digits.Count; i++)
        {
            left.MultiplyAdd(10, (uint)digits[i]);
        }

        right.Set(2 * mantissa + 1);
        int decimalExponent = digits.Scale - digits.Count;
        int binaryExponent = exponent - 1;
        if (decimalExponent >= 0)
        {
            left.MultiplyByPowerOfTen(decimalExponent);
        }
        else
        {
            right.MultiplyByPowerOfTen(-decimalExponent);
        }

        if (binaryExponent >= 0)
        {
            right.ShiftLeft(binaryExponent);
        }
        else
        {
            left.ShiftLeft(-binaryExponent);
        }

        int order = BigNatural.Compare(left, right);
        return order == 0 && digits.HasMore ? 1 : order;
    }

    // The first 19 digits times a power of ten, with 64 bits kept at every step.
    private static (ulong Mantissa, int Exponent) Approximate(scoped in DecimalDigits digits)
    {
        const int DigitsInWord = 19;
        ulong mantissa = 0;
        for (int i = 0; i < DigitsInWord; i++)
        {
            mantissa = mantissa * 10 + (uint)digits[i];
        }

        int shift = BitOperations.LeadingZeroCount(mantissa);
        mantissa <<= shift;
        int exponent = -shift;

        int power = digits.Scale - DigitsInWord;
        (ulong factor, int factorExponent) = ApproximatePowerOfTen(power < 0 ? -power : power);
        return power < 0
            ? Divide(mantissa, exponent, factor, factorExponent)
            : Multiply(mantissa, exponent, factor, factorExponent);
    }

    private static (ulong Mantissa, int Exponent) ApproximatePowerOfTen(int power)
    {
        ulong mantissa = 1ul << 63;
        int exponent = -63;
        ulong square = 10ul << 60;
        int squareExponent = -60;
        for (; power != 0; power >>= 1)
        {
            if ((power & 1) != 0)
            {
                (mantissa, exponent) = Multiply(mantissa, exponent, square, squareExponent);
            }

            (square, squareExponent) = Multiply(square, squareExponent, square, squareExponent);
        }

        return (mantissa, exponent);
    }

    private static (ulong Mantissa, int Exponent) Multiply(ulong left, int leftExponent, ulong right, int rightExponent)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        int exponent = leftExponent + rightExponent + 64;
        return high >> 63 != 0 ? (high, exponent) : ((high << 1) | (low >> 63), exponent - 1);
    }

    private static (ulong Mantissa, int Exponent) Divide(ulong left, int leftExponent, ulong right, int rightExponent)
    {
        // Both have their top bit set. One bit at a time: 64 steps, and no wide division is needed.
        int exponent = leftExponent - rightExponent - 63;
        if (left < right)
        {
            exponent--;
        }

        ulong quotient = 0;
        bool carry = false;
        if (left < right)
        {
            carry = left >> 63 != 0;
            left <<= 1;
        }

        for (int i = 0; i < 64; i++)
        {
            quotient <<= 1;
            if (carry || left >= right)
            {
                left -= right;
                quotient |= 1;
            }

            carry = left >> 63 != 0;
            left <<= 1;
        }

        return (quotient, exponent);
    }
}
