using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace System;

public readonly partial struct Int16
    : IComparable, IComparable<short>, IEquatable<short>, ISpanFormattable, IUtf8SpanFormattable, ISpanParsable<short>, IUtf8SpanParsable<short>,
      IBinaryInteger<short>, IMinMaxValue<short>, ISignedNumber<short>
{
    private readonly short _value;

    public const short MinValue = -32768;
    public const short MaxValue = 32767;

    public int CompareTo(short value) => _value - value;

    public int CompareTo(object? value) => value switch
    {
        null => 1,
        short other => CompareTo(other),
        _ => throw new ArgumentException("Object must be of type Int16."),
    };

    public bool Equals(short obj) => _value == obj;

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is short other && _value == other;

    public override int GetHashCode() => _value;

    public override string ToString() => Number.SignedToString(_value);

    public string ToString(IFormatProvider? provider) => Number.SignedToString(_value);

    public string ToString(string? format) => Number.FormatSigned(_value, 2, format);

    public string ToString(string? format, IFormatProvider? provider) => Number.FormatSigned(_value, 2, format);

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null) =>
        Number.TryFormatSigned(_value, 2, format, destination, out charsWritten);

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null) =>
        Number.TryFormatSigned(_value, 2, format, utf8Destination, out bytesWritten);

    public static short Parse(string s) => Parse(Number.NotNull(s), NumberStyles.Integer);

    public static short Parse(string s, NumberStyles style) => Parse(Number.NotNull(s), style);

    public static short Parse(string s, IFormatProvider? provider) => Parse(Number.NotNull(s), NumberStyles.Integer);

    public static short Parse(string s, NumberStyles style, IFormatProvider? provider) => Parse(Number.NotNull(s), style);

    public static short Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s, NumberStyles.Integer);

    public static short Parse(ReadOnlySpan<char> s, NumberStyles style = NumberStyles.Integer, IFormatProvider? provider = null) =>
        (short)Number.ParseInteger(s, style, 16, true, "an Int16");

    public static short Parse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider) => Parse(utf8Text, NumberStyles.Integer);

    public static short Parse(ReadOnlySpan<byte> utf8Text, NumberStyles style = NumberStyles.Integer, IFormatProvider? provider = null) =>
        (short)Number.ParseInteger(utf8Text, style, 16, true, "an Int16");

    public static bool TryParse([NotNullWhen(true)] string? s, out short result) => TryParse(s.AsSpan(), NumberStyles.Integer, null, out result);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out short result) =>
        TryParse(s.AsSpan(), NumberStyles.Integer, null, out result);

    public static bool TryParse([NotNullWhen(true)] string? s, NumberStyles style, IFormatProvider? provider, out short result) =>
        TryParse(s.AsSpan(), style, provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, out short result) => TryParse(s, NumberStyles.Integer, null, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out short result) =>
        TryParse(s, NumberStyles.Integer, provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider, out short result)
    {
        bool parsed = Number.TryParseInteger(s, style, 16, true, out ulong bits);
        result = (short)bits;
        return parsed;
    }

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, out short result) => TryParse(utf8Text, NumberStyles.Integer, null, out result);

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider, out short result) =>
        TryParse(utf8Text, NumberStyles.Integer, provider, out result);

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, NumberStyles style, IFormatProvider? provider, out short result)
    {
        bool parsed = Number.TryParseInteger(utf8Text, style, 16, true, out ulong bits);
        result = (short)bits;
        return parsed;
    }
}
