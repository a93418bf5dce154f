using System.Numerics;

namespace System;

// Int32 as a number that generic code can calculate with.
public readonly partial struct Int32
{
    static int IMinMaxValue<int>.MinValue => MinValue;

    static int IMinMaxValue<int>.MaxValue => MaxValue;

    static int INumberBase<int>.Zero => 0;

    static int INumberBase<int>.One => 1;

    static int INumberBase<int>.Radix => 2;

    static int IAdditiveIdentity<int, int>.AdditiveIdentity => 0;

    static int IMultiplicativeIdentity<int, int>.MultiplicativeIdentity => 1;

    static int ISignedNumber<int>.NegativeOne => -1;

    static int IBinaryNumber<int>.AllBitsSet => -1;

    public static int Max(int x, int y) => x > y ? x : y;

    public static int Min(int x, int y) => x < y ? x : y;

    public static int Clamp(int value, int min, int max) => Math.Clamp(value, min, max);

    public static int Abs(int value) => Math.Abs(value);

    public static int Sign(int value) => value < 0 ? -1 : value > 0 ? 1 : 0;

    public static int CopySign(int value, int sign) => sign >= 0 ? Math.Abs(value) : value < 0 ? value : -value;

    public static bool IsNegative(int value) => value < 0;

    public static bool IsPositive(int value) => value >= 0;

    public static bool IsEvenInteger(int value) => (value & 1) == 0;

    public static bool IsOddInteger(int value) => (value & 1) != 0;

    static bool INumberBase<int>.IsInteger(int value) => true;

    static bool INumberBase<int>.IsZero(int value) => value == 0;

    public static bool IsPow2(int value) => value > 0 && (value & (value - 1)) == 0;

    public static int Log2(int value)
    {
        if (value < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(value), "Non-negative number required.");
        }

        return BitOperations.Log2((uint)value);
    }

    public static int LeadingZeroCount(int value) => BitOperations.LeadingZeroCount((uint)value);

    public static int TrailingZeroCount(int value) => BitOperations.TrailingZeroCount((uint)value);

    public static int PopCount(int value) => BitOperations.PopCount((uint)value);

    public static int RotateLeft(int value, int rotateAmount) => (int)BitOperations.RotateLeft((uint)value, rotateAmount);

    public static int RotateRight(int value, int rotateAmount) => (int)BitOperations.RotateRight((uint)value, rotateAmount);

    public static (int Quotient, int Remainder) DivRem(int left, int right) => Math.DivRem(left, right);

    public static int CreateChecked<TOther>(TOther value)
        where TOther : INumberBase<TOther> => (int)AnyNumber.From(value).ToSignedChecked(MinValue, MaxValue);

    public static int CreateSaturating<TOther>(TOther value)
        where TOther : INumberBase<TOther> => (int)AnyNumber.From(value).ToSignedSaturating(MinValue, MaxValue);

    public static int CreateTruncating<TOther>(TOther value)
        where TOther : INumberBase<TOther> => (int)AnyNumber.From(value).ToTruncated(32, true);

    static int IAdditionOperators<int, int, int>.operator +(int left, int right) => left + right;

    static int IAdditionOperators<int, int, int>.operator checked +(int left, int right) => checked(left + right);

    static int ISubtractionOperators<int, int, int>.operator -(int left, int right) => left - right;

    static int ISubtractionOperators<int, int, int>.operator checked -(int left, int right) => checked(left - right);

    static int IMultiplyOperators<int, int, int>.operator *(int left, int right) => left * right;

    static int IMultiplyOperators<int, int, int>.operator checked *(int left, int right) => checked(left * right);

    static int IDivisionOperators<int, int, int>.operator /(int left, int right) => left / right;

    static int IModulusOperators<int, int, int>.operator %(int left, int right) => left % right;

    static int IBitwiseOperators<int, int, int>.operator &(int left, int right) => left & right;

    static int IBitwiseOperators<int, int, int>.operator |(int left, int right) => left | right;

    static int IBitwiseOperators<int, int, int>.operator ^(int left, int right) => left ^ right;

    static int IBitwiseOperators<int, int, int>.operator ~(int value) => ~value;

    static int IShiftOperators<int, int, int>.operator <<(int value, int shiftAmount) => value << shiftAmount;

    static int IShiftOperators<int, int, int>.operator >>(int value, int shiftAmount) => value >> shiftAmount;

    static int IShiftOperators<int, int, int>.operator >>>(int value, int shiftAmount) => value >>> shiftAmount;

    static int IUnaryNegationOperators<int, int>.operator -(int value) => -value;

    static int IUnaryNegationOperators<int, int>.operator checked -(int value) => checked(-value);

    static int IUnaryPlusOperators<int, int>.operator +(int value) => value;

    static int IIncrementOperators<int>.operator ++(int value) => value + 1;

    static int IIncrementOperators<int>.operator checked ++(int value) => checked(value + 1);

    static int IDecrementOperators<int>.operator --(int value) => value - 1;

    static int IDecrementOperators<int>.operator checked --(int value) => checked(value - 1);

    static bool IEqualityOperators<int, int, bool>.operator ==(int left, int right) => left == right;

    static bool IEqualityOperators<int, int, bool>.operator !=(int left, int right) => left != right;

    static bool IComparisonOperators<int, int, bool>.operator <(int left, int right) => left < right;

    static bool IComparisonOperators<int, int, bool>.operator <=(int left, int right) => left <= right;

    static bool IComparisonOperators<int, int, bool>.operator >(int left, int right) => left > right;

    static bool IComparisonOperators<int, int, bool>.operator >=(int left, int right) => left >= right;
}
