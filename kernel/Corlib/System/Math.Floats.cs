using System.Runtime.CompilerServices;

namespace System;

public static partial class Math
{
    private const ulong SignBit = 1ul << 63;

    // From this size on every value is whole.
    private const double AllWhole = 4503599627370496;

    [Intrinsic]
    public static double Abs(double value) =>
        BitConverter.UInt64BitsToDouble(BitConverter.DoubleToUInt64Bits(value) & ~SignBit);

    [Intrinsic]
    public static double Sqrt(double d) => Sqrt(d);

    [Intrinsic]
    public static double Truncate(double d)
    {
        double magnitude = Abs(d);
        return magnitude < AllWhole ? CopySign((long)magnitude, d) : d;
    }

    [Intrinsic]
    public static double Floor(double d)
    {
        double whole = Truncate(d);
        return whole > d ? whole - 1 : whole;
    }

    [Intrinsic]
    public static double Ceiling(double a)
    {
        double whole = Truncate(a);
        return whole < a ? CopySign(whole + 1, a) : whole;
    }

    /// <summary>To the nearest whole number; a half goes to the even one.</summary>
    [Intrinsic]
    public static double Round(double a)
    {
        // Adding a number so large that its last bit counts ones makes the processor do the rounding.
        double magnitude = Abs(a);
        return magnitude < AllWhole ? CopySign(magnitude + AllWhole - AllWhole, a) : a;
    }

    public static double Round(double value, MidpointRounding mode)
    {
        switch (mode)
        {
            case MidpointRounding.ToEven:
                return Round(value);
            case MidpointRounding.AwayFromZero:
                double whole = Truncate(value);
                return Abs(value - whole) >= 0.5 ? whole + CopySign(1, value) : whole;
            case MidpointRounding.ToZero:
                return Truncate(value);
            case MidpointRounding.ToNegativeInfinity:
                return Floor(value);
            case MidpointRounding.ToPositiveInfinity:
                return Ceiling(value);
            default:
                throw new ArgumentException(string.Concat("The value '", ((int)mode).ToString(), "' is not valid for this usage of the type MidpointRounding."), nameof(mode));
        }
    }

    public static double CopySign(double x, double y) => BitConverter.UInt64BitsToDouble(
        (BitConverter.DoubleToUInt64Bits(x) & ~SignBit) | (BitConverter.DoubleToUInt64Bits(y) & SignBit));

    /// <summary>Rounds to decimals. The scaling is inexact for values of many digits, as it is in .NET.</summary>
    public static double Round(double value, int digits) => Round(value, digits, MidpointRounding.ToEven);

    public static double Round(double value, int digits, MidpointRounding mode)
    {
        if ((uint)digits > MaxRoundingDigits)
        {
            throw new ArgumentOutOfRangeException(nameof(digits), "Rounding digits must be between 0 and 15, inclusive.");
        }

        if (Abs(value) >= RoundingLimit)
        {
            return value;
        }

        double scale = 1;
        for (int i = 0; i < digits; i++)
        {
            scale *= 10;
        }

        return Round(value * scale, mode) / scale;
    }

    private const int MaxRoundingDigits = 15;
    private const double RoundingLimit = 1e16;

    public static int Sign(double value) => value < 0 ? -1 : value > 0 ? 1 : value == 0 ? 0 : throw NotANumber();

    public static int Sign(float value) => value < 0 ? -1 : value > 0 ? 1 : value == 0 ? 0 : throw NotANumber();

    [Intrinsic]
    public static float Abs(float value) => MathF.Abs(value);

    private static ArithmeticException NotANumber() => new("Function does not accept floating point Not-a-Number values.");

    // NaN wins over every number, and of two zeros the greater (or lesser) one.
    [Intrinsic]
    public static double Max(double val1, double val2)
    {
        if (val1 != val2)
        {
            return double.IsNaN(val1) || val2 < val1 ? val1 : val2;
        }

        return double.IsNegative(val2) ? val1 : val2;
    }

    [Intrinsic]
    public static double Min(double val1, double val2)
    {
        if (val1 != val2)
        {
            return double.IsNaN(val1) || val1 < val2 ? val1 : val2;
        }

        return double.IsNegative(val1) ? val1 : val2;
    }

    public static double Clamp(double value, double min, double max)
    {
        if (min > max)
        {
            ThrowMinMax(min, max);
        }

        return value < min ? min : value > max ? max : value;
    }

    // NaN wins over every number, and of two zeros the greater (or lesser) one.
    [Intrinsic]
    public static float Max(float val1, float val2)
    {
        if (val1 != val2)
        {
            return float.IsNaN(val1) || val2 < val1 ? val1 : val2;
        }

        return float.IsNegative(val2) ? val1 : val2;
    }

    [Intrinsic]
    public static float Min(float val1, float val2)
    {
        if (val1 != val2)
        {
            return float.IsNaN(val1) || val1 < val2 ? val1 : val2;
        }

        return float.IsNegative(val1) ? val1 : val2;
    }

    public static float Clamp(float value, float min, float max)
    {
        if (min > max)
        {
            ThrowMinMax(min, max);
        }

        return value < min ? min : value > max ? max : value;
    }
}
