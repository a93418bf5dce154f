using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace System;

public readonly partial struct SByte
    : IComparable, IComparable<sbyte>, IEquatable<sbyte>, ISpanFormattable, IUtf8SpanFormattable, ISpanParsable<sbyte>, IUtf8SpanParsable<sbyte>,
      IBinaryInteger<sbyte>, IMinMaxValue<sbyte>, ISignedNumber<sbyte>
{
    private readonly sbyte _value;

    public const sbyte MinValue = -128;
    public const sbyte MaxValue = 127;

    public int CompareTo(sbyte value) => _value - value;

    public int CompareTo(object? value) => value switch
    {
        null => 1,
        sbyte other => CompareTo(other),
        _ => throw new ArgumentException("Object must be of type SByte."),
    };

    public bool Equals(sbyte obj) => _value == obj;

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is sbyte other && _value == other;

    public override int GetHashCode() => _value;

    public override string ToString() => Number.SignedToString(_value);

    public string ToString(IFormatProvider? provider) => Number.SignedToString(_value);

    public string ToString(string? format) => Number.FormatSigned(_value, 1, format);

    public string ToString(string? format, IFormatProvider? provider) => Number.FormatSigned(_value, 1, format);

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null) =>
        Number.TryFormatSigned(_value, 1, format, destination, out charsWritten);

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null) =>
        Number.TryFormatSigned(_value, 1, format, utf8Destination, out bytesWritten);

    public static sbyte Parse(string s) => Parse(Number.NotNull(s), NumberStyles.Integer);

    public static sbyte Parse(string s, NumberStyles style) => Parse(Number.NotNull(s), style);

    public static sbyte Parse(string s, IFormatProvider? provider) => Parse(Number.NotNull(s), NumberStyles.Integer);

    public static sbyte Parse(string s, NumberStyles style, IFormatProvider? provider) => Parse(Number.NotNull(s), style);

    public static sbyte Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s, NumberStyles.Integer);

    public static sbyte Parse(ReadOnlySpan<char> s, NumberStyles style = NumberStyles.Integer, IFormatProvider? provider = null) =>
        (sbyte)Number.ParseInteger(s, style, 8, true, "a signed byte");

    public static sbyte Parse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider) => Parse(utf8Text, NumberStyles.Integer);

    public static sbyte Parse(ReadOnlySpan<byte> utf8Text, NumberStyles style = NumberStyles.Integer, IFormatProvider? provider = null) =>
        (sbyte)Number.ParseInteger(utf8Text, style, 8, true, "a signed byte");

    public static bool TryParse([NotNullWhen(true)] string? s, out sbyte result) => TryParse(s.AsSpan(), NumberStyles.Integer, null, out result);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out sbyte result) =>
        TryParse(s.AsSpan(), NumberStyles.Integer, null, out result);

    public static bool TryParse([NotNullWhen(true)] string? s, NumberStyles style, IFormatProvider? provider, out sbyte result) =>
        TryParse(s.AsSpan(), style, provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, out sbyte result) => TryParse(s, NumberStyles.Integer, null, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out sbyte result) =>
        TryParse(s, NumberStyles.Integer, provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider, out sbyte result)
    {
        bool parsed = Number.TryParseInteger(s, style, 8, true, out ulong bits);
        result = (sbyte)bits;
        return parsed;
    }

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, out sbyte result) => TryParse(utf8Text, NumberStyles.Integer, null, out result);

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider, out sbyte result) =>
        TryParse(utf8Text, NumberStyles.Integer, provider, out result);

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, NumberStyles style, IFormatProvider? provider, out sbyte result)
    {
        bool parsed = Number.TryParseInteger(utf8Text, style, 8, true, out ulong bits);
        result = (sbyte)bits;
        return parsed;
    }
}
