namespace System;

/// <summary>A standard format such as <c>X8</c>: a letter and perhaps a precision.</summary>
internal readonly ref struct NumberFormat
{
    private const int MaxPrecision = 999_999_999;

    private NumberFormat(char letter, int precision)
    {
        Letter = letter;
        Precision = precision;
    }

    /// <summary>Zero when the text is not a standard format but a picture of digits, such as <c>0.00</c>.</summary>
    public char Letter { get; }

    /// <summary>-1 when the format does not say.</summary>
    public int Precision { get; }

    public char UpperLetter => (char)(Letter & ~0x20);

    // Lower-case letters ask for a lower-case exponent or lower-case digits.
    public bool IsLower => (Letter & 0x20) != 0;

    public static NumberFormat Parse(ReadOnlySpan<char> format)
    {
        if (format.Length == 0)
        {
            return new NumberFormat('G', -1);
        }

        char letter = format[0];
        if (!char.IsAsciiLetter(letter))
        {
            return default;
        }

        int precision = format.Length == 1 ? -1 : 0;
        for (int i = 1; i < format.Length; i++)
        {
            if (!char.IsAsciiDigit(format[i]))
            {
                return default;
            }

            precision = precision * 10 + (format[i] - '0');
            if (precision > MaxPrecision)
            {
                throw Invalid();
            }
        }

        return new NumberFormat(letter, precision);
    }

    public static FormatException Invalid() => new("Format specifier was invalid.");
}
