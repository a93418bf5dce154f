using System.Diagnostics.CodeAnalysis;

namespace System;

public readonly partial struct Char
    : IComparable, IComparable<char>, IEquatable<char>, ISpanFormattable, ISpanParsable<char>, IUtfChar<char>
{
    private readonly char _value;

    public const char MinValue = '\0';
    public const char MaxValue = '\uffff';

    public int CompareTo(char value) => _value - value;

    public int CompareTo(object? value) => value switch
    {
        null => 1,
        char other => CompareTo(other),
        _ => throw new ArgumentException("Object must be of type Char."),
    };

    public bool Equals(char obj) => _value == obj;

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is char other && _value == other;

    public override int GetHashCode() => _value | (_value << 16);

    public override string ToString() => string.CreateFromChar(_value);

    public string ToString(IFormatProvider? provider) => string.CreateFromChar(_value);

    public static string ToString(char c) => string.CreateFromChar(c);

    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => string.CreateFromChar(_value);

    bool ISpanFormattable.TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        if (destination.IsEmpty)
        {
            charsWritten = 0;
            return false;
        }

        destination[0] = _value;
        charsWritten = 1;
        return true;
    }

    public static char Parse(string s)
    {
        ArgumentNullException.ThrowIfNull(s);
        return Parse(s.AsSpan());
    }

    public static bool TryParse([NotNullWhen(true)] string? s, out char result)
    {
        bool isOne = s is not null && s.Length == 1;
        result = isOne ? s![0] : '\0';
        return isOne;
    }

    static char IParsable<char>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<char>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out char result) => TryParse(s, out result);

    static char ISpanParsable<char>.Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s);

    static bool ISpanParsable<char>.TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out char result)
    {
        bool isOne = s.Length == 1;
        result = isOne ? s[0] : '\0';
        return isOne;
    }

    static char IUtfChar<char>.FromAscii(char c) => c;

    static uint IUtfChar<char>.ToUInt32(char unit) => unit;

    private static char Parse(ReadOnlySpan<char> s) => s.Length == 1
        ? s[0]
        : throw new FormatException("String must be exactly one character long.");
}
