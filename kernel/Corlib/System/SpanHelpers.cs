using System.Runtime.CompilerServices;

namespace System;

/// <summary>
/// The loops under spans, strings and arrays; the compiler itself calls the ones that clear, fill and move. They work
/// on words and 16-byte blocks, never with string instructions: <c>rep movsb</c> is slow where the machine is emulated.
/// </summary>
internal static partial class SpanHelpers
{
    // Copies of these compile to a few unaligned 16-byte moves.
    private struct Block16
    {
        private ulong _0;
        private ulong _1;
    }

    private struct Block64
    {
        private Block16 _0;
        private Block16 _1;
        private Block16 _2;
        private Block16 _3;
    }

    /// <summary>Copies; the ranges may overlap. Words that are aligned in both stay whole, so references may be moved.</summary>
    public static void Memmove(ref byte destination, ref byte source, nuint byteCount)
    {
        if (byteCount <= 16)
        {
            MoveUpTo16(ref destination, ref source, byteCount);
        }
        else if ((nuint)Unsafe.ByteOffset(ref source, ref destination) < byteCount)
        {
            MoveDownwards(ref destination, ref source, byteCount);
        }
        else
        {
            MoveUpwards(ref destination, ref source, byteCount);
        }
    }

    // All loads come before all stores, so overlap does not matter. Two moves that overlap each other cover any length
    // between their size and twice that.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MoveUpTo16(ref byte destination, ref byte source, nuint byteCount)
    {
        if (byteCount >= 8)
        {
            ulong first = Load64(ref source, 0);
            ulong last = Load64(ref source, byteCount - 8);
            Store64(ref destination, 0, first);
            Store64(ref destination, byteCount - 8, last);
        }
        else if (byteCount >= 4)
        {
            uint first = Load32(ref source, 0);
            uint last = Load32(ref source, byteCount - 4);
            Store32(ref destination, 0, first);
            Store32(ref destination, byteCount - 4, last);
        }
        else if (byteCount != 0)
        {
            byte first = source;
            byte middle = Unsafe.Add(ref source, byteCount >> 1);
            byte last = Unsafe.Add(ref source, byteCount - 1);
            destination = first;
            Unsafe.Add(ref destination, byteCount >> 1) = middle;
            Unsafe.Add(ref destination, byteCount - 1) = last;
        }
    }

    // Safe also when the destination lies below the source and overlaps it: each block is read before anything above
    // its beginning is written.
    private static void MoveUpwards(ref byte destination, ref byte source, nuint byteCount)
    {
        nuint i = 0;
        for (; byteCount - i >= 64; i += 64)
        {
            Unsafe.As<byte, Block64>(ref Unsafe.Add(ref destination, i)) = Unsafe.As<byte, Block64>(ref Unsafe.Add(ref source, i));
        }

        for (; byteCount - i >= 16; i += 16)
        {
            Unsafe.As<byte, Block16>(ref Unsafe.Add(ref destination, i)) = Unsafe.As<byte, Block16>(ref Unsafe.Add(ref source, i));
        }

        MoveUpTo16(ref Unsafe.Add(ref destination, i), ref Unsafe.Add(ref source, i), byteCount - i);
    }

    private static void MoveDownwards(ref byte destination, ref byte source, nuint byteCount)
    {
        nuint i = byteCount;
        for (; i >= 32; i -= 32)
        {
            ulong a = Load64(ref source, i - 8);
            ulong b = Load64(ref source, i - 16);
            ulong c = Load64(ref source, i - 24);
            ulong d = Load64(ref source, i - 32);
            Store64(ref destination, i - 8, a);
            Store64(ref destination, i - 16, b);
            Store64(ref destination, i - 24, c);
            Store64(ref destination, i - 32, d);
        }

        for (; i >= 8; i -= 8)
        {
            Store64(ref destination, i - 8, Load64(ref source, i - 8));
        }

        MoveUpTo16(ref destination, ref source, i);
    }

    public static void ClearWithoutReferences(ref byte first, nuint byteCount)
    {
        if (byteCount < 16)
        {
            FillUpTo16(ref first, 0, byteCount);
            return;
        }

        nuint i = 0;
        for (; byteCount - i >= 64; i += 64)
        {
            Unsafe.As<byte, Block64>(ref Unsafe.Add(ref first, i)) = default;
        }

        for (; byteCount - i >= 16; i += 16)
        {
            Unsafe.As<byte, Block16>(ref Unsafe.Add(ref first, i)) = default;
        }

        Unsafe.As<byte, Block16>(ref Unsafe.Add(ref first, byteCount - 16)) = default;
    }

    public static void ClearWithReferences(ref nint first, nuint words) =>
        ClearWithoutReferences(ref Unsafe.As<nint, byte>(ref first), words * 8);

    public static void Fill(ref byte first, byte value, nuint byteCount) => FillWords(ref first, value * 0x0101_0101_0101_0101ul, byteCount);

    public static void Fill<T>(ref T first, nuint count, T value)
    {
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            // One word full of copies of the value, when copies fill it evenly.
            ref byte bytes = ref Unsafe.As<T, byte>(ref first);
            switch (Unsafe.SizeOf<T>())
            {
                case 1:
                    FillWords(ref bytes, Unsafe.As<T, byte>(ref value) * 0x0101_0101_0101_0101ul, count);
                    return;
                case 2:
                    FillWords(ref bytes, Unsafe.As<T, ushort>(ref value) * 0x0001_0001_0001_0001ul, count * 2);
                    return;
                case 4:
                    FillWords(ref bytes, Unsafe.As<T, uint>(ref value) * 0x0000_0001_0000_0001ul, count * 4);
                    return;
                case 8:
                    FillWords(ref bytes, Unsafe.As<T, ulong>(ref value), count * 8);
                    return;
            }
        }

        for (nuint i = 0; i < count; i++)
        {
            Unsafe.Add(ref first, i) = value;
        }
    }

    // The length is a multiple of the pattern's period, so a last word that overlaps the one before still fits.
    private static void FillWords(ref byte first, ulong word, nuint byteCount)
    {
        if (byteCount < 16)
        {
            FillUpTo16(ref first, word, byteCount);
            return;
        }

        nuint i = 0;
        for (; byteCount - i >= 32; i += 32)
        {
            Store64(ref first, i, word);
            Store64(ref first, i + 8, word);
            Store64(ref first, i + 16, word);
            Store64(ref first, i + 24, word);
        }

        for (; byteCount - i >= 8; i += 8)
        {
            Store64(ref first, i, word);
        }

        Store64(ref first, byteCount - 8, word);
    }

    private static void FillUpTo16(ref byte first, ulong word, nuint byteCount)
    {
        if (byteCount >= 8)
        {
            Store64(ref first, 0, word);
            Store64(ref first, byteCount - 8, word);
        }
        else if (byteCount >= 4)
        {
            Store32(ref first, 0, (uint)word);
            Store32(ref first, byteCount - 4, (uint)word);
        }
        else
        {
            for (nuint i = 0; i < byteCount; i++)
            {
                Unsafe.Add(ref first, i) = (byte)(word >> (int)(8 * i));
            }
        }
    }

    public static bool SequenceEqual(ref byte first, ref byte second, nuint byteCount)
    {
        if (byteCount < 8)
        {
            return EqualUpTo8(ref first, ref second, byteCount);
        }

        nuint i = 0;
        for (; byteCount - i >= 16; i += 16)
        {
            ulong difference = (Load64(ref first, i) ^ Load64(ref second, i)) | (Load64(ref first, i + 8) ^ Load64(ref second, i + 8));
            if (difference != 0)
            {
                return false;
            }
        }

        if (byteCount - i >= 8 && Load64(ref first, i) != Load64(ref second, i))
        {
            return false;
        }

        return Load64(ref first, byteCount - 8) == Load64(ref second, byteCount - 8);
    }

    private static bool EqualUpTo8(ref byte first, ref byte second, nuint byteCount)
    {
        if (byteCount >= 4)
        {
            return Load32(ref first, 0) == Load32(ref second, 0)
                && Load32(ref first, byteCount - 4) == Load32(ref second, byteCount - 4);
        }

        for (nuint i = 0; i < byteCount; i++)
        {
            if (Unsafe.Add(ref first, i) != Unsafe.Add(ref second, i))
            {
                return false;
            }
        }

        return true;
    }

    private static ulong Load64(ref byte first, nuint offset) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, offset));

    private static uint Load32(ref byte first, nuint offset) => Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref first, offset));

    private static void Store64(ref byte first, nuint offset, ulong value) =>
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref first, offset), value);

    private static void Store32(ref byte first, nuint offset, uint value) =>
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref first, offset), value);
}
