using System.Numerics;

namespace System;

// Int64 as a number that generic code can calculate with.
public readonly partial struct Int64
{
    static long IMinMaxValue<long>.MinValue => MinValue;

    static long IMinMaxValue<long>.MaxValue => MaxValue;

    static long INumberBase<long>.Zero => 0;

    static long INumberBase<long>.One => 1;

    static int INumberBase<long>.Radix => 2;

    static long IAdditiveIdentity<long, long>.AdditiveIdentity => 0;

    static long IMultiplicativeIdentity<long, long>.MultiplicativeIdentity => 1;

    static long ISignedNumber<long>.NegativeOne => -1;

    static long IBinaryNumber<long>.AllBitsSet => -1;

    public static long Max(long x, long y) => x > y ? x : y;

    public static long Min(long x, long y) => x < y ? x : y;

    public static long Clamp(long value, long min, long max) => Math.Clamp(value, min, max);

    public static long Abs(long value) => Math.Abs(value);

    public static int Sign(long value) => value < 0 ? -1 : value > 0 ? 1 : 0;

    public static long CopySign(long value, long sign) => sign >= 0 ? Math.Abs(value) : value < 0 ? value : -value;

    public static bool IsNegative(long value) => value < 0;

    public static bool IsPositive(long value) => value >= 0;

    public static bool IsEvenInteger(long value) => (value & 1) == 0;

    public static bool IsOddInteger(long value) => (value & 1) != 0;

    static bool INumberBase<long>.IsInteger(long value) => true;

    static bool INumberBase<long>.IsZero(long value) => value == 0;

    public static bool IsPow2(long value) => value > 0 && (value & (value - 1)) == 0;

    public static long Log2(long value)
    {
        if (value < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(value), "Non-negative number required.");
        }

        return (long)BitOperations.Log2((ulong)value);
    }

    public static long LeadingZeroCount(long value) => (long)BitOperations.LeadingZeroCount((ulong)value);

    public static long TrailingZeroCount(long value) => (long)BitOperations.TrailingZeroCount((ulong)value);

    public static long PopCount(long value) => (long)BitOperations.PopCount((ulong)value);

    public static long RotateLeft(long value, int rotateAmount) => (long)BitOperations.RotateLeft((ulong)value, rotateAmount);

    public static long RotateRight(long value, int rotateAmount) => (long)BitOperations.RotateRight((ulong)value, rotateAmount);

    public static (long Quotient, long Remainder) DivRem(long left, long right) => Math.DivRem(left, right);

    public static long CreateChecked<TOther>(TOther value)
        where TOther : INumberBase<TOther> => (long)AnyNumber.From(value).ToSignedChecked(MinValue, MaxValue);

    public static long CreateSaturating<TOther>(TOther value)
        where TOther : INumberBase<TOther> => (long)AnyNumber.From(value).ToSignedSaturating(MinValue, MaxValue);

    public static long CreateTruncating<TOther>(TOther value)
        where TOther : INumberBase<TOther> => (long)AnyNumber.From(value).ToTruncated(64, true);

    static long IAdditionOperators<long, long, long>.operator +(long left, long right) => left + right;

    static long IAdditionOperators<long, long, long>.operator checked +(long left, long right) => checked(left + right);

    static long ISubtractionOperators<long, long, long>.operator -(long left, long right) => left - right;

    static long ISubtractionOperators<long, long, long>.operator checked -(long left, long right) => checked(left - right);

    static long IMultiplyOperators<long, long, long>.operator *(long left, long right) => left * right;

    static long IMultiplyOperators<long, long, long>.operator checked *(long left, long right) => checked(left * right);

    static long IDivisionOperators<long, long, long>.operator /(long left, long right) => left / right;

    static long IModulusOperators<long, long, long>.operator %(long left, long right) => left % right;

    static long IBitwiseOperators<long, long, long>.operator &(long left, long right) => left & right;

    static long IBitwiseOperators<long, long, long>.operator |(long left, long right) => left | right;

    static long IBitwiseOperators<long, long, long>.operator ^(long left, long right) => left ^ right;

    static long IBitwiseOperators<long, long, long>.operator ~(long value) => ~value;

    static long IShiftOperators<long, int, long>.operator <<(long value, int shiftAmount) => value << shiftAmount;

    static long IShiftOperators<long, int, long>.operator >>(long value, int shiftAmount) => value >> shiftAmount;

    static long IShiftOperators<long, int, long>.operator >>>(long value, int shiftAmount) => value >>> shiftAmount;

    static long IUnaryNegationOperators<long, long>.operator -(long value) => -value;

    static long IUnaryNegationOperators<long, long>.operator checked -(long value) => checked(-value);

    static long IUnaryPlusOperators<long, long>.operator +(long value) => value;

    static long IIncrementOperators<long>.operator ++(long value) => value + 1;

    static long IIncrementOperators<long>.operator checked ++(long value) => checked(value + 1);

    static long IDecrementOperators<long>.operator --(long value) => value - 1;

    static long IDecrementOperators<long>.operator checked --(long value) => checked(value - 1);

    static bool IEqualityOperators<long, long, bool>.operator ==(long left, long right) => left == right;

    static bool IEqualityOperators<long, long, bool>.operator !=(long left, long right) => left != right;

    static bool IComparisonOperators<long, long, bool>.operator <(long left, long right) => left < right;

    static bool IComparisonOperators<long, long, bool>.operator <=(long left, long right) => left <= right;

    static bool IComparisonOperators<long, long, bool>.operator >(long left, long right) => left > right;

    static bool IComparisonOperators<long, long, bool>.operator >=(long left, long right) => left >= right;
}
