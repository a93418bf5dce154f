using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace System;

public readonly partial struct Int32
    : IComparable, IComparable<int>, IEquatable<int>, ISpanFormattable, IUtf8SpanFormattable, ISpanParsable<int>, IUtf8SpanParsable<int>,
      IBinaryInteger<int>, IMinMaxValue<int>, ISignedNumber<int>
{
    private readonly int _value;

    public const int MinValue = -2147483648;
    public const int MaxValue = 2147483647;

    public int CompareTo(int value) => _value < value ? -1 : _value > value ? 1 : 0;

    public int CompareTo(object? value) => value switch
    {
        null => 1,
        int other => CompareTo(other),
        _ => throw new ArgumentException("Object must be of type Int32."),
    };

    public bool Equals(int obj) => _value == obj;

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is int other && _value == other;

    public override int GetHashCode() => _value;

    public override string ToString() => Number.SignedToString(_value);

    public string ToString(IFormatProvider? provider) => Number.SignedToString(_value);

    public string ToString(string? format) => Number.FormatSigned(_value, 4, format);

    public string ToString(string? format, IFormatProvider? provider) => Number.FormatSigned(_value, 4, format);

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null) =>
        Number.TryFormatSigned(_value, 4, format, destination, out charsWritten);

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null) =>
        Number.TryFormatSigned(_value, 4, format, utf8Destination, out bytesWritten);

    public static int Parse(string s) => Parse(Number.NotNull(s), NumberStyles.Integer);

    public static int Parse(string s, NumberStyles style) => Parse(Number.NotNull(s), style);

    public static int Parse(string s, IFormatProvider? provider) => Parse(Number.NotNull(s), NumberStyles.Integer);

    public static int Parse(string s, NumberStyles style, IFormatProvider? provider) => Parse(Number.NotNull(s), style);

    public static int Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s, NumberStyles.Integer);

    public static int Parse(ReadOnlySpan<char> s, NumberStyles style = NumberStyles.Integer, IFormatProvider? provider = null) =>
        (int)Number.ParseInteger(s, style, 32, true, "an Int32");

    public static int Parse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider) => Parse(utf8Text, NumberStyles.Integer);

    public static int Parse(ReadOnlySpan<byte> utf8Text, NumberStyles style = NumberStyles.Integer, IFormatProvider? provider = null) =>
        (int)Number.ParseInteger(utf8Text, style, 32, true, "an Int32");

    public static bool TryParse([NotNullWhen(true)] string? s, out int result) => TryParse(s.AsSpan(), NumberStyles.Integer, null, out result);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out int result) =>
        TryParse(s.AsSpan(), NumberStyles.Integer, null, out result);

    public static bool TryParse([NotNullWhen(true)] string? s, NumberStyles style, IFormatProvider? provider, out int result) =>
        TryParse(s.AsSpan(), style, provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, out int result) => TryParse(s, NumberStyles.Integer, null, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out int result) =>
        TryParse(s, NumberStyles.Integer, provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider, out int result)
    {
        bool parsed = Number.TryParseInteger(s, style, 32, true, out ulong bits);
        result = (int)bits;
        return parsed;
    }

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, out int result) => TryParse(utf8Text, NumberStyles.Integer, null, out result);

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider, out int result) =>
        TryParse(utf8Text, NumberStyles.Integer, provider, out result);

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, NumberStyles style, IFormatProvider? provider, out int result)
    {
        bool parsed = Number.TryParseInteger(utf8Text, style, 32, true, out ulong bits);
        result = (int)bits;
        return parsed;
    }
}
