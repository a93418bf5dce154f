using System.Runtime.CompilerServices;

namespace System.Numerics;

/// <summary>Bit counting. With an instruction for it the compiler uses that; the bodies are for processors without.</summary>
public static class BitOperations
{
    // A de Bruijn sequence: every run of five (six) bits in it is different, so a shift by the bit number picks a
    // unique index.
    private const uint DeBruijn32 = 0x077CB531;
    private const ulong DeBruijn64 = 0x03F79D71B4CB0A89;

    private static ReadOnlySpan<byte> TrailingZeros32 =>
    [
        0, 1, 28, 2, 29, 14, 24, 3, 30, 22, 20, 15, 25, 17, 4, 8, 31, 27, 13, 23, 21, 19, 16, 7, 26, 12, 18, 6, 11, 5, 10, 9,
    ];

    private static ReadOnlySpan<byte> TrailingZeros64 =>
    [
        0, 47, 1, 56, 48, 27, 2, 60, 57, 49, 41, 37, 28, 16, 3, 61, 54, 58, 35, 52, 50, 42, 21, 44, 38, 32, 29, 23, 17, 11, 4, 62,
        46, 55, 26, 59, 40, 36, 15, 53, 34, 51, 20, 43, 31, 22, 10, 45, 25, 39, 14, 33, 19, 30, 9, 24, 13, 18, 8, 12, 7, 6, 5, 63,
    ];

    public static bool IsPow2(int value) => value > 0 && (value & (value - 1)) == 0;

    public static bool IsPow2(uint value) => value != 0 && (value & (value - 1)) == 0;

    public static bool IsPow2(long value) => value > 0 && (value & (value - 1)) == 0;

    public static bool IsPow2(ulong value) => value != 0 && (value & (value - 1)) == 0;

    public static bool IsPow2(nint value) => IsPow2((long)value);

    public static bool IsPow2(nuint value) => IsPow2((ulong)value);

    public static uint RoundUpToPowerOf2(uint value)
    {
        value--;
        value |= value >> 1;
        value |= value >> 2;
        value |= value >> 4;
        value |= value >> 8;
        value |= value >> 16;
        return value + 1;
    }

    public static ulong RoundUpToPowerOf2(ulong value)
    {
        value--;
        value |= value >> 1;
        value |= value >> 2;
        value |= value >> 4;
        value |= value >> 8;
        value |= value >> 16;
        value |= value >> 32;
        return value + 1;
    }

    public static nuint RoundUpToPowerOf2(nuint value) => (nuint)RoundUpToPowerOf2((ulong)value);

    [Intrinsic]
    public static int LeadingZeroCount(uint value) => value == 0 ? 32 : 31 - Log2(value);

    [Intrinsic]
    public static int LeadingZeroCount(ulong value) => value == 0 ? 64 : 63 - Log2(value);

    [Intrinsic]
    public static int LeadingZeroCount(nuint value) => LeadingZeroCount((ulong)value);

    [Intrinsic]
    public static int TrailingZeroCount(int value) => TrailingZeroCount((uint)value);

    [Intrinsic]
    public static int TrailingZeroCount(uint value) =>
        value == 0 ? 32 : TrailingZeros32[(int)(((value & (0 - value)) * DeBruijn32) >> 27)];

    [Intrinsic]
    public static int TrailingZeroCount(long value) => TrailingZeroCount((ulong)value);

    [Intrinsic]
    public static int TrailingZeroCount(ulong value) =>
        value == 0 ? 64 : TrailingZeros64[(int)((LowestBitSmear(value) * DeBruijn64) >> 58)];

    [Intrinsic]
    public static int TrailingZeroCount(nint value) => TrailingZeroCount((ulong)value);

    [Intrinsic]
    public static int TrailingZeroCount(nuint value) => TrailingZeroCount((ulong)value);

    [Intrinsic]
    public static int PopCount(uint value)
    {
        // Sums of neighbouring bits, then pairs, then nibbles; the multiplication adds the bytes.
        value -= (value >> 1) & 0x5555_5555;
        value = (value & 0x3333_3333) + ((value >> 2) & 0x3333_3333);
        return (int)((((value + (value >> 4)) & 0x0F0F_0F0F) * 0x0101_0101) >> 24);
    }

    [Intrinsic]
    public static int PopCount(ulong value)
    {
        value -= (value >> 1) & 0x5555_5555_5555_5555;
        value = (value & 0x3333_3333_3333_3333) + ((value >> 2) & 0x3333_3333_3333_3333);
        return (int)((((value + (value >> 4)) & 0x0F0F_0F0F_0F0F_0F0F) * 0x0101_0101_0101_0101) >> 56);
    }

    [Intrinsic]
    public static int PopCount(nuint value) => PopCount((ulong)value);

    /// <summary>The number of the highest bit that is set; 0 for zero.</summary>
    public static int Log2(uint value)
    {
        // A float's exponent says where its highest bit stands, exactly as long as the conversion does not round up:
        // 64-bit floats hold every uint.
        return value == 0 ? 0 : (int)(BitConverter.DoubleToUInt64Bits(value) >> 52) - 1023;
    }

    public static int Log2(ulong value)
    {
        uint high = (uint)(value >> 32);
        return high == 0 ? Log2((uint)value) : 32 + Log2(high);
    }

    public static int Log2(nuint value) => Log2((ulong)value);

    [Intrinsic]
    public static uint RotateLeft(uint value, int offset) => (value << offset) | (value >> (32 - offset));

    [Intrinsic]
    public static ulong RotateLeft(ulong value, int offset) => (value << offset) | (value >> (64 - offset));

    [Intrinsic]
    public static nuint RotateLeft(nuint value, int offset) => (nuint)RotateLeft((ulong)value, offset);

    [Intrinsic]
    public static uint RotateRight(uint value, int offset) => (value >> offset) | (value << (32 - offset));

    [Intrinsic]
    public static ulong RotateRight(ulong value, int offset) => (value >> offset) | (value << (64 - offset));

    [Intrinsic]
    public static nuint RotateRight(nuint value, int offset) => (nuint)RotateRight((ulong)value, offset);

    private static ulong LowestBitSmear(ulong value) => value ^ (value - 1);
}
