using System.Numerics;

namespace System;

// UInt16 as a number that generic code can calculate with.
public readonly partial struct UInt16
{
    static ushort IMinMaxValue<ushort>.MinValue => MinValue;

    static ushort IMinMaxValue<ushort>.MaxValue => MaxValue;

    static ushort INumberBase<ushort>.Zero => 0;

    static ushort INumberBase<ushort>.One => 1;

    static int INumberBase<ushort>.Radix => 2;

    static ushort IAdditiveIdentity<ushort, ushort>.AdditiveIdentity => 0;

    static ushort IMultiplicativeIdentity<ushort, ushort>.MultiplicativeIdentity => 1;

    static ushort IBinaryNumber<ushort>.AllBitsSet => ushort.MaxValue;

    public static ushort Max(ushort x, ushort y) => x > y ? x : y;

    public static ushort Min(ushort x, ushort y) => x < y ? x : y;

    public static ushort Clamp(ushort value, ushort min, ushort max) => Math.Clamp(value, min, max);

    static ushort INumberBase<ushort>.Abs(ushort value) => value;

    public static int Sign(ushort value) => value == 0 ? 0 : 1;

    static ushort INumber<ushort>.CopySign(ushort value, ushort sign) => value;

    static bool INumberBase<ushort>.IsNegative(ushort value) => false;

    static bool INumberBase<ushort>.IsPositive(ushort value) => true;

    public static bool IsEvenInteger(ushort value) => (value & 1) == 0;

    public static bool IsOddInteger(ushort value) => (value & 1) != 0;

    static bool INumberBase<ushort>.IsInteger(ushort value) => true;

    static bool INumberBase<ushort>.IsZero(ushort value) => value == 0;

    public static bool IsPow2(ushort value) => value != 0 && (value & (value - 1)) == 0;

    public static ushort Log2(ushort value) => (ushort)BitOperations.Log2((uint)value);

    public static ushort LeadingZeroCount(ushort value) => (ushort)(BitOperations.LeadingZeroCount((uint)(ushort)value) - 16);

    public static ushort TrailingZeroCount(ushort value) => (ushort)(value == 0 ? 16 : BitOperations.TrailingZeroCount((uint)value));

    public static ushort PopCount(ushort value) => (ushort)BitOperations.PopCount((uint)(ushort)value);

    public static ushort RotateLeft(ushort value, int rotateAmount) => (ushort)(((ushort)value << (rotateAmount & 15)) | ((ushort)value >> ((16 - rotateAmount) & 15)));

    public static ushort RotateRight(ushort value, int rotateAmount) => (ushort)(((ushort)value >> (rotateAmount & 15)) | ((ushort)value << ((16 - rotateAmount) & 15)));

    public static (ushort Quotient, ushort Remainder) DivRem(ushort left, ushort right) => Math.DivRem(left, right);

    public static ushort CreateChecked<TOther>(TOther value)
        where TOther : INumberBase<TOther> => (ushort)AnyNumber.From(value).ToUnsignedChecked(MaxValue);

    public static ushort CreateSaturating<TOther>(TOther value)
        where TOther : INumberBase<TOther> => (ushort)AnyNumber.From(value).ToUnsignedSaturating(MaxValue);

    public static ushort CreateTruncating<TOther>(TOther value)
        where TOther : INumberBase<TOther> => (ushort)AnyNumber.From(value).ToTruncated(16, false);

    static ushort IAdditionOperators<ushort, ushort, ushort>.operator +(ushort left, ushort right) => (ushort)(left + right);

    static ushort IAdditionOperators<ushort, ushort, ushort>.operator checked +(ushort left, ushort right) => checked((ushort)(left + right));

    static ushort ISubtractionOperators<ushort, ushort, ushort>.operator -(ushort left, ushort right) => (ushort)(left - right);

    static ushort ISubtractionOperators<ushort, ushort, ushort>.operator checked -(ushort left, ushort right) => checked((ushort)(left - right));

    static ushort IMultiplyOperators<ushort, ushort, ushort>.operator *(ushort left, ushort right) => (ushort)(left * right);

    static ushort IMultiplyOperators<ushort, ushort, ushort>.operator checked *(ushort left, ushort right) => checked((ushort)(left * right));

    static ushort IDivisionOperators<ushort, ushort, ushort>.operator /(ushort left, ushort right) => (ushort)(left / right);

    static ushort IModulusOperators<ushort, ushort, ushort>.operator %(ushort left, ushort right) => (ushort)(left % right);

    static ushort IBitwiseOperators<ushort, ushort, ushort>.operator &(ushort left, ushort right) => (ushort)(left & right);

    static ushort IBitwiseOperators<ushort, ushort, ushort>.operator |(ushort left, ushort right) => (ushort)(left | right);

    static ushort IBitwiseOperators<ushort, ushort, ushort>.operator ^(ushort left, ushort right) => (ushort)(left ^ right);

    static ushort IBitwiseOperators<ushort, ushort, ushort>.operator ~(ushort value) => (ushort)(~value);

    static ushort IShiftOperators<ushort, int, ushort>.operator <<(ushort value, int shiftAmount) => (ushort)(value << (shiftAmount & 15));

    static ushort IShiftOperators<ushort, int, ushort>.operator >>(ushort value, int shiftAmount) => (ushort)(value >> (shiftAmount & 15));

    static ushort IShiftOperators<ushort, int, ushort>.operator >>>(ushort value, int shiftAmount) => (ushort)((ushort)value >>> (shiftAmount & 15));

    static ushort IUnaryNegationOperators<ushort, ushort>.operator -(ushort value) => (ushort)(0 - value);

    static ushort IUnaryNegationOperators<ushort, ushort>.operator checked -(ushort value) => checked((ushort)(0 - value));

    static ushort IUnaryPlusOperators<ushort, ushort>.operator +(ushort value) => value;

    static ushort IIncrementOperators<ushort>.operator ++(ushort value) => (ushort)(value + 1);

    static ushort IIncrementOperators<ushort>.operator checked ++(ushort value) => checked((ushort)(value + 1));

    static ushort IDecrementOperators<ushort>.operator --(ushort value) => (ushort)(value - 1);

    static ushort IDecrementOperators<ushort>.operator checked --(ushort value) => checked((ushort)(value - 1));

    static bool IEqualityOperators<ushort, ushort, bool>.operator ==(ushort left, ushort right) => left == right;

    static bool IEqualityOperators<ushort, ushort, bool>.operator !=(ushort left, ushort right) => left != right;

    static bool IComparisonOperators<ushort, ushort, bool>.operator <(ushort left, ushort right) => left < right;

    static bool IComparisonOperators<ushort, ushort, bool>.operator <=(ushort left, ushort right) => left <= right;

    static bool IComparisonOperators<ushort, ushort, bool>.operator >(ushort left, ushort right) => left > right;

    static bool IComparisonOperators<ushort, ushort, bool>.operator >=(ushort left, ushort right) => left >= right;
}
