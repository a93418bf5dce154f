using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace System;

public readonly partial struct UInt16
    : IComparable, IComparable<ushort>, IEquatable<ushort>, ISpanFormattable, IUtf8SpanFormattable, ISpanParsable<ushort>, IUtf8SpanParsable<ushort>,
      IBinaryInteger<ushort>, IMinMaxValue<ushort>, IUnsignedNumber<ushort>
{
    private readonly ushort _value;

    public const ushort MinValue = 0;
    public const ushort MaxValue = 65535;

    public int CompareTo(ushort value) => _value - value;

    public int CompareTo(object? value) => value switch
    {
        null => 1,
        ushort other => CompareTo(other),
        _ => throw new ArgumentException("Object must be of type UInt16."),
    };

    public bool Equals(ushort obj) => _value == obj;

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is ushort other && _value == other;

    public override int GetHashCode() => _value;

    public override string ToString() => Number.UnsignedToString(_value);

    public string ToString(IFormatProvider? provider) => Number.UnsignedToString(_value);

    public string ToString(string? format) => Number.FormatUnsigned(_value, format);

    public string ToString(string? format, IFormatProvider? provider) => Number.FormatUnsigned(_value, format);

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null) =>
        Number.TryFormatUnsigned(_value, format, destination, out charsWritten);

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null) =>
        Number.TryFormatUnsigned(_value, format, utf8Destination, out bytesWritten);

    public static ushort Parse(string s) => Parse(Number.NotNull(s), NumberStyles.Integer);

    public static ushort Parse(string s, NumberStyles style) => Parse(Number.NotNull(s), style);

    public static ushort Parse(string s, IFormatProvider? provider) => Parse(Number.NotNull(s), NumberStyles.Integer);

    public static ushort Parse(string s, NumberStyles style, IFormatProvider? provider) => Parse(Number.NotNull(s), style);

    public static ushort Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s, NumberStyles.Integer);

    public static ushort Parse(ReadOnlySpan<char> s, NumberStyles style = NumberStyles.Integer, IFormatProvider? provider = null) =>
        (ushort)Number.ParseInteger(s, style, 16, false, "a UInt16");

    public static ushort Parse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider) => Parse(utf8Text, NumberStyles.Integer);

    public static ushort Parse(ReadOnlySpan<byte> utf8Text, NumberStyles style = NumberStyles.Integer, IFormatProvider? provider = null) =>
        (ushort)Number.ParseInteger(utf8Text, style, 16, false, "a UInt16");

    public static bool TryParse([NotNullWhen(true)] string? s, out ushort result) => TryParse(s.AsSpan(), NumberStyles.Integer, null, out result);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ushort result) =>
        TryParse(s.AsSpan(), NumberStyles.Integer, null, out result);

    public static bool TryParse([NotNullWhen(true)] string? s, NumberStyles style, IFormatProvider? provider, out ushort result) =>
        TryParse(s.AsSpan(), style, provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, out ushort result) => TryParse(s, NumberStyles.Integer, null, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out ushort result) =>
        TryParse(s, NumberStyles.Integer, provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider, out ushort result)
    {
        bool parsed = Number.TryParseInteger(s, style, 16, false, out ulong bits);
        result = (ushort)bits;
        return parsed;
    }

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, out ushort result) => TryParse(utf8Text, NumberStyles.Integer, null, out result);

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider, out ushort result) =>
        TryParse(utf8Text, NumberStyles.Integer, provider, out result);

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, NumberStyles style, IFormatProvider? provider, out ushort result)
    {
        bool parsed = Number.TryParseInteger(utf8Text, style, 16, false, out ulong bits);
        result = (ushort)bits;
        return parsed;
    }
}
