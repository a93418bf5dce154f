using System.Numerics;
using System.Runtime.CompilerServices;

namespace System;

// Integers to text. Plain decimal and hexadecimal are written in place; everything else goes by way of digits and a layout.
internal static partial class Number
{
    // The digits of a 64-bit number, and a few to spare.
    private const int IntegerDigitsRoom = 20;

    // Room for the layouts of ordinary precision; more is allocated when a format asks for more.
    private const int UsualTextRoom = 128;

    public static string UnsignedToString(ulong value) => value < 10 ? string.CreateFromChar((char)('0' + value)) : DecimalString(value, false);

    public static string SignedToString(long value) =>
        value >= 0 ? UnsignedToString((ulong)value) : DecimalString((ulong)-value, true);

    public static string FormatUnsigned(ulong value, string? format) =>
        string.IsNullOrEmpty(format) ? UnsignedToString(value) : Format(value, false, value, format);

    /// <param name="bytes">The size of the type: how many ones a negative number begins with in hexadecimal.</param>
    public static string FormatSigned(long value, int bytes, string? format) =>
        string.IsNullOrEmpty(format) ? SignedToString(value) : Format(Magnitude(value), value < 0, Bits(value, bytes), format);

    public static bool TryFormatUnsigned<TChar>(ulong value, ReadOnlySpan<char> format, Span<TChar> destination, out int written)
        where TChar : unmanaged, IUtfChar<TChar> => TryFormat(value, false, value, format, destination, out written);

    public static bool TryFormatSigned<TChar>(long value, int bytes, ReadOnlySpan<char> format, Span<TChar> destination, out int written)
        where TChar : unmanaged, IUtfChar<TChar> => TryFormat(Magnitude(value), value < 0, Bits(value, bytes), format, destination, out written);

    /// <summary>Fills the span with the last digits of a number, as many as it is long.</summary>
    public static void WriteDigits<TChar>(ulong value, Span<TChar> destination)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        // As soon as the rest fits in 32 bits it is divided as such, which is several times faster.
        int i = destination.Length;
        while (value > uint.MaxValue && i > 0)
        {
            (value, ulong digit) = (value / 10, value % 10);
            destination[--i] = TChar.FromAscii((char)('0' + digit));
        }

        uint low = (uint)value;
        while (i > 0)
        {
            uint rest = low / 10;
            destination[--i] = TChar.FromAscii((char)('0' + (low - rest * 10)));
            low = rest;
        }
    }

    private static ulong Magnitude(long value) => value < 0 ? (ulong)-value : (ulong)value;

    private static ulong Bits(long value, int bytes) => (ulong)value & (ulong.MaxValue >> (64 - 8 * bytes));

    private static string DecimalString(ulong magnitude, bool negative)
    {
        int sign = negative ? 1 : 0;
        int length = CountDigits(magnitude) + sign;
        string result = string.Allocate(length);
        var text = new Span<char>(ref result.GetReference(), length);
        if (negative)
        {
            text[0] = '-';
        }

        WriteDigits(magnitude, text.Slice(sign));
        return result;
    }

    private static string Format(ulong magnitude, bool negative, ulong bits, ReadOnlySpan<char> format)
    {
        Span<char> text = stackalloc char[UsualTextRoom];
        int written;
        while (!TryFormat(magnitude, negative, bits, format, text, out written))
        {
            text = new char[checked(text.Length * 2)];
        }

        return new string(text.Slice(0, written));
    }

    private static bool TryFormat<TChar>(
        ulong magnitude, bool negative, ulong bits, ReadOnlySpan<char> format, Span<TChar> destination, out int written)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        NumberFormat parsed = NumberFormat.Parse(format);
        var writer = new NumberWriter<TChar>(destination);
        switch (parsed.UpperLetter)
        {
            case 'G' or 'R' when parsed.Precision <= 0:
            case 'D':
                if (negative)
                {
                    writer.Append('-');
                }

                writer.AppendDecimal(magnitude, parsed.Precision);
                break;
            case 'X':
                AppendBits(ref writer, bits, 4, parsed);
                break;
            case 'B':
                AppendBits(ref writer, bits, 1, parsed);
                break;
            default:
                AppendLayout(ref writer, magnitude, negative, parsed, format);
                break;
        }

        // As .NET does: nothing was written when there was no room.
        written = writer.IsTooShort ? 0 : writer.Position;
        return !writer.IsTooShort;
    }

    private static void AppendBits<TChar>(ref NumberWriter<TChar> writer, ulong bits, int bitsPerDigit, NumberFormat format)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        int length = (64 - BitOperations.LeadingZeroCount(bits | 1) + bitsPerDigit - 1) / bitsPerDigit;
        writer.AppendZeros(format.Precision - length);
        int letters = (format.IsLower ? 'a' : 'A') - 10;
        ulong mask = (1ul << bitsPerDigit) - 1;
        for (int i = length - 1; i >= 0; i--)
        {
            int digit = (int)((bits >> (i * bitsPerDigit)) & mask);
            writer.Append((char)(digit + (digit < 10 ? '0' : letters)));
        }
    }

    private static void AppendLayout<TChar>(
        ref NumberWriter<TChar> writer, ulong magnitude, bool negative, NumberFormat format, ReadOnlySpan<char> picture)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        var digits = new DecimalDigits(stackalloc byte[IntegerDigitsRoom]) { IsNegative = negative };
        digits.Set(magnitude);
        digits.TrimZeros();

        NumberLayout.Append(ref writer, digits, format, picture, isReal: false);
    }
}
