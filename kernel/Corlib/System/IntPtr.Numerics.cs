using System.Numerics;

namespace System;

// IntPtr as a number that generic code can calculate with.
public readonly unsafe partial struct IntPtr
{
    static nint INumberBase<nint>.Zero => 0;

    static nint INumberBase<nint>.One => 1;

    static int INumberBase<nint>.Radix => 2;

    static nint IAdditiveIdentity<nint, nint>.AdditiveIdentity => 0;

    static nint IMultiplicativeIdentity<nint, nint>.MultiplicativeIdentity => 1;

    static nint ISignedNumber<nint>.NegativeOne => -1;

    static nint IBinaryNumber<nint>.AllBitsSet => -1;

    public static nint Max(nint x, nint y) => x > y ? x : y;

    public static nint Min(nint x, nint y) => x < y ? x : y;

    public static nint Clamp(nint value, nint min, nint max) => Math.Clamp(value, min, max);

    public static nint Abs(nint value) => Math.Abs(value);

    public static int Sign(nint value) => value < 0 ? -1 : value > 0 ? 1 : 0;

    public static nint CopySign(nint value, nint sign) => sign >= 0 ? Math.Abs(value) : value < 0 ? value : -value;

    public static bool IsNegative(nint value) => value < 0;

    public static bool IsPositive(nint value) => value >= 0;

    public static bool IsEvenInteger(nint value) => (value & 1) == 0;

    public static bool IsOddInteger(nint value) => (value & 1) != 0;

    static bool INumberBase<nint>.IsInteger(nint value) => true;

    static bool INumberBase<nint>.IsZero(nint value) => value == 0;

    public static bool IsPow2(nint value) => value > 0 && (value & (value - 1)) == 0;

    public static nint Log2(nint value)
    {
        if (value < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(value), "Non-negative number required.");
        }

        return (nint)BitOperations.Log2((ulong)value);
    }

    public static nint LeadingZeroCount(nint value) => (nint)BitOperations.LeadingZeroCount((ulong)value);

    public static nint TrailingZeroCount(nint value) => (nint)BitOperations.TrailingZeroCount((ulong)value);

    public static nint PopCount(nint value) => (nint)BitOperations.PopCount((ulong)value);

    public static nint RotateLeft(nint value, int rotateAmount) => (nint)BitOperations.RotateLeft((nuint)value, rotateAmount);

    public static nint RotateRight(nint value, int rotateAmount) => (nint)BitOperations.RotateRight((nuint)value, rotateAmount);

    public static (nint Quotient, nint Remainder) DivRem(nint left, nint right) => Math.DivRem(left, right);

    public static nint CreateChecked<TOther>(TOther value)
        where TOther : INumberBase<TOther> => (nint)AnyNumber.From(value).ToSignedChecked(MinValue, MaxValue);

    public static nint CreateSaturating<TOther>(TOther value)
        where TOther : INumberBase<TOther> => (nint)AnyNumber.From(value).ToSignedSaturating(MinValue, MaxValue);

    public static nint CreateTruncating<TOther>(TOther value)
        where TOther : INumberBase<TOther> => (nint)AnyNumber.From(value).ToTruncated(64, true);

    static nint IAdditionOperators<nint, nint, nint>.operator +(nint left, nint right) => left + right;

    static nint IAdditionOperators<nint, nint, nint>.operator checked +(nint left, nint right) => checked(left + right);

    static nint ISubtractionOperators<nint, nint, nint>.operator -(nint left, nint right) => left - right;

    static nint ISubtractionOperators<nint, nint, nint>.operator checked -(nint left, nint right) => checked(left - right);

    static nint IMultiplyOperators<nint, nint, nint>.operator *(nint left, nint right) => left * right;

    static nint IMultiplyOperators<nint, nint, nint>.operator checked *(nint left, nint right) => checked(left * right);

    static nint IDivisionOperators<nint, nint, nint>.operator /(nint left, nint right) => left / right;

    static nint IModulusOperators<nint, nint, nint>.operator %(nint left, nint right) => left % right;

    static nint IBitwiseOperators<nint, nint, nint>.operator &(nint left, nint right) => left & right;

    static nint IBitwiseOperators<nint, nint, nint>.operator |(nint left, nint right) => left | right;

    static nint IBitwiseOperators<nint, nint, nint>.operator ^(nint left, nint right) => left ^ right;

    static nint IBitwiseOperators<nint, nint, nint>.operator ~(nint value) => ~value;

    static nint IShiftOperators<nint, int, nint>.operator <<(nint value, int shiftAmount) => value << shiftAmount;

    static nint IShiftOperators<nint, int, nint>.operator >>(nint value, int shiftAmount) => value >> shiftAmount;

    static nint IShiftOperators<nint, int, nint>.operator >>>(nint value, int shiftAmount) => value >>> shiftAmount;

    static nint IUnaryNegationOperators<nint, nint>.operator -(nint value) => -value;

    static nint IUnaryNegationOperators<nint, nint>.operator checked -(nint value) => checked(-value);

    static nint IUnaryPlusOperators<nint, nint>.operator +(nint value) => value;

    static nint IIncrementOperators<nint>.operator ++(nint value) => value + 1;

    static nint IIncrementOperators<nint>.operator checked ++(nint value) => checked(value + 1);

    static nint IDecrementOperators<nint>.operator --(nint value) => value - 1;

    static nint IDecrementOperators<nint>.operator checked --(nint value) => checked(value - 1);

    static bool IEqualityOperators<nint, nint, bool>.operator ==(nint left, nint right) => left == right;

    static bool IEqualityOperators<nint, nint, bool>.operator !=(nint left, nint right) => left != right;

    static bool IComparisonOperators<nint, nint, bool>.operator <(nint left, nint right) => left < right;

    static bool IComparisonOperators<nint, nint, bool>.operator <=(nint left, nint right) => left <= right;

    static bool IComparisonOperators<nint, nint, bool>.operator >(nint left, nint right) => left > right;

    static bool IComparisonOperators<nint, nint, bool>.operator >=(nint left, nint right) => left >= right;
}
