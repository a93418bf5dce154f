using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace System;

// Text to integers.
internal static partial class Number
{
    private enum ParseResult
    {
        Done,
        NotANumber,
        OutOfRange,
    }

    private const NumberStyles InteriorStyles = NumberStyles.AllowTrailingSign | NumberStyles.AllowParentheses
        | NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands | NumberStyles.AllowExponent;

    /// <summary>Parses an integer of the given width and returns its bits; <paramref name="type"/> is for the message, as in "an Int32".</summary>
    public static ulong ParseInteger<TChar>(ReadOnlySpan<TChar> text, NumberStyles style, int bits, bool signed, string type)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        CheckIntegerStyle(style);
        ParseResult outcome = ParseInteger(text, style, bits, signed, out ulong result);
        if (outcome != ParseResult.Done)
        {
            ThrowParse(outcome, text, type);
        }

        return result;
    }

    public static bool TryParseInteger<TChar>(ReadOnlySpan<TChar> text, NumberStyles style, int bits, bool signed, out ulong result)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        CheckIntegerStyle(style);
        return ParseInteger(text, style, bits, signed, out result) == ParseResult.Done;
    }

    private static ParseResult ParseInteger<TChar>(ReadOnlySpan<TChar> text, NumberStyles style, int bits, bool signed, out ulong result)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        if ((style & (NumberStyles.AllowHexSpecifier | NumberStyles.AllowBinarySpecifier)) != 0)
        {
            return ParseBits(text, style, bits, out result);
        }

        ParseResult outcome = (style & InteriorStyles) == 0
            ? ParsePlain(text, style, out bool negative, out ulong magnitude)
            : ParseGeneral(text, style, out negative, out magnitude);
        result = 0;
        if (outcome != ParseResult.Done)
        {
            return outcome;
        }

        ulong limit = signed ? (ulong.MaxValue >> (65 - bits)) + (negative ? 1ul : 0ul) : negative ? 0 : ulong.MaxValue >> (64 - bits);
        if (magnitude > limit)
        {
            return ParseResult.OutOfRange;
        }

        result = negative ? 0 - magnitude : magnitude;
        return ParseResult.Done;
    }

    // White space, a sign, digits, white space.
    private static ParseResult ParsePlain<TChar>(ReadOnlySpan<TChar> text, NumberStyles style, out bool negative, out ulong magnitude)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        negative = false;
        magnitude = 0;
        int i = SkipLeadingWhite(text, style);
        if ((style & NumberStyles.AllowLeadingSign) != 0 && i < text.Length)
        {
            uint sign = TChar.ToUInt32(text[i]);
            negative = sign == '-';
            i += sign is '-' or '+' ? 1 : 0;
        }

        int start = i;
        bool tooLarge = false;
        for (; i < text.Length; i++)
        {
            uint digit = TChar.ToUInt32(text[i]) - '0';
            if (digit > 9)
            {
                break;
            }

            tooLarge |= !TryAppendDigit(ref magnitude, digit);
        }

        if (i == start || !IsEnd(text, i, style))
        {
            return ParseResult.NotANumber;
        }

        return tooLarge ? ParseResult.OutOfRange : ParseResult.Done;
    }

    private static ParseResult ParseBits<TChar>(ReadOnlySpan<TChar> text, NumberStyles style, int bits, out ulong result)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        int bitsPerDigit = (style & NumberStyles.AllowHexSpecifier) != 0 ? 4 : 1;
        int i = SkipLeadingWhite(text, style);
        int start = i;
        bool tooLarge = false;
        result = 0;
        for (; i < text.Length; i++)
        {
            int digit = HexDigit(TChar.ToUInt32(text[i]));
            if ((uint)digit >= 1u << bitsPerDigit)
            {
                break;
            }

            tooLarge |= result >> (bits - bitsPerDigit) != 0;
            result = (result << bitsPerDigit) | (uint)digit;
        }

        if (i == start || !IsEnd(text, i, style))
        {
            result = 0;
            return ParseResult.NotANumber;
        }

        if (tooLarge)
        {
            result = 0;
            return ParseResult.OutOfRange;
        }

        return ParseResult.Done;
    }

    // Everything else a style can allow: 1,234.0, (5), 12e3. The value must still be whole.
    private static ParseResult ParseGeneral<TChar>(ReadOnlySpan<TChar> text, NumberStyles style, out bool negative, out ulong magnitude)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        magnitude = 0;
        var digits = new DecimalDigits(stackalloc byte[IntegerDigitsRoom]);
        bool parsed = NumberScanner.TryScan(text, style, ref digits);
        negative = digits.IsNegative;
        if (!parsed)
        {
            return ParseResult.NotANumber;
        }

        if (digits.HasMore || digits.Count > digits.Scale || digits.Scale > IntegerDigitsRoom)
        {
            return digits.Count == 0 ? ParseResult.Done : ParseResult.OutOfRange;
        }

        for (int i = 0; i < digits.Scale; i++)
        {
            if (!TryAppendDigit(ref magnitude, (uint)digits[i]))
            {
                return ParseResult.OutOfRange;
            }
        }

        return ParseResult.Done;
    }

    private static bool TryAppendDigit(ref ulong magnitude, uint digit)
    {
        const ulong LastSafe = ulong.MaxValue / 10;
        bool fits = magnitude < LastSafe || (magnitude == LastSafe && digit <= ulong.MaxValue % 10);
        magnitude = magnitude * 10 + digit;
        return fits;
    }

    public static int HexDigit(uint c) => c switch
    {
        >= '0' and <= '9' => (int)c - '0',
        >= 'a' and <= 'f' => (int)c - 'a' + 10,
        >= 'A' and <= 'F' => (int)c - 'A' + 10,
        _ => -1,
    };

    public static bool IsWhite(uint c) => c is ' ' or (>= '\t' and <= '\r');

    private static int SkipLeadingWhite<TChar>(ReadOnlySpan<TChar> text, NumberStyles style)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        int i = 0;
        if ((style & NumberStyles.AllowLeadingWhite) != 0)
        {
            while (i < text.Length && IsWhite(TChar.ToUInt32(text[i])))
            {
                i++;
            }
        }

        return i;
    }

    // Only white space, if the style allows it, and then only zero characters may follow a number.
    private static bool IsEnd<TChar>(ReadOnlySpan<TChar> text, int i, NumberStyles style)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        if ((style & NumberStyles.AllowTrailingWhite) != 0)
        {
            while (i < text.Length && IsWhite(TChar.ToUInt32(text[i])))
            {
                i++;
            }
        }

        return NumberScanner.AreZeros(text.Slice(i));
    }

    private static void CheckIntegerStyle(NumberStyles style)
    {
        const NumberStyles Defined = NumberStyles.Any | NumberStyles.AllowHexSpecifier | NumberStyles.AllowBinarySpecifier;
        const NumberStyles Bases = NumberStyles.AllowHexSpecifier | NumberStyles.AllowBinarySpecifier;
        if ((style & Bases) == 0 && (style & ~Defined) == 0)
        {
            return;
        }

        if ((style & ~Defined) != 0)
        {
            throw new ArgumentException("An undefined NumberStyles value is being used.", nameof(style));
        }

        // One base at most, and nothing else but white space.
        if ((style & Bases) == Bases || (style & ~(Bases | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite)) != 0)
        {
            throw new ArgumentException(
                "With the AllowHexSpecifier or AllowBinarySpecifier bit set in the enum bit field, the only other valid bits that can be combined into the enum value must be AllowLeadingWhite and AllowTrailingWhite.",
                nameof(style));
        }
    }

    [DoesNotReturn]
    private static void ThrowParse<TChar>(ParseResult outcome, ReadOnlySpan<TChar> text, string type)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        if (outcome == ParseResult.OutOfRange)
        {
            throw new OverflowException(string.Concat("Value was either too large or too small for ", type, "."));
        }

        throw NotInCorrectFormat(text);
    }

    private static FormatException NotInCorrectFormat<TChar>(ReadOnlySpan<TChar> text)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        var copy = new char[text.Length];
        for (int i = 0; i < copy.Length; i++)
        {
            copy[i] = (char)TChar.ToUInt32(text[i]);
        }

        return new FormatException(string.Concat("The input string '", new string(copy), "' was not in a correct format."));
    }
}
