using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace System;

// Text to float and double.
internal static partial class Number
{
    public const NumberStyles DefaultFloatStyle = NumberStyles.Float | NumberStyles.AllowThousands;

    public static double ParseDouble<TChar>(ReadOnlySpan<TChar> text, NumberStyles style)
        where TChar : unmanaged, IUtfChar<TChar> =>
        TryParseDouble(text, style, out double result) ? result : throw NotInCorrectFormat(text);

    public static float ParseSingle<TChar>(ReadOnlySpan<TChar> text, NumberStyles style)
        where TChar : unmanaged, IUtfChar<TChar> =>
        TryParseSingle(text, style, out float result) ? result : throw NotInCorrectFormat(text);

    [SkipLocalsInit]
    public static bool TryParseDouble<TChar>(ReadOnlySpan<TChar> text, NumberStyles style, out double result)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        CheckFloatStyle(style);
        var digits = new DecimalDigits(stackalloc byte[DecimalToFloat.MaxDigits]);
        if (NumberScanner.TryScan(text, style, ref digits))
        {
            result = DecimalToFloat.ToDouble(digits);
            return true;
        }

        return TryParseSymbol(text, out result);
    }

    [SkipLocalsInit]
    public static bool TryParseSingle<TChar>(ReadOnlySpan<TChar> text, NumberStyles style, out float result)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        CheckFloatStyle(style);
        var digits = new DecimalDigits(stackalloc byte[DecimalToFloat.MaxDigits]);
        if (NumberScanner.TryScan(text, style, ref digits))
        {
            result = DecimalToFloat.ToSingle(digits);
            return true;
        }

        bool isSymbol = TryParseSymbol(text, out double symbol);
        result = (float)symbol;
        return isSymbol;
    }

    private static bool TryParseSymbol<TChar>(ReadOnlySpan<TChar> text, out double result)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        int start = 0;
        int end = text.Length;
        while (start < end && IsWhite(TChar.ToUInt32(text[start])))
        {
            start++;
        }

        while (start < end && IsWhite(TChar.ToUInt32(text[end - 1])))
        {
            end--;
        }

        bool negative = start < end && TChar.ToUInt32(text[start]) == '-';
        if (negative || (start < end && TChar.ToUInt32(text[start]) == '+'))
        {
            start++;
        }

        ReadOnlySpan<TChar> symbol = text.Slice(start, end - start);
        if (EqualsIgnoringCase(symbol, "infinity"))
        {
            result = negative ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        bool isNaN = EqualsIgnoringCase(symbol, "nan");
        result = isNaN ? double.NaN : 0;
        return isNaN;
    }

    private static bool EqualsIgnoringCase<TChar>(ReadOnlySpan<TChar> text, string lower)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        if (text.Length != lower.Length)
        {
            return false;
        }

        for (int i = 0; i < lower.Length; i++)
        {
            if ((TChar.ToUInt32(text[i]) | 0x20) != lower[i])
            {
                return false;
            }
        }

        return true;
    }

    private static void CheckFloatStyle(NumberStyles style)
    {
        if ((style & ~NumberStyles.Any) != 0)
        {
            throw new ArgumentException(
                (style & (NumberStyles.AllowHexSpecifier | NumberStyles.AllowBinarySpecifier)) != 0
                    ? "The number styles AllowHexSpecifier and AllowBinarySpecifier are not supported on floating point data types."
                    : "An undefined NumberStyles value is being used.",
                nameof(style));
        }
    }
}
