using System.Numerics;
using System.Runtime;

namespace System;

/// <summary>The operator % of float and double, under the C library's names, by which compiled code calls it. Always exact.</summary>
internal static class FloatRemainder
{
    private const int MantissaBits = 52;
    private const int ExponentMask = 0x7FF;
    private const ulong SignBit = 1ul << 63;
    private const ulong Hidden = 1ul << MantissaBits;

    // A remainder has 53 bits at most, so this many more fit into a word.
    private const int StepBits = 11;

    // In double the result is exact, and it is no longer than the operands: it fits a float again.
    [RuntimeExport("fmodf")]
    private static float OfSingle(float x, float y) => (float)OfDouble(x, y);

    [RuntimeExport("fmod")]
    private static double OfDouble(double x, double y)
    {
        ulong xBits = BitConverter.DoubleToUInt64Bits(x);
        ulong magnitude = xBits & ~SignBit;
        ulong divisor = BitConverter.DoubleToUInt64Bits(y) & ~SignBit;
        if (divisor == 0 || !double.IsFinite(x) || double.IsNaN(y))
        {
            return double.NaN;
        }

        if (magnitude < divisor)
        {
            return x;
        }

        (ulong remainder, int exponent) = TakeApart(magnitude);
        (ulong modulus, int end) = TakeApart(divisor);

        // Long division in base 2^11, of which only the remainder is wanted.
        remainder %= modulus;
        for (int left = exponent - end; left > 0; left -= StepBits)
        {
            remainder = (remainder << Math.Min(left, StepBits)) % modulus;
        }

        return BitConverter.UInt64BitsToDouble(PutTogether(remainder, end) | (xBits & SignBit));
    }

    private static (ulong Mantissa, int Exponent) TakeApart(ulong bits)
    {
        int exponent = (int)(bits >> MantissaBits) & ExponentMask;
        ulong fraction = bits & (Hidden - 1);
        return exponent == 0 ? (fraction, 1) : (fraction | Hidden, exponent);
    }

    private static ulong PutTogether(ulong mantissa, int exponent)
    {
        if (mantissa == 0)
        {
            return 0;
        }

        int shift = Math.Min(BitOperations.LeadingZeroCount(mantissa) - (63 - MantissaBits), exponent - 1);
        mantissa <<= shift;
        exponent -= shift;
        return mantissa < Hidden ? mantissa : ((ulong)exponent << MantissaBits) | (mantissa & (Hidden - 1));
    }
}
