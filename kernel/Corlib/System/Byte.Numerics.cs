using System.Numerics;

namespace System;

// Byte as a number that generic code can calculate with.
public readonly partial struct Byte
{
    static byte IMinMaxValue<byte>.MinValue => MinValue;

    static byte IMinMaxValue<byte>.MaxValue => MaxValue;

    static byte INumberBase<byte>.Zero => 0;

    static byte INumberBase<byte>.One => 1;

    static int INumberBase<byte>.Radix => 2;

    static byte IAdditiveIdentity<byte, byte>.AdditiveIdentity => 0;

    static byte IMultiplicativeIdentity<byte, byte>.MultiplicativeIdentity => 1;

    static byte IBinaryNumber<byte>.AllBitsSet => byte.MaxValue;

    public static byte Max(byte x, byte y) => x > y ? x : y;

    public static byte Min(byte x, byte y) => x < y ? x : y;

    public static byte Clamp(byte value, byte min, byte max) => Math.Clamp(value, min, max);

    static byte INumberBase<byte>.Abs(byte value) => value;

    public static int Sign(byte value) => value == 0 ? 0 : 1;

    static byte INumber<byte>.CopySign(byte value, byte sign) => value;

    static bool INumberBase<byte>.IsNegative(byte value) => false;

    static bool INumberBase<byte>.IsPositive(byte value) => true;

    public static bool IsEvenInteger(byte value) => (value & 1) == 0;

    public static bool IsOddInteger(byte value) => (value & 1) != 0;

    static bool INumberBase<byte>.IsInteger(byte value) => true;

    static bool INumberBase<byte>.IsZero(byte value) => value == 0;

    public static bool IsPow2(byte value) => value != 0 && (value & (value - 1)) == 0;

    public static byte Log2(byte value) => (byte)BitOperations.Log2((uint)value);

    public static byte LeadingZeroCount(byte value) => (byte)(BitOperations.LeadingZeroCount((uint)(byte)value) - 24);

    public static byte TrailingZeroCount(byte value) => (byte)(value == 0 ? 8 : BitOperations.TrailingZeroCount((uint)value));

    public static byte PopCount(byte value) => (byte)BitOperations.PopCount((uint)(byte)value);

    public static byte RotateLeft(byte value, int rotateAmount) => (byte)(((byte)value << (rotateAmount & 7)) | ((byte)value >> ((8 - rotateAmount) & 7)));

    public static byte RotateRight(byte value, int rotateAmount) => (byte)(((byte)value >> (rotateAmount & 7)) | ((byte)value << ((8 - rotateAmount) & 7)));

    public static (byte Quotient, byte Remainder) DivRem(byte left, byte right) => Math.DivRem(left, right);

    public static byte CreateChecked<TOther>(TOther value)
        where TOther : INumberBase<TOther> => (byte)AnyNumber.From(value).ToUnsignedChecked(MaxValue);

    public static byte CreateSaturating<TOther>(TOther value)
        where TOther : INumberBase<TOther> => (byte)AnyNumber.From(value).ToUnsignedSaturating(MaxValue);

    public static byte CreateTruncating<TOther>(TOther value)
        where TOther : INumberBase<TOther> => (byte)AnyNumber.From(value).ToTruncated(8, false);

    static byte IAdditionOperators<byte, byte, byte>.operator +(byte left, byte right) => (byte)(left + right);

    static byte IAdditionOperators<byte, byte, byte>.operator checked +(byte left, byte right) => checked((byte)(left + right));

    static byte ISubtractionOperators<byte, byte, byte>.operator -(byte left, byte right) => (byte)(left - right);

    static byte ISubtractionOperators<byte, byte, byte>.operator checked -(byte left, byte right) => checked((byte)(left - right));

    static byte IMultiplyOperators<byte, byte, byte>.operator *(byte left, byte right) => (byte)(left * right);

    static byte IMultiplyOperators<byte, byte, byte>.operator checked *(byte left, byte right) => checked((byte)(left * right));

    static byte IDivisionOperators<byte, byte, byte>.operator /(byte left, byte right) => (byte)(left / right);

    static byte IModulusOperators<byte, byte, byte>.operator %(byte left, byte right) => (byte)(left % right);

    static byte IBitwiseOperators<byte, byte, byte>.operator &(byte left, byte right) => (byte)(left & right);

    static byte IBitwiseOperators<byte, byte, byte>.operator |(byte left, byte right) => (byte)(left | right);

    static byte IBitwiseOperators<byte, byte, byte>.operator ^(byte left, byte right) => (byte)(left ^ right);

    static byte IBitwiseOperators<byte, byte, byte>.operator ~(byte value) => (byte)(~value);

    static byte IShiftOperators<byte, int, byte>.operator <<(byte value, int shiftAmount) => (byte)(value << (shiftAmount & 7));

    static byte IShiftOperators<byte, int, byte>.operator >>(byte value, int shiftAmount) => (byte)(value >> (shiftAmount & 7));

    static byte IShiftOperators<byte, int, byte>.operator >>>(byte value, int shiftAmount) => (byte)((byte)value >>> (shiftAmount & 7));

    static byte IUnaryNegationOperators<byte, byte>.operator -(byte value) => (byte)(0 - value);

    static byte IUnaryNegationOperators<byte, byte>.operator checked -(byte value) => checked((byte)(0 - value));

    static byte IUnaryPlusOperators<byte, byte>.operator +(byte value) => value;

    static byte IIncrementOperators<byte>.operator ++(byte value) => (byte)(value + 1);

    static byte IIncrementOperators<byte>.operator checked ++(byte value) => checked((byte)(value + 1));

    static byte IDecrementOperators<byte>.operator --(byte value) => (byte)(value - 1);

    static byte IDecrementOperators<byte>.operator checked --(byte value) => checked((byte)(value - 1));

    static bool IEqualityOperators<byte, byte, bool>.operator ==(byte left, byte right) => left == right;

    static bool IEqualityOperators<byte, byte, bool>.operator !=(byte left, byte right) => left != right;

    static bool IComparisonOperators<byte, byte, bool>.operator <(byte left, byte right) => left < right;

    static bool IComparisonOperators<byte, byte, bool>.operator <=(byte left, byte right) => left <= right;

    static bool IComparisonOperators<byte, byte, bool>.operator >(byte left, byte right) => left > right;

    static bool IComparisonOperators<byte, byte, bool>.operator >=(byte left, byte right) => left >= right;
}
