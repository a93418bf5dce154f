using System.Numerics;
using System.Runtime.CompilerServices;

namespace System;

// Searching bytes and characters, eight bytes at a time: a lane of word ^ pattern is zero where the value stands, and
// (x - ones) & ~x & highs has its lowest set bit in the first lane that is zero. (Lanes above it may be wrong.)
internal static partial class SpanHelpers
{
    private const ulong ByteOnes = 0x0101_0101_0101_0101;
    private const ulong ByteHighs = 0x8080_8080_8080_8080;
    private const ulong CharOnes = 0x0001_0001_0001_0001;
    private const ulong CharHighs = 0x8000_8000_8000_8000;

    public static int IndexOf(ref byte first, byte value, int length)
    {
        ulong pattern = value * ByteOnes;
        nuint end = (uint)length;
        nuint i = 0;
        for (; end - i >= 8; i += 8)
        {
            ulong x = Load64(ref first, i) ^ pattern;
            ulong zeros = (x - ByteOnes) & ~x & ByteHighs;
            if (zeros != 0)
            {
                return (int)i + (BitOperations.TrailingZeroCount(zeros) >> 3);
            }
        }

        for (; i < end; i++)
        {
            if (Unsafe.Add(ref first, i) == value)
            {
                return (int)i;
            }
        }

        return -1;
    }

    public static int IndexOf(ref char first, char value, int length)
    {
        ulong pattern = value * CharOnes;
        nuint end = (uint)length;
        nuint i = 0;
        for (; end - i >= 4; i += 4)
        {
            ulong x = Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<char, byte>(ref Unsafe.Add(ref first, i))) ^ pattern;
            ulong zeros = (x - CharOnes) & ~x & CharHighs;
            if (zeros != 0)
            {
                return (int)i + (BitOperations.TrailingZeroCount(zeros) >> 4);
            }
        }

        for (; i < end; i++)
        {
            if (Unsafe.Add(ref first, i) == value)
            {
                return (int)i;
            }
        }

        return -1;
    }

    public static int CompareOrdinal(ref char first, int firstLength, ref char second, int secondLength)
    {
        int common = firstLength < secondLength ? firstLength : secondLength;
        int i = SkipEqual(ref Unsafe.As<char, byte>(ref first), ref Unsafe.As<char, byte>(ref second), common * sizeof(char)) / sizeof(char);
        for (; i < common; i++)
        {
            int difference = Unsafe.Add(ref first, i) - Unsafe.Add(ref second, i);
            if (difference != 0)
            {
                return difference;
            }
        }

        return firstLength - secondLength;
    }

    public static int CompareBytes(ref byte first, int firstLength, ref byte second, int secondLength)
    {
        int common = firstLength < secondLength ? firstLength : secondLength;
        for (int i = SkipEqual(ref first, ref second, common); i < common; i++)
        {
            int difference = Unsafe.Add(ref first, i) - Unsafe.Add(ref second, i);
            if (difference != 0)
            {
                return difference;
            }
        }

        return firstLength - secondLength;
    }

    /// <summary>How many bytes at the beginning are certainly equal, in whole words: the rest is for the caller.</summary>
    public static int SkipEqual(ref byte first, ref byte second, int byteCount)
    {
        int i = 0;
        while (byteCount - i >= 8 && Load64(ref first, (uint)i) == Load64(ref second, (uint)i))
        {
            i += 8;
        }

        return i;
    }
}
