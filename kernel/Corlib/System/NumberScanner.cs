using System.Globalization;

namespace System;

/// <summary>Reads a number in any of the styles: sign or parentheses, thousands, a point, an exponent.</summary>
internal static class NumberScanner
{
    // Far beyond every type; large enough that no text can bring a number with such an exponent back into range.
    private const int MaxExponent = 100_000_000;

    public static bool TryScan<TChar>(ReadOnlySpan<TChar> text, NumberStyles style, ref DecimalDigits result)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        bool hasSign = false;
        bool inParentheses = false;
        int i = ScanPrefix(text, style, ref result, ref hasSign, ref inParentheses);
        if (!ScanDigits(text, style, ref result, ref i))
        {
            return false;
        }

        if ((style & NumberStyles.AllowExponent) != 0)
        {
            ScanExponent(text, ref result, ref i);
        }

        ScanSuffix(text, style, ref result, hasSign, ref inParentheses, ref i);
        result.TrimZeros();
        return !inParentheses && AreZeros(text.Slice(i));
    }

    /// <summary>Zero characters may stand behind a number: buffers that hold C strings do that.</summary>
    public static bool AreZeros<TChar>(ReadOnlySpan<TChar> text)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        foreach (TChar c in text)
        {
            if (TChar.ToUInt32(c) != 0)
            {
                return false;
            }
        }

        return true;
    }

    private static int ScanPrefix<TChar>(
        ReadOnlySpan<TChar> text, NumberStyles style, ref DecimalDigits result, ref bool hasSign, ref bool inParentheses)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        int i = 0;
        for (; i < text.Length; i++)
        {
            uint c = TChar.ToUInt32(text[i]);
            if (Number.IsWhite(c) && (style & NumberStyles.AllowLeadingWhite) != 0 && !hasSign)
            {
                continue;
            }

            if (c is '+' or '-' && (style & NumberStyles.AllowLeadingSign) != 0 && !hasSign)
            {
                hasSign = true;
                result.IsNegative = c == '-';
            }
            else if (c == '(' && (style & NumberStyles.AllowParentheses) != 0 && !hasSign)
            {
                hasSign = true;
                inParentheses = true;
                result.IsNegative = true;
            }
            else
            {
                break;
            }
        }

        return i;
    }

    private static bool ScanDigits<TChar>(ReadOnlySpan<TChar> text, NumberStyles style, ref DecimalDigits result, ref int i)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        bool any = false;
        bool seenPoint = false;
        bool seenNonZero = false;
        for (; i < text.Length; i++)
        {
            uint c = TChar.ToUInt32(text[i]);
            uint digit = c - '0';
            if (digit <= 9)
            {
                any = true;
                seenNonZero |= digit != 0;
                if (seenNonZero)
                {
                    result.Append((int)digit);
                    result.Scale += seenPoint ? 0 : 1;
                }
                else
                {
                    result.Scale -= seenPoint ? 1 : 0;
                }
            }
            else if (c == '.' && (style & NumberStyles.AllowDecimalPoint) != 0 && !seenPoint)
            {
                seenPoint = true;
            }
            else if (c != ',' || (style & NumberStyles.AllowThousands) == 0 || seenPoint || !any)
            {
                break;
            }
        }

        return any;
    }

    // "1e" and "1e+" are a number followed by something else.
    private static void ScanExponent<TChar>(ReadOnlySpan<TChar> text, ref DecimalDigits result, ref int i)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        if (i >= text.Length || (TChar.ToUInt32(text[i]) | 0x20) != 'e')
        {
            return;
        }

        int next = i + 1;
        bool negative = false;
        if (next < text.Length && TChar.ToUInt32(text[next]) is '+' or '-')
        {
            negative = TChar.ToUInt32(text[next]) == '-';
            next++;
        }

        int start = next;
        int exponent = 0;
        for (; next < text.Length && TChar.ToUInt32(text[next]) - '0' <= 9; next++)
        {
            if (exponent < MaxExponent)
            {
                exponent = exponent * 10 + (int)(TChar.ToUInt32(text[next]) - '0');
            }
        }

        if (next != start)
        {
            result.Scale += negative ? -exponent : exponent;
            i = next;
        }
    }

    private static void ScanSuffix<TChar>(
        ReadOnlySpan<TChar> text, NumberStyles style, ref DecimalDigits result, bool hasSign, ref bool inParentheses, ref int i)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        for (; i < text.Length; i++)
        {
            uint c = TChar.ToUInt32(text[i]);
            if (Number.IsWhite(c) && (style & NumberStyles.AllowTrailingWhite) != 0)
            {
                continue;
            }

            if (c is '+' or '-' && (style & NumberStyles.AllowTrailingSign) != 0 && !hasSign)
            {
                hasSign = true;
                result.IsNegative = c == '-';
            }
            else if (c == ')' && inParentheses)
            {
                inParentheses = false;
            }
            else
            {
                break;
            }
        }
    }
}
