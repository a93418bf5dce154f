using System.Numerics;

namespace System;

// SByte as a number that generic code can calculate with.
public readonly partial struct SByte
{
    static sbyte IMinMaxValue<sbyte>.MinValue => MinValue;

    static sbyte IMinMaxValue<sbyte>.MaxValue => MaxValue;

    static sbyte INumberBase<sbyte>.Zero => 0;

    static sbyte INumberBase<sbyte>.One => 1;

    static int INumberBase<sbyte>.Radix => 2;

    static sbyte IAdditiveIdentity<sbyte, sbyte>.AdditiveIdentity => 0;

    static sbyte IMultiplicativeIdentity<sbyte, sbyte>.MultiplicativeIdentity => 1;

    static sbyte ISignedNumber<sbyte>.NegativeOne => -1;

    static sbyte IBinaryNumber<sbyte>.AllBitsSet => -1;

    public static sbyte Max(sbyte x, sbyte y) => x > y ? x : y;

    public static sbyte Min(sbyte x, sbyte y) => x < y ? x : y;

    public static sbyte Clamp(sbyte value, sbyte min, sbyte max) => Math.Clamp(value, min, max);

    public static sbyte Abs(sbyte value) => Math.Abs(value);

    public static int Sign(sbyte value) => value < 0 ? -1 : value > 0 ? 1 : 0;

    public static sbyte CopySign(sbyte value, sbyte sign) => sign >= 0 ? Math.Abs(value) : value < 0 ? value : (sbyte)-value;

    public static bool IsNegative(sbyte value) => value < 0;

    public static bool IsPositive(sbyte value) => value >= 0;

    public static bool IsEvenInteger(sbyte value) => (value & 1) == 0;

    public static bool IsOddInteger(sbyte value) => (value & 1) != 0;

    static bool INumberBase<sbyte>.IsInteger(sbyte value) => true;

    static bool INumberBase<sbyte>.IsZero(sbyte value) => value == 0;

    public static bool IsPow2(sbyte value) => value > 0 && (value & (value - 1)) == 0;

    public static sbyte Log2(sbyte value)
    {
        if (value < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(value), "Non-negative number required.");
        }

        return (sbyte)BitOperations.Log2((uint)value);
    }

    public static sbyte LeadingZeroCount(sbyte value) => (sbyte)(BitOperations.LeadingZeroCount((uint)(byte)value) - 24);

    public static sbyte TrailingZeroCount(sbyte value) => (sbyte)(value == 0 ? 8 : BitOperations.TrailingZeroCount((uint)value));

    public static sbyte PopCount(sbyte value) => (sbyte)BitOperations.PopCount((uint)(byte)value);

    public static sbyte RotateLeft(sbyte value, int rotateAmount) => (sbyte)(((byte)value << (rotateAmount & 7)) | ((byte)value >> ((8 - rotateAmount) & 7)));

    public static sbyte RotateRight(sbyte value, int rotateAmount) => (sbyte)(((byte)value >> (rotateAmount & 7)) | ((byte)value << ((8 - rotateAmount) & 7)));

    public static (sbyte Quotient, sbyte Remainder) DivRem(sbyte left, sbyte right) => Math.DivRem(left, right);

    public static sbyte CreateChecked<TOther>(TOther value)
        where TOther : INumberBase<TOther> => (sbyte)AnyNumber.From(value).ToSignedChecked(MinValue, MaxValue);

    public static sbyte CreateSaturating<TOther>(TOther value)
        where TOther : INumberBase<TOther> => (sbyte)AnyNumber.From(value).ToSignedSaturating(MinValue, MaxValue);

    public static sbyte CreateTruncating<TOther>(TOther value)
        where TOther : INumberBase<TOther> => (sbyte)AnyNumber.From(value).ToTruncated(8, true);

    static sbyte IAdditionOperators<sbyte, sbyte, sbyte>.operator +(sbyte left, sbyte right) => (sbyte)(left + right);

    static sbyte IAdditionOperators<sbyte, sbyte, sbyte>.operator checked +(sbyte left, sbyte right) => checked((sbyte)(left + right));

    static sbyte ISubtractionOperators<sbyte, sbyte, sbyte>.operator -(sbyte left, sbyte right) => (sbyte)(left - right);

    static sbyte ISubtractionOperators<sbyte, sbyte, sbyte>.operator checked -(sbyte left, sbyte right) => checked((sbyte)(left - right));

    static sbyte IMultiplyOperators<sbyte, sbyte, sbyte>.operator *(sbyte left, sbyte right) => (sbyte)(left * right);

    static sbyte IMultiplyOperators<sbyte, sbyte, sbyte>.operator checked *(sbyte left, sbyte right) => checked((sbyte)(left * right));

    static sbyte IDivisionOperators<sbyte, sbyte, sbyte>.operator /(sbyte left, sbyte right) => (sbyte)(left / right);

    static sbyte IModulusOperators<sbyte, sbyte, sbyte>.operator %(sbyte left, sbyte right) => (sbyte)(left % right);

    static sbyte IBitwiseOperators<sbyte, sbyte, sbyte>.operator &(sbyte left, sbyte right) => (sbyte)(left & right);

    static sbyte IBitwiseOperators<sbyte, sbyte, sbyte>.operator |(sbyte left, sbyte right) => (sbyte)(left | right);

    static sbyte IBitwiseOperators<sbyte, sbyte, sbyte>.operator ^(sbyte left, sbyte right) => (sbyte)(left ^ right);

    static sbyte IBitwiseOperators<sbyte, sbyte, sbyte>.operator ~(sbyte value) => (sbyte)(~value);

    static sbyte IShiftOperators<sbyte, int, sbyte>.operator <<(sbyte value, int shiftAmount) => (sbyte)(value << (shiftAmount & 7));

    static sbyte IShiftOperators<sbyte, int, sbyte>.operator >>(sbyte value, int shiftAmount) => (sbyte)(value >> (shiftAmount & 7));

    static sbyte IShiftOperators<sbyte, int, sbyte>.operator >>>(sbyte value, int shiftAmount) => (sbyte)((byte)value >>> (shiftAmount & 7));

    static sbyte IUnaryNegationOperators<sbyte, sbyte>.operator -(sbyte value) => (sbyte)(-value);

    static sbyte IUnaryNegationOperators<sbyte, sbyte>.operator checked -(sbyte value) => checked((sbyte)(-value));

    static sbyte IUnaryPlusOperators<sbyte, sbyte>.operator +(sbyte value) => value;

    static sbyte IIncrementOperators<sbyte>.operator ++(sbyte value) => (sbyte)(value + 1);

    static sbyte IIncrementOperators<sbyte>.operator checked ++(sbyte value) => checked((sbyte)(value + 1));

    static sbyte IDecrementOperators<sbyte>.operator --(sbyte value) => (sbyte)(value - 1);

    static sbyte IDecrementOperators<sbyte>.operator checked --(sbyte value) => checked((sbyte)(value - 1));

    static bool IEqualityOperators<sbyte, sbyte, bool>.operator ==(sbyte left, sbyte right) => left == right;

    static bool IEqualityOperators<sbyte, sbyte, bool>.operator !=(sbyte left, sbyte right) => left != right;

    static bool IComparisonOperators<sbyte, sbyte, bool>.operator <(sbyte left, sbyte right) => left < right;

    static bool IComparisonOperators<sbyte, sbyte, bool>.operator <=(sbyte left, sbyte right) => left <= right;

    static bool IComparisonOperators<sbyte, sbyte, bool>.operator >(sbyte left, sbyte right) => left > right;

    static bool IComparisonOperators<sbyte, sbyte, bool>.operator >=(sbyte left, sbyte right) => left >= right;
}
