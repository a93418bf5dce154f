using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace System;

public readonly partial struct Byte
    : IComparable, IComparable<byte>, IEquatable<byte>, ISpanFormattable, IUtf8SpanFormattable, ISpanParsable<byte>, IUtf8SpanParsable<byte>,
      IBinaryInteger<byte>, IMinMaxValue<byte>, IUnsignedNumber<byte>, IUtfChar<byte>
{
    private readonly byte _value;

    public const byte MinValue = 0;
    public const byte MaxValue = 255;

    public int CompareTo(byte value) => _value - value;

    public int CompareTo(object? value) => value switch
    {
        null => 1,
        byte other => CompareTo(other),
        _ => throw new ArgumentException("Object must be of type Byte."),
    };

    public bool Equals(byte obj) => _value == obj;

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is byte other && _value == other;

    public override int GetHashCode() => _value;

    public override string ToString() => Number.UnsignedToString(_value);

    public string ToString(IFormatProvider? provider) => Number.UnsignedToString(_value);

    public string ToString(string? format) => Number.FormatUnsigned(_value, format);

    public string ToString(string? format, IFormatProvider? provider) => Number.FormatUnsigned(_value, format);

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null) =>
        Number.TryFormatUnsigned(_value, format, destination, out charsWritten);

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null) =>
        Number.TryFormatUnsigned(_value, format, utf8Destination, out bytesWritten);

    public static byte Parse(string s) => Parse(Number.NotNull(s), NumberStyles.Integer);

    public static byte Parse(string s, NumberStyles style) => Parse(Number.NotNull(s), style);

    public static byte Parse(string s, IFormatProvider? provider) => Parse(Number.NotNull(s), NumberStyles.Integer);

    public static byte Parse(string s, NumberStyles style, IFormatProvider? provider) => Parse(Number.NotNull(s), style);

    public static byte Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s, NumberStyles.Integer);

    public static byte Parse(ReadOnlySpan<char> s, NumberStyles style = NumberStyles.Integer, IFormatProvider? provider = null) =>
        (byte)Number.ParseInteger(s, style, 8, false, "an unsigned byte");

    public static byte Parse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider) => Parse(utf8Text, NumberStyles.Integer);

    public static byte Parse(ReadOnlySpan<byte> utf8Text, NumberStyles style = NumberStyles.Integer, IFormatProvider? provider = null) =>
        (byte)Number.ParseInteger(utf8Text, style, 8, false, "an unsigned byte");

    public static bool TryParse([NotNullWhen(true)] string? s, out byte result) => TryParse(s.AsSpan(), NumberStyles.Integer, null, out result);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out byte result) =>
        TryParse(s.AsSpan(), NumberStyles.Integer, null, out result);

    public static bool TryParse([NotNullWhen(true)] string? s, NumberStyles style, IFormatProvider? provider, out byte result) =>
        TryParse(s.AsSpan(), style, provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, out byte result) => TryParse(s, NumberStyles.Integer, null, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out byte result) =>
        TryParse(s, NumberStyles.Integer, provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider, out byte result)
    {
        bool parsed = Number.TryParseInteger(s, style, 8, false, out ulong bits);
        result = (byte)bits;
        return parsed;
    }

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, out byte result) => TryParse(utf8Text, NumberStyles.Integer, null, out result);

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider, out byte result) =>
        TryParse(utf8Text, NumberStyles.Integer, provider, out result);

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, NumberStyles style, IFormatProvider? provider, out byte result)
    {
        bool parsed = Number.TryParseInteger(utf8Text, style, 8, false, out ulong bits);
        result = (byte)bits;
        return parsed;
    }

    static byte IUtfChar<byte>.FromAscii(char c) => (byte)c;

    static uint IUtfChar<byte>.ToUInt32(byte unit) => unit;
}
