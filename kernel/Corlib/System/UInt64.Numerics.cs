using System.Numerics;

namespace System;

// UInt64 as a number that generic code can calculate with.
public readonly partial struct UInt64
{
    static ulong IMinMaxValue<ulong>.MinValue => MinValue;

    static ulong IMinMaxValue<ulong>.MaxValue => MaxValue;

    static ulong INumberBase<ulong>.Zero => 0;

    static ulong INumberBase<ulong>.One => 1;

    static int INumberBase<ulong>.Radix => 2;

    static ulong IAdditiveIdentity<ulong, ulong>.AdditiveIdentity => 0;

    static ulong IMultiplicativeIdentity<ulong, ulong>.MultiplicativeIdentity => 1;

    static ulong IBinaryNumber<ulong>.AllBitsSet => ulong.MaxValue;

    public static ulong Max(ulong x, ulong y) => x > y ? x : y;

    public static ulong Min(ulong x, ulong y) => x < y ? x : y;

    public static ulong Clamp(ulong value, ulong min, ulong max) => Math.Clamp(value, min, max);

    static ulong INumberBase<ulong>.Abs(ulong value) => value;

    public static int Sign(ulong value) => value == 0 ? 0 : 1;

    static ulong INumber<ulong>.CopySign(ulong value, ulong sign) => value;

    static bool INumberBase<ulong>.IsNegative(ulong value) => false;

    static bool INumberBase<ulong>.IsPositive(ulong value) => true;

    public static bool IsEvenInteger(ulong value) => (value & 1) == 0;

    public static bool IsOddInteger(ulong value) => (value & 1) != 0;

    static bool INumberBase<ulong>.IsInteger(ulong value) => true;

    static bool INumberBase<ulong>.IsZero(ulong value) => value == 0;

    public static bool IsPow2(ulong value) => value != 0 && (value & (value - 1)) == 0;

    public static ulong Log2(ulong value) => (ulong)BitOperations.Log2((ulong)value);

    public static ulong LeadingZeroCount(ulong value) => (ulong)BitOperations.LeadingZeroCount((ulong)value);

    public static ulong TrailingZeroCount(ulong value) => (ulong)BitOperations.TrailingZeroCount((ulong)value);

    public static ulong PopCount(ulong value) => (ulong)BitOperations.PopCount((ulong)value);

    public static ulong RotateLeft(ulong value, int rotateAmount) => BitOperations.RotateLeft((ulong)value, rotateAmount);

    public static ulong RotateRight(ulong value, int rotateAmount) => BitOperations.RotateRight((ulong)value, rotateAmount);

    public static (ulong Quotient, ulong Remainder) DivRem(ulong left, ulong right) => Math.DivRem(left, right);

    public static ulong CreateChecked<TOther>(TOther value)
        where TOther : INumberBase<TOther> => (ulong)AnyNumber.From(value).ToUnsignedChecked(MaxValue);

    public static ulong CreateSaturating<TOther>(TOther value)
        where TOther : INumberBase<TOther> => (ulong)AnyNumber.From(value).ToUnsignedSaturating(MaxValue);

    public static ulong CreateTruncating<TOther>(TOther value)
        where TOther : INumberBase<TOther> => (ulong)AnyNumber.From(value).ToTruncated(64, false);

    static ulong IAdditionOperators<ulong, ulong, ulong>.operator +(ulong left, ulong right) => left + right;

    static ulong IAdditionOperators<ulong, ulong, ulong>.operator checked +(ulong left, ulong right) => checked(left + right);

    static ulong ISubtractionOperators<ulong, ulong, ulong>.operator -(ulong left, ulong right) => left - right;

    static ulong ISubtractionOperators<ulong, ulong, ulong>.operator checked -(ulong left, ulong right) => checked(left - right);

    static ulong IMultiplyOperators<ulong, ulong, ulong>.operator *(ulong left, ulong right) => left * right;

    static ulong IMultiplyOperators<ulong, ulong, ulong>.operator checked *(ulong left, ulong right) => checked(left * right);

    static ulong IDivisionOperators<ulong, ulong, ulong>.operator /(ulong left, ulong right) => left / right;

    static ulong IModulusOperators<ulong, ulong, ulong>.operator %(ulong left, ulong right) => left % right;

    static ulong IBitwiseOperators<ulong, ulong, ulong>.operator &(ulong left, ulong right) => left & right;

    static ulong IBitwiseOperators<ulong, ulong, ulong>.operator |(ulong left, ulong right) => left | right;

    static ulong IBitwiseOperators<ulong, ulong, ulong>.operator ^(ulong left, ulong right) => left ^ right;

    static ulong IBitwiseOperators<ulong, ulong, ulong>.operator ~(ulong value) => ~value;

    static ulong IShiftOperators<ulong, int, ulong>.operator <<(ulong value, int shiftAmount) => value << shiftAmount;

    static ulong IShiftOperators<ulong, int, ulong>.operator >>(ulong value, int shiftAmount) => value >> shiftAmount;

    static ulong IShiftOperators<ulong, int, ulong>.operator >>>(ulong value, int shiftAmount) => value >>> shiftAmount;

    static ulong IUnaryNegationOperators<ulong, ulong>.operator -(ulong value) => 0ul - value;

    static ulong IUnaryNegationOperators<ulong, ulong>.operator checked -(ulong value) => checked(0ul - value);

    static ulong IUnaryPlusOperators<ulong, ulong>.operator +(ulong value) => value;

    static ulong IIncrementOperators<ulong>.operator ++(ulong value) => value + 1;

    static ulong IIncrementOperators<ulong>.operator checked ++(ulong value) => checked(value + 1);

    static ulong IDecrementOperators<ulong>.operator --(ulong value) => value - 1;

    static ulong IDecrementOperators<ulong>.operator checked --(ulong value) => checked(value - 1);

    static bool IEqualityOperators<ulong, ulong, bool>.operator ==(ulong left, ulong right) => left == right;

    static bool IEqualityOperators<ulong, ulong, bool>.operator !=(ulong left, ulong right) => left != right;

    static bool IComparisonOperators<ulong, ulong, bool>.operator <(ulong left, ulong right) => left < right;

    static bool IComparisonOperators<ulong, ulong, bool>.operator <=(ulong left, ulong right) => left <= right;

    static bool IComparisonOperators<ulong, ulong, bool>.operator >(ulong left, ulong right) => left > right;

    static bool IComparisonOperators<ulong, ulong, bool>.operator >=(ulong left, ulong right) => left >= right;
}
