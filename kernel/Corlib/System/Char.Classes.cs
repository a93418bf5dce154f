namespace System;

// What kind of character one is. ASCII and Latin-1 are exact; beyond them there are no tables here, so nothing is a
// letter, a digit or upper case there. White space is known everywhere.
public readonly partial struct Char
{
    public static bool IsAscii(char c) => c < 0x80;

    public static bool IsAsciiDigit(char c) => (uint)(c - '0') <= 9;

    public static bool IsAsciiLetter(char c) => (uint)((c | 0x20) - 'a') <= 'z' - 'a';

    public static bool IsAsciiLetterLower(char c) => (uint)(c - 'a') <= 'z' - 'a';

    public static bool IsAsciiLetterUpper(char c) => (uint)(c - 'A') <= 'Z' - 'A';

    public static bool IsAsciiLetterOrDigit(char c) => IsAsciiLetter(c) || IsAsciiDigit(c);

    public static bool IsAsciiHexDigit(char c) => Number.HexDigit(c) >= 0;

    public static bool IsAsciiHexDigitLower(char c) => IsAsciiDigit(c) || (uint)(c - 'a') <= 'f' - 'a';

    public static bool IsAsciiHexDigitUpper(char c) => IsAsciiDigit(c) || (uint)(c - 'A') <= 'F' - 'A';

    public static bool IsBetween(char c, char minInclusive, char maxInclusive) =>
        (uint)(c - minInclusive) <= (uint)(maxInclusive - minInclusive);

    public static bool IsDigit(char c) => IsAsciiDigit(c);

    public static bool IsLetter(char c) =>
        IsAsciiLetter(c) || (c is >= '\u00C0' and <= '\u00FF' and not '\u00D7' and not '\u00F7') || c is '\u00AA' or '\u00B5' or '\u00BA';

    public static bool IsLetterOrDigit(char c) => IsLetter(c) || IsDigit(c);

    public static bool IsUpper(char c) => IsAsciiLetterUpper(c) || c is >= '\u00C0' and <= '\u00DE' and not '\u00D7';

    public static bool IsLower(char c) => IsAsciiLetterLower(c) || (c is >= '\u00DF' and <= '\u00FF' and not '\u00F7') || c == '\u00B5';

    public static bool IsControl(char c) => c < 0x20 || c is >= '\u007F' and <= '\u009F';

    public static bool IsPunctuation(char c) => c switch
    {
        >= '!' and <= '/' => c is not '$' and not '+',
        ':' or ';' or '?' or '@' or '[' or '\\' or ']' or '_' or '{' or '}' => true,
        '\u00A1' or '\u00A7' or '\u00AB' or '\u00B6' or '\u00B7' or '\u00BB' or '\u00BF' => true,
        _ => false,
    };

    public static bool IsWhiteSpace(char c) => c switch
    {
        ' ' or (>= '\t' and <= '\r') => true,
        < '\u0085' => false,
        '\u0085' or '\u00A0' or '\u1680' or (>= '\u2000' and <= '\u200A') => true,
        '\u2028' or '\u2029' or '\u202F' or '\u205F' or '\u3000' => true,
        _ => false,
    };

    public static bool IsHighSurrogate(char c) => c is >= '\uD800' and <= '\uDBFF';

    public static bool IsLowSurrogate(char c) => c is >= '\uDC00' and <= '\uDFFF';

    public static bool IsSurrogate(char c) => c is >= '\uD800' and <= '\uDFFF';

    public static bool IsSurrogatePair(char highSurrogate, char lowSurrogate) => IsHighSurrogate(highSurrogate) && IsLowSurrogate(lowSurrogate);

    public static int ConvertToUtf32(char highSurrogate, char lowSurrogate)
    {
        if (!IsHighSurrogate(highSurrogate))
        {
            throw new ArgumentOutOfRangeException(nameof(highSurrogate), "A valid high surrogate character is between 0xd800 and 0xdbff, inclusive.");
        }

        if (!IsLowSurrogate(lowSurrogate))
        {
            throw new ArgumentOutOfRangeException(nameof(lowSurrogate), "A valid low surrogate character is between 0xdc00 and 0xdfff, inclusive.");
        }

        return 0x10000 + ((highSurrogate - 0xD800) << 10) + (lowSurrogate - 0xDC00);
    }

    public static string ConvertFromUtf32(int utf32)
    {
        if ((uint)utf32 > 0x10FFFF || utf32 is >= 0xD800 and <= 0xDFFF)
        {
            throw new ArgumentOutOfRangeException(
                nameof(utf32), "A valid UTF32 value is between 0x000000 and 0x10ffff, inclusive, and should not include surrogate codepoint values (0x00d800 ~ 0x00dfff).");
        }

        if (utf32 < 0x10000)
        {
            return string.CreateFromChar((char)utf32);
        }

        int beyond = utf32 - 0x10000;
        ReadOnlySpan<char> pair = [(char)(0xD800 + (beyond >> 10)), (char)(0xDC00 + (beyond & 0x3FF))];
        return new string(pair);
    }

    public static char ToUpperInvariant(char c)
    {
        if (IsAsciiLetterLower(c) || c is >= '\u00E0' and <= '\u00FE' and not '\u00F7')
        {
            return (char)(c - 0x20);
        }

        // The two letters of Latin-1 whose capitals lie outside of it.
        return c switch
        {
            '\u00B5' => '\u039C',
            '\u00FF' => '\u0178',
            _ => c,
        };
    }

    public static char ToLowerInvariant(char c) =>
        IsAsciiLetterUpper(c) || c is >= '\u00C0' and <= '\u00DE' and not '\u00D7' ? (char)(c + 0x20) : c;

    public static char ToUpper(char c) => ToUpperInvariant(c);

    public static char ToLower(char c) => ToLowerInvariant(c);
}
