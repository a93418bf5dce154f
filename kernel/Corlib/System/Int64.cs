using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace System;

public readonly partial struct Int64
    : IComparable, IComparable<long>, IEquatable<long>, ISpanFormattable, IUtf8SpanFormattable, ISpanParsable<long>, IUtf8SpanParsable<long>,
      IBinaryInteger<long>, IMinMaxValue<long>, ISignedNumber<long>
{
    private readonly long _value;

    public const long MinValue = -9223372036854775808;
    public const long MaxValue = 9223372036854775807;

    public int CompareTo(long value) => _value < value ? -1 : _value > value ? 1 : 0;

    public int CompareTo(object? value) => value switch
    {
        null => 1,
        long other => CompareTo(other),
        _ => throw new ArgumentException("Object must be of type Int64."),
    };

    public bool Equals(long obj) => _value == obj;

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is long other && _value == other;

    public override int GetHashCode() => (int)_value ^ (int)(_value >> 32);

    public override string ToString() => Number.SignedToString(_value);

    public string ToString(IFormatProvider? provider) => Number.SignedToString(_value);

    public string ToString(string? format) => Number.FormatSigned(_value, 8, format);

    public string ToString(string? format, IFormatProvider? provider) => Number.FormatSigned(_value, 8, format);

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null) =>
        Number.TryFormatSigned(_value, 8, format, destination, out charsWritten);

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null) =>
        Number.TryFormatSigned(_value, 8, format, utf8Destination, out bytesWritten);

    public static long Parse(string s) => Parse(Number.NotNull(s), NumberStyles.Integer);

    public static long Parse(string s, NumberStyles style) => Parse(Number.NotNull(s), style);

    public static long Parse(string s, IFormatProvider? provider) => Parse(Number.NotNull(s), NumberStyles.Integer);

    public static long Parse(string s, NumberStyles style, IFormatProvider? provider) => Parse(Number.NotNull(s), style);

    public static long Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s, NumberStyles.Integer);

    public static long Parse(ReadOnlySpan<char> s, NumberStyles style = NumberStyles.Integer, IFormatProvider? provider = null) =>
        (long)Number.ParseInteger(s, style, 64, true, "an Int64");

    public static long Parse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider) => Parse(utf8Text, NumberStyles.Integer);

    public static long Parse(ReadOnlySpan<byte> utf8Text, NumberStyles style = NumberStyles.Integer, IFormatProvider? provider = null) =>
        (long)Number.ParseInteger(utf8Text, style, 64, true, "an Int64");

    public static bool TryParse([NotNullWhen(true)] string? s, out long result) => TryParse(s.AsSpan(), NumberStyles.Integer, null, out result);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out long result) =>
        TryParse(s.AsSpan(), NumberStyles.Integer, null, out result);

    public static bool TryParse([NotNullWhen(true)] string? s, NumberStyles style, IFormatProvider? provider, out long result) =>
        TryParse(s.AsSpan(), style, provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, out long result) => TryParse(s, NumberStyles.Integer, null, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out long result) =>
        TryParse(s, NumberStyles.Integer, provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider, out long result)
    {
        bool parsed = Number.TryParseInteger(s, style, 64, true, out ulong bits);
        result = (long)bits;
        return parsed;
    }

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, out long result) => TryParse(utf8Text, NumberStyles.Integer, null, out result);

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider, out long result) =>
        TryParse(utf8Text, NumberStyles.Integer, provider, out result);

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, NumberStyles style, IFormatProvider? provider, out long result)
    {
        bool parsed = Number.TryParseInteger(utf8Text, style, 64, true, out ulong bits);
        result = (long)bits;
        return parsed;
    }
}
