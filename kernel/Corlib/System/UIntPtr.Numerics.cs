using System.Numerics;

namespace System;

// UIntPtr as a number that generic code can calculate with.
public readonly unsafe partial struct UIntPtr
{
    static nuint INumberBase<nuint>.Zero => 0;

    static nuint INumberBase<nuint>.One => 1;

    static int INumberBase<nuint>.Radix => 2;

    static nuint IAdditiveIdentity<nuint, nuint>.AdditiveIdentity => 0;

    static nuint IMultiplicativeIdentity<nuint, nuint>.MultiplicativeIdentity => 1;

    static nuint IBinaryNumber<nuint>.AllBitsSet => MaxValue;

    public static nuint Max(nuint x, nuint y) => x > y ? x : y;

    public static nuint Min(nuint x, nuint y) => x < y ? x : y;

    public static nuint Clamp(nuint value, nuint min, nuint max) => Math.Clamp(value, min, max);

    static nuint INumberBase<nuint>.Abs(nuint value) => value;

    public static int Sign(nuint value) => value == 0 ? 0 : 1;

    static nuint INumber<nuint>.CopySign(nuint value, nuint sign) => value;

    static bool INumberBase<nuint>.IsNegative(nuint value) => false;

    static bool INumberBase<nuint>.IsPositive(nuint value) => true;

    public static bool IsEvenInteger(nuint value) => (value & 1) == 0;

    public static bool IsOddInteger(nuint value) => (value & 1) != 0;

    static bool INumberBase<nuint>.IsInteger(nuint value) => true;

    static bool INumberBase<nuint>.IsZero(nuint value) => value == 0;

    public static bool IsPow2(nuint value) => value != 0 && (value & (value - 1)) == 0;

    public static nuint Log2(nuint value) => (nuint)BitOperations.Log2((ulong)value);

    public static nuint LeadingZeroCount(nuint value) => (nuint)BitOperations.LeadingZeroCount((ulong)value);

    public static nuint TrailingZeroCount(nuint value) => (nuint)BitOperations.TrailingZeroCount((ulong)value);

    public static nuint PopCount(nuint value) => (nuint)BitOperations.PopCount((ulong)value);

    public static nuint RotateLeft(nuint value, int rotateAmount) => BitOperations.RotateLeft((nuint)value, rotateAmount);

    public static nuint RotateRight(nuint value, int rotateAmount) => BitOperations.RotateRight((nuint)value, rotateAmount);

    public static (nuint Quotient, nuint Remainder) DivRem(nuint left, nuint right) => Math.DivRem(left, right);

    public static nuint CreateChecked<TOther>(TOther value)
        where TOther : INumberBase<TOther> => (nuint)AnyNumber.From(value).ToUnsignedChecked(MaxValue);

    public static nuint CreateSaturating<TOther>(TOther value)
        where TOther : INumberBase<TOther> => (nuint)AnyNumber.From(value).ToUnsignedSaturating(MaxValue);

    public static nuint CreateTruncating<TOther>(TOther value)
        where TOther : INumberBase<TOther> => (nuint)AnyNumber.From(value).ToTruncated(64, false);

    static nuint IAdditionOperators<nuint, nuint, nuint>.operator +(nuint left, nuint right) => left + right;

    static nuint IAdditionOperators<nuint, nuint, nuint>.operator checked +(nuint left, nuint right) => checked(left + right);

    static nuint ISubtractionOperators<nuint, nuint, nuint>.operator -(nuint left, nuint right) => left - right;

    static nuint ISubtractionOperators<nuint, nuint, nuint>.operator checked -(nuint left, nuint right) => checked(left - right);

    static nuint IMultiplyOperators<nuint, nuint, nuint>.operator *(nuint left, nuint right) => left * right;

    static nuint IMultiplyOperators<nuint, nuint, nuint>.operator checked *(nuint left, nuint right) => checked(left * right);

    static nuint IDivisionOperators<nuint, nuint, nuint>.operator /(nuint left, nuint right) => left / right;

    static nuint IModulusOperators<nuint, nuint, nuint>.operator %(nuint left, nuint right) => left % right;

    static nuint IBitwiseOperators<nuint, nuint, nuint>.operator &(nuint left, nuint right) => left & right;

    static nuint IBitwiseOperators<nuint, nuint, nuint>.operator |(nuint left, nuint right) => left | right;

    static nuint IBitwiseOperators<nuint, nuint, nuint>.operator ^(nuint left, nuint right) => left ^ right;

    static nuint IBitwiseOperators<nuint, nuint, nuint>.operator ~(nuint value) => ~value;

    static nuint IShiftOperators<nuint, int, nuint>.operator <<(nuint value, int shiftAmount) => value << shiftAmount;

    static nuint IShiftOperators<nuint, int, nuint>.operator >>(nuint value, int shiftAmount) => value >> shiftAmount;

    static nuint IShiftOperators<nuint, int, nuint>.operator >>>(nuint value, int shiftAmount) => value >>> shiftAmount;

    static nuint IUnaryNegationOperators<nuint, nuint>.operator -(nuint value) => (nuint)0 - value;

    static nuint IUnaryNegationOperators<nuint, nuint>.operator checked -(nuint value) => checked((nuint)0 - value);

    static nuint IUnaryPlusOperators<nuint, nuint>.operator +(nuint value) => value;

    static nuint IIncrementOperators<nuint>.operator ++(nuint value) => value + 1;

    static nuint IIncrementOperators<nuint>.operator checked ++(nuint value) => checked(value + 1);

    static nuint IDecrementOperators<nuint>.operator --(nuint value) => value - 1;

    static nuint IDecrementOperators<nuint>.operator checked --(nuint value) => checked(value - 1);

    static bool IEqualityOperators<nuint, nuint, bool>.operator ==(nuint left, nuint right) => left == right;

    static bool IEqualityOperators<nuint, nuint, bool>.operator !=(nuint left, nuint right) => left != right;

    static bool IComparisonOperators<nuint, nuint, bool>.operator <(nuint left, nuint right) => left < right;

    static bool IComparisonOperators<nuint, nuint, bool>.operator <=(nuint left, nuint right) => left <= right;

    static bool IComparisonOperators<nuint, nuint, bool>.operator >(nuint left, nuint right) => left > right;

    static bool IComparisonOperators<nuint, nuint, bool>.operator >=(nuint left, nuint right) => left >= right;
}
