using System.Diagnostics.CodeAnalysis;

namespace System;

public readonly struct Boolean : IComparable, IComparable<bool>, IEquatable<bool>, ISpanParsable<bool>
{
    private readonly bool _value;

    public static readonly string TrueString = "True";
    public static readonly string FalseString = "False";

    public int CompareTo(bool value) => _value == value ? 0 : _value ? 1 : -1;

    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        bool other => CompareTo(other),
        _ => throw new ArgumentException("Object must be of type Boolean."),
    };

    public bool Equals(bool obj) => _value == obj;

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is bool other && _value == other;

    public override int GetHashCode() => _value ? 1 : 0;

    public override string ToString() => _value ? "True" : "False";

    public string ToString(IFormatProvider? provider) => ToString();

    public bool TryFormat(Span<char> destination, out int charsWritten)
    {
        string text = ToString();
        bool fits = text.AsSpan().TryCopyTo(destination);
        charsWritten = fits ? text.Length : 0;
        return fits;
    }

    public static bool Parse(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Parse(value.AsSpan());
    }

    public static bool Parse(ReadOnlySpan<char> value) => TryParse(value, out bool result)
        ? result
        : throw new FormatException(string.Concat("String '", new string(value), "' was not recognized as a valid Boolean."));

    public static bool TryParse([NotNullWhen(true)] string? value, out bool result) => TryParse(value.AsSpan(), out result);

    public static bool TryParse(ReadOnlySpan<char> value, out bool result)
    {
        // White space and zero characters may stand around the word.
        ReadOnlySpan<char> trimmed = Trim(value);
        result = Is(trimmed, "True");
        return result || Is(trimmed, "False");
    }

    static bool IParsable<bool>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<bool>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out bool result) => TryParse(s, out result);

    static bool ISpanParsable<bool>.Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s);

    static bool ISpanParsable<bool>.TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out bool result) => TryParse(s, out result);

    private static bool Is(ReadOnlySpan<char> text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);

    private static ReadOnlySpan<char> Trim(ReadOnlySpan<char> text)
    {
        int start = 0;
        while (start < text.Length && IsPadding(text[start]))
        {
            start++;
        }

        int end = text.Length;
        while (end > start && IsPadding(text[end - 1]))
        {
            end--;
        }

        return text.Slice(start, end - start);
    }

    private static bool IsPadding(char c) => c == '\0' || char.IsWhiteSpace(c);
}
