using System.Numerics;

namespace System;

// Single as a number that generic code can calculate with.
public readonly partial struct Single
{
    static float IMinMaxValue<float>.MinValue => MinValue;

    static float IMinMaxValue<float>.MaxValue => MaxValue;

    static float INumberBase<float>.Zero => 0;

    static float INumberBase<float>.One => 1;

    static int INumberBase<float>.Radix => 2;

    static float IAdditiveIdentity<float, float>.AdditiveIdentity => -0.0f;

    static float IMultiplicativeIdentity<float, float>.MultiplicativeIdentity => 1;

    static float ISignedNumber<float>.NegativeOne => -1;

    static bool INumberBase<float>.IsZero(float value) => value == 0;

    public static float Max(float x, float y) => Math.Max(x, y);

    public static float Min(float x, float y) => Math.Min(x, y);

    public static float Clamp(float value, float min, float max) => Math.Clamp(value, min, max);

    public static float Abs(float value) => Math.Abs(value);

    public static float CopySign(float value, float sign) => MathF.CopySign(value, sign);

    public static int Sign(float value) => Math.Sign(value);

    public static float Floor(float x) => MathF.Floor(x);

    public static float Ceiling(float x) => MathF.Ceiling(x);

    public static float Round(float x) => MathF.Round(x);

    public static float Truncate(float x) => MathF.Truncate(x);

    public static float Sqrt(float x) => MathF.Sqrt(x);

    public static float CreateChecked<TOther>(TOther value)
        where TOther : INumberBase<TOther> => AnyNumber.From(value).ToSingle();

    public static float CreateSaturating<TOther>(TOther value)
        where TOther : INumberBase<TOther> => AnyNumber.From(value).ToSingle();

    public static float CreateTruncating<TOther>(TOther value)
        where TOther : INumberBase<TOther> => AnyNumber.From(value).ToSingle();

    static float IAdditionOperators<float, float, float>.operator +(float left, float right) => left + right;

    static float ISubtractionOperators<float, float, float>.operator -(float left, float right) => left - right;

    static float IMultiplyOperators<float, float, float>.operator *(float left, float right) => left * right;

    static float IDivisionOperators<float, float, float>.operator /(float left, float right) => left / right;

    static float IModulusOperators<float, float, float>.operator %(float left, float right) => left % right;

    static float IUnaryNegationOperators<float, float>.operator -(float value) => -value;

    static float IUnaryPlusOperators<float, float>.operator +(float value) => value;

    static float IIncrementOperators<float>.operator ++(float value) => value + 1;

    static float IDecrementOperators<float>.operator --(float value) => value - 1;

    static bool IEqualityOperators<float, float, bool>.operator ==(float left, float right) => left == right;

    static bool IEqualityOperators<float, float, bool>.operator !=(float left, float right) => left != right;

    static bool IComparisonOperators<float, float, bool>.operator <(float left, float right) => left < right;

    static bool IComparisonOperators<float, float, bool>.operator <=(float left, float right) => left <= right;

    static bool IComparisonOperators<float, float, bool>.operator >(float left, float right) => left > right;

    static bool IComparisonOperators<float, float, bool>.operator >=(float left, float right) => left >= right;
}
