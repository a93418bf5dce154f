using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace System;

public readonly partial struct UInt64
    : IComparable, IComparable<ulong>, IEquatable<ulong>, ISpanFormattable, IUtf8SpanFormattable, ISpanParsable<ulong>, IUtf8SpanParsable<ulong>,
      IBinaryInteger<ulong>, IMinMaxValue<ulong>, IUnsignedNumber<ulong>
{
    private readonly ulong _value;

    public const ulong MinValue = 0;
    public const ulong MaxValue = 18446744073709551615;

    public int CompareTo(ulong value) => _value < value ? -1 : _value > value ? 1 : 0;

    public int CompareTo(object? value) => value switch
    {
        null => 1,
        ulong other => CompareTo(other),
        _ => throw new ArgumentException("Object must be of type UInt64."),
    };

    public bool Equals(ulong obj) => _value == obj;

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is ulong other && _value == other;

    public override int GetHashCode() => (int)_value ^ (int)(_value >> 32);

    public override string ToString() => Number.UnsignedToString(_value);

    public string ToString(IFormatProvider? provider) => Number.UnsignedToString(_value);

    public string ToString(string? format) => Number.FormatUnsigned(_value, format);

    public string ToString(string? format, IFormatProvider? provider) => Number.FormatUnsigned(_value, format);

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null) =>
        Number.TryFormatUnsigned(_value, format, destination, out charsWritten);

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null) =>
        Number.TryFormatUnsigned(_value, format, utf8Destination, out bytesWritten);

    public static ulong Parse(string s) => Parse(Number.NotNull(s), NumberStyles.Integer);

    public static ulong Parse(string s, NumberStyles style) => Parse(Number.NotNull(s), style);

    public static ulong Parse(string s, IFormatProvider? provider) => Parse(Number.NotNull(s), NumberStyles.Integer);

    public static ulong Parse(string s, NumberStyles style, IFormatProvider? provider) => Parse(Number.NotNull(s), style);

    public static ulong Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s, NumberStyles.Integer);

    public static ulong Parse(ReadOnlySpan<char> s, NumberStyles style = NumberStyles.Integer, IFormatProvider? provider = null) =>
        (ulong)Number.ParseInteger(s, style, 64, false, "a UInt64");

    public static ulong Parse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider) => Parse(utf8Text, NumberStyles.Integer);

    public static ulong Parse(ReadOnlySpan<byte> utf8Text, NumberStyles style = NumberStyles.Integer, IFormatProvider? provider = null) =>
        (ulong)Number.ParseInteger(utf8Text, style, 64, false, "a UInt64");

    public static bool TryParse([NotNullWhen(true)] string? s, out ulong result) => TryParse(s.AsSpan(), NumberStyles.Integer, null, out result);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ulong result) =>
        TryParse(s.AsSpan(), NumberStyles.Integer, null, out result);

    public static bool TryParse([NotNullWhen(true)] string? s, NumberStyles style, IFormatProvider? provider, out ulong result) =>
        TryParse(s.AsSpan(), style, provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, out ulong result) => TryParse(s, NumberStyles.Integer, null, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out ulong result) =>
        TryParse(s, NumberStyles.Integer, provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider, out ulong result)
    {
        bool parsed = Number.TryParseInteger(s, style, 64, false, out ulong bits);
        result = (ulong)bits;
        return parsed;
    }

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, out ulong result) => TryParse(utf8Text, NumberStyles.Integer, null, out result);

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider, out ulong result) =>
        TryParse(utf8Text, NumberStyles.Integer, provider, out result);

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, NumberStyles style, IFormatProvider? provider, out ulong result)
    {
        bool parsed = Number.TryParseInteger(utf8Text, style, 64, false, out ulong bits);
        result = (ulong)bits;
        return parsed;
    }
}
