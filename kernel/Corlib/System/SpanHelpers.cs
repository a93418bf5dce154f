using System.Runtime.CompilerServices;

namespace System;

/// <summary>The loops under spans, strings and arrays; the compiler itself calls the ones that clear, fill and move.</summary>
internal static partial class SpanHelpers
{
    public static void ClearWithReferences(ref nint first, nuint words)
    {
        for (nuint i = 0; i < words; i++)
        {
            Unsafe.Add(ref first, i) = 0;
        }
    }

    public static void ClearWithoutReferences(ref byte first, nuint byteCount)
    {
        for (nuint i = 0; i < byteCount; i++)
        {
            Unsafe.Add(ref first, i) = 0;
        }
    }

    public static void Fill(ref byte first, byte value, nuint byteCount)
    {
        for (nuint i = 0; i < byteCount; i++)
        {
            Unsafe.Add(ref first, i) = value;
        }
    }

    public static void Fill<T>(ref T first, nuint count, T value)
    {
        for (nuint i = 0; i < count; i++)
        {
            Unsafe.Add(ref first, i) = value;
        }
    }

    public static void Memmove(ref byte destination, ref byte source, nuint byteCount)
    {
        if ((nuint)Unsafe.ByteOffset(ref source, ref destination) < byteCount)
        {
            for (nuint i = byteCount; i-- > 0;)
            {
                Unsafe.Add(ref destination, i) = Unsafe.Add(ref source, i);
            }

            return;
        }

        for (nuint i = 0; i < byteCount; i++)
        {
            Unsafe.Add(ref destination, i) = Unsafe.Add(ref source, i);
        }
    }

    public static bool SequenceEqual(ref byte first, ref byte second, nuint byteCount)
    {
        for (nuint i = 0; i < byteCount; i++)
        {
            if (Unsafe.Add(ref first, i) != Unsafe.Add(ref second, i))
            {
                return false;
            }
        }

        return true;
    }
}
