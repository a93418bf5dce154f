using System.Numerics;
using System.Runtime.CompilerServices;

namespace System.Text;

/// <summary>Most text is ASCII: these find how far it is, and convert that far, eight bytes at a time.</summary>
internal static class AsciiRuns
{
    private const int BytesPerWord = 8;
    private const int CharsPerWord = 4;
    private const ulong NonAsciiBytes = 0x8080_8080_8080_8080;
    private const ulong NonAsciiChars = 0xff80_ff80_ff80_ff80;

    /// <summary>How many bytes at the start are ASCII.</summary>
    public static int Length(ReadOnlySpan<byte> bytes)
    {
        int i = 0;
        // SAFETY: (1) eight bytes from i on lie within the span, by the loop's condition.
        for (; i <= bytes.Length - BytesPerWord; i += BytesPerWord)
        {
            ulong beyond = Unsafe.ReadUnaligned<ulong>(in bytes[i]) & NonAsciiBytes;
            if (beyond != 0)
                return i + BitOperations.TrailingZeroCount(beyond) / 8;
        }

        while (i < bytes.Length && bytes[i] < 0x80)
            i++;
        return i;
    }

    /// <summary>How many characters at the start are ASCII.</summary>
    public static int Length(ReadOnlySpan<char> chars)
    {
        int i = 0;
        // SAFETY: (1) four characters from i on lie within the span, by the loop's condition.
        for (; i <= chars.Length - CharsPerWord; i += CharsPerWord)
        {
            ulong beyond = Unsafe.ReadUnaligned<ulong>(in Unsafe.As<char, byte>(ref Unsafe.AsRef(in chars[i]))) & NonAsciiChars;
            if (beyond != 0)
                return i + BitOperations.TrailingZeroCount(beyond) / 16;
        }

        while (i < chars.Length && chars[i] < 0x80)
            i++;
        return i;
    }

    /// <summary>Bytes, which may also be Latin-1, become characters of the same numbers.</summary>
    public static void Widen(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        chars = chars[..bytes.Length];
        for (int i = 0; i < chars.Length; i++)
            chars[i] = (char)bytes[i];
    }

    /// <summary>Characters below 256 become bytes of the same numbers.</summary>
    public static void Narrow(ReadOnlySpan<char> chars, Span<byte> bytes)
    {
        bytes = bytes[..chars.Length];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)chars[i];
    }
}
