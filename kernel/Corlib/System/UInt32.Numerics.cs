using System.Numerics;

namespace System;

// UInt32 as a number that generic code can calculate with.
public readonly partial struct UInt32
{
    static uint IMinMaxValue<uint>.MinValue => MinValue;

    static uint IMinMaxValue<uint>.MaxValue => MaxValue;

    static uint INumberBase<uint>.Zero => 0;

    static uint INumberBase<uint>.One => 1;

    static int INumberBase<uint>.Radix => 2;

    static uint IAdditiveIdentity<uint, uint>.AdditiveIdentity => 0;

    static uint IMultiplicativeIdentity<uint, uint>.MultiplicativeIdentity => 1;

    static uint IBinaryNumber<uint>.AllBitsSet => uint.MaxValue;

    public static uint Max(uint x, uint y) => x > y ? x : y;

    public static uint Min(uint x, uint y) => x < y ? x : y;

    public static uint Clamp(uint value, uint min, uint max) => Math.Clamp(value, min, max);

    static uint INumberBase<uint>.Abs(uint value) => value;

    public static int Sign(uint value) => value == 0 ? 0 : 1;

    static uint INumber<uint>.CopySign(uint value, uint sign) => value;

    static bool INumberBase<uint>.IsNegative(uint value) => false;

    static bool INumberBase<uint>.IsPositive(uint value) => true;

    public static bool IsEvenInteger(uint value) => (value & 1) == 0;

    public static bool IsOddInteger(uint value) => (value & 1) != 0;

    static bool INumberBase<uint>.IsInteger(uint value) => true;

    static bool INumberBase<uint>.IsZero(uint value) => value == 0;

    public static bool IsPow2(uint value) => value != 0 && (value & (value - 1)) == 0;

    public static uint Log2(uint value) => (uint)BitOperations.Log2((uint)value);

    public static uint LeadingZeroCount(uint value) => (uint)BitOperations.LeadingZeroCount((uint)value);

    public static uint TrailingZeroCount(uint value) => (uint)BitOperations.TrailingZeroCount((uint)value);

    public static uint PopCount(uint value) => (uint)BitOperations.PopCount((uint)value);

    public static uint RotateLeft(uint value, int rotateAmount) => BitOperations.RotateLeft((uint)value, rotateAmount);

    public static uint RotateRight(uint value, int rotateAmount) => BitOperations.RotateRight((uint)value, rotateAmount);

    public static (uint Quotient, uint Remainder) DivRem(uint left, uint right) => Math.DivRem(left, right);

    public static uint CreateChecked<TOther>(TOther value)
        where TOther : INumberBase<TOther> => (uint)AnyNumber.From(value).ToUnsignedChecked(MaxValue);

    public static uint CreateSaturating<TOther>(TOther value)
        where TOther : INumberBase<TOther> => (uint)AnyNumber.From(value).ToUnsignedSaturating(MaxValue);

    public static uint CreateTruncating<TOther>(TOther value)
        where TOther : INumberBase<TOther> => (uint)AnyNumber.From(value).ToTruncated(32, false);

    static uint IAdditionOperators<uint, uint, uint>.operator +(uint left, uint right) => left + right;

    static uint IAdditionOperators<uint, uint, uint>.operator checked +(uint left, uint right) => checked(left + right);

    static uint ISubtractionOperators<uint, uint, uint>.operator -(uint left, uint right) => left - right;

    static uint ISubtractionOperators<uint, uint, uint>.operator checked -(uint left, uint right) => checked(left - right);

    static uint IMultiplyOperators<uint, uint, uint>.operator *(uint left, uint right) => left * right;

    static uint IMultiplyOperators<uint, uint, uint>.operator checked *(uint left, uint right) => checked(left * right);

    static uint IDivisionOperators<uint, uint, uint>.operator /(uint left, uint right) => left / right;

    static uint IModulusOperators<uint, uint, uint>.operator %(uint left, uint right) => left % right;

    static uint IBitwiseOperators<uint, uint, uint>.operator &(uint left, uint right) => left & right;

    static uint IBitwiseOperators<uint, uint, uint>.operator |(uint left, uint right) => left | right;

    static uint IBitwiseOperators<uint, uint, uint>.operator ^(uint left, uint right) => left ^ right;

    static uint IBitwiseOperators<uint, uint, uint>.operator ~(uint value) => ~value;

    static uint IShiftOperators<uint, int, uint>.operator <<(uint value, int shiftAmount) => value << shiftAmount;

    static uint IShiftOperators<uint, int, uint>.operator >>(uint value, int shiftAmount) => value >> shiftAmount;

    static uint IShiftOperators<uint, int, uint>.operator >>>(uint value, int shiftAmount) => value >>> shiftAmount;

    static uint IUnaryNegationOperators<uint, uint>.operator -(uint value) => 0u - value;

    static uint IUnaryNegationOperators<uint, uint>.operator checked -(uint value) => checked(0u - value);

    static uint IUnaryPlusOperators<uint, uint>.operator +(uint value) => value;

    static uint IIncrementOperators<uint>.operator ++(uint value) => value + 1;

    static uint IIncrementOperators<uint>.operator checked ++(uint value) => checked(value + 1);

    static uint IDecrementOperators<uint>.operator --(uint value) => value - 1;

    static uint IDecrementOperators<uint>.operator checked --(uint value) => checked(value - 1);

    static bool IEqualityOperators<uint, uint, bool>.operator ==(uint left, uint right) => left == right;

    static bool IEqualityOperators<uint, uint, bool>.operator !=(uint left, uint right) => left != right;

    static bool IComparisonOperators<uint, uint, bool>.operator <(uint left, uint right) => left < right;

    static bool IComparisonOperators<uint, uint, bool>.operator <=(uint left, uint right) => left <= right;

    static bool IComparisonOperators<uint, uint, bool>.operator >(uint left, uint right) => left > right;

    static bool IComparisonOperators<uint, uint, bool>.operator >=(uint left, uint right) => left >= right;
}
