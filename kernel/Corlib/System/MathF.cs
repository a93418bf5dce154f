using System.Runtime.CompilerServices;

namespace System;

public static class MathF
{
    public const float E = 2.71828183f;
    public const float PI = 3.14159265f;
    public const float Tau = 6.283185307f;

    private const uint SignBit = 1u << 31;

    // From this size on every value is whole.
    private const float AllWhole = 8388608f;

    [Intrinsic]
    public static float Abs(float x) =>
        BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(x) & ~SignBit);

    [Intrinsic]
    public static float Sqrt(float x) => Sqrt(x);

    [Intrinsic]
    public static float Truncate(float x)
    {
        float magnitude = Abs(x);
        return magnitude < AllWhole ? CopySign((long)magnitude, x) : x;
    }

    [Intrinsic]
    public static float Floor(float x)
    {
        float whole = Truncate(x);
        return whole > x ? whole - 1 : whole;
    }

    [Intrinsic]
    public static float Ceiling(float x)
    {
        float whole = Truncate(x);
        return whole < x ? CopySign(whole + 1, x) : whole;
    }

    /// <summary>To the nearest whole number; a half goes to the even one.</summary>
    [Intrinsic]
    public static float Round(float x)
    {
        // Adding a number so large that its last bit counts ones makes the processor do the rounding.
        float magnitude = Abs(x);
        return magnitude < AllWhole ? CopySign(magnitude + AllWhole - AllWhole, x) : x;
    }

    public static float Round(float x, MidpointRounding mode)
    {
        switch (mode)
        {
            case MidpointRounding.ToEven:
                return Round(x);
            case MidpointRounding.AwayFromZero:
                float whole = Truncate(x);
                return Abs(x - whole) >= 0.5f ? whole + CopySign(1, x) : whole;
            case MidpointRounding.ToZero:
                return Truncate(x);
            case MidpointRounding.ToNegativeInfinity:
                return Floor(x);
            case MidpointRounding.ToPositiveInfinity:
                return Ceiling(x);
            default:
                throw new ArgumentException(string.Concat("The value '", ((int)mode).ToString(), "' is not valid for this usage of the type MidpointRounding."), nameof(mode));
        }
    }

    public static float CopySign(float x, float y) => BitConverter.UInt32BitsToSingle(
        (BitConverter.SingleToUInt32Bits(x) & ~SignBit) | (BitConverter.SingleToUInt32Bits(y) & SignBit));

    public static float Max(float x, float y) => Math.Max(x, y);

    public static float Min(float x, float y) => Math.Min(x, y);

    public static int Sign(float x) => Math.Sign(x);
}
