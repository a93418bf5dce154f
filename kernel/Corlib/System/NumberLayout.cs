namespace System;

/// <summary>
/// How decimal digits become text: with a fixed number of decimals, grouped, with an exponent, and so on. As in .NET, a
/// half is rounded to the even digit in reals and away from zero in integers.
/// </summary>
internal static class NumberLayout
{
    private const int DefaultDecimals = 2;
    private const int DefaultExponentDecimals = 6;

    // G shows an exponent when the point would stand more than this many zeros before the first digit.
    private const int MaxZerosBeforeDigits = 4;

    public static void Append<TChar>(
        ref NumberWriter<TChar> writer, scoped DecimalDigits digits, NumberFormat format, ReadOnlySpan<char> picture, bool isReal)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        int decimals = format.Precision < 0 ? DefaultDecimals : format.Precision;
        switch (format.UpperLetter)
        {
            case 'F':
                digits.Round(digits.Scale + decimals, halfToEven: isReal);
                AppendSign(ref writer, digits);
                AppendFixed(ref writer, digits, decimals, grouped: false);
                break;
            case 'N':
                digits.Round(digits.Scale + decimals, halfToEven: isReal);
                AppendSign(ref writer, digits);
                AppendFixed(ref writer, digits, decimals, grouped: true);
                break;
            case 'P':
                digits.Scale += digits.Count == 0 ? 0 : 2;
                digits.Round(digits.Scale + decimals, halfToEven: isReal);
                AppendSign(ref writer, digits);
                AppendFixed(ref writer, digits, decimals, grouped: true);
                writer.Append(" %");
                break;
            case 'E':
                int mantissaDecimals = format.Precision < 0 ? DefaultExponentDecimals : format.Precision;
                digits.Round(mantissaDecimals + 1, halfToEven: isReal);
                AppendSign(ref writer, digits);
                AppendExponential(ref writer, digits, mantissaDecimals, format, exponentDigits: 3);
                break;
            case 'G' or 'R':
                digits.Round(format.Precision, halfToEven: isReal);
                AppendSign(ref writer, digits);
                AppendGeneral(ref writer, digits, format.Precision, format);
                break;
            case '\0':
                NumberPicture.Append(ref writer, digits, picture, isReal);
                break;
            default:
                throw NumberFormat.Invalid();
        }
    }

    /// <summary>G: plain when the point falls among the <paramref name="maxDigits"/> or little before them, else with an exponent.</summary>
    public static void AppendGeneral<TChar>(ref NumberWriter<TChar> writer, scoped DecimalDigits digits, int maxDigits, NumberFormat format)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        if (digits.Scale > maxDigits || digits.Scale <= -MaxZerosBeforeDigits)
        {
            AppendExponential(ref writer, digits, digits.Count - 1, format, exponentDigits: 2);
        }
        else
        {
            AppendFixed(ref writer, digits, digits.Count - digits.Scale, grouped: false);
        }
    }

    public static void AppendSign<TChar>(ref NumberWriter<TChar> writer, scoped DecimalDigits digits)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        if (digits.IsNegative)
        {
            writer.Append('-');
        }
    }

    private static void AppendFixed<TChar>(ref NumberWriter<TChar> writer, scoped DecimalDigits digits, int decimals, bool grouped)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        if (digits.Scale <= 0)
        {
            writer.Append('0');
        }

        for (int i = 0; i < digits.Scale; i++)
        {
            writer.AppendDigit(digits[i]);
            int left = digits.Scale - 1 - i;
            if (grouped && left > 0 && left % 3 == 0)
            {
                writer.Append(',');
            }
        }

        if (decimals <= 0)
        {
            return;
        }

        writer.Append('.');
        int zeros = digits.Scale < 0 ? (-digits.Scale < decimals ? -digits.Scale : decimals) : 0;
        writer.AppendZeros(zeros);
        int first = digits.Scale < 0 ? 0 : digits.Scale;
        int real = digits.Count - first;
        real = real < 0 ? 0 : real < decimals - zeros ? real : decimals - zeros;
        for (int i = 0; i < real; i++)
        {
            writer.AppendDigit(digits[first + i]);
        }

        writer.AppendZeros(decimals - zeros - real);
    }

    private static void AppendExponential<TChar>(
        ref NumberWriter<TChar> writer, scoped DecimalDigits digits, int decimals, NumberFormat format, int exponentDigits)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        writer.AppendDigit(digits[0]);
        if (decimals > 0)
        {
            writer.Append('.');
            int real = digits.Count - 1 < decimals ? digits.Count - 1 : decimals;
            real = real < 0 ? 0 : real;
            for (int i = 1; i <= real; i++)
            {
                writer.AppendDigit(digits[i]);
            }

            writer.AppendZeros(decimals - real);
        }

        int exponent = digits.Count == 0 ? 0 : digits.Scale - 1;
        writer.Append(format.IsLower ? 'e' : 'E');
        writer.Append(exponent < 0 ? '-' : '+');
        writer.AppendDecimal((ulong)(exponent < 0 ? -exponent : exponent), exponentDigits);
    }
}
