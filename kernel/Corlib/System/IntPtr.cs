using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace System;

public readonly unsafe partial struct IntPtr
    : IComparable, IComparable<nint>, IEquatable<nint>, ISpanFormattable, IUtf8SpanFormattable, ISpanParsable<nint>, IUtf8SpanParsable<nint>,
      IBinaryInteger<nint>, IMinMaxValue<nint>, ISignedNumber<nint>
{
    private readonly nint _value;

    public static readonly nint Zero;

    public IntPtr(int value) => _value = value;

    public IntPtr(long value) => _value = (nint)value;

    public IntPtr(void* value) => _value = (nint)value;

    public static nint MinValue => unchecked((nint)long.MinValue);

    public static nint MaxValue => unchecked((nint)long.MaxValue);

    public static int Size => 8;

    public void* ToPointer() => (void*)_value;

    public int ToInt32() => checked((int)_value);

    public long ToInt64() => _value;

    public int CompareTo(nint value) => _value < value ? -1 : _value > value ? 1 : 0;

    public int CompareTo(object? value) => value switch
    {
        null => 1,
        nint other => CompareTo(other),
        _ => throw new ArgumentException("Object must be of type IntPtr."),
    };

    public bool Equals(nint obj) => _value == obj;

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is nint other && _value == other;

    public override int GetHashCode() => (int)_value ^ (int)(_value >> 32);

    public override string ToString() => Number.SignedToString(_value);

    public string ToString(IFormatProvider? provider) => Number.SignedToString(_value);

    public string ToString(string? format) => Number.FormatSigned(_value, 8, format);

    public string ToString(string? format, IFormatProvider? provider) => Number.FormatSigned(_value, 8, format);

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null) =>
        Number.TryFormatSigned(_value, 8, format, destination, out charsWritten);

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null) =>
        Number.TryFormatSigned(_value, 8, format, utf8Destination, out bytesWritten);

    public static nint Parse(string s) => Parse(Number.NotNull(s), NumberStyles.Integer);

    public static nint Parse(string s, NumberStyles style) => Parse(Number.NotNull(s), style);

    public static nint Parse(string s, IFormatProvider? provider) => Parse(Number.NotNull(s), NumberStyles.Integer);

    public static nint Parse(string s, NumberStyles style, IFormatProvider? provider) => Parse(Number.NotNull(s), style);

    public static nint Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s, NumberStyles.Integer);

    public static nint Parse(ReadOnlySpan<char> s, NumberStyles style = NumberStyles.Integer, IFormatProvider? provider = null) =>
        (nint)Number.ParseInteger(s, style, 64, true, "an Int64");

    public static nint Parse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider) => Parse(utf8Text, NumberStyles.Integer);

    public static nint Parse(ReadOnlySpan<byte> utf8Text, NumberStyles style = NumberStyles.Integer, IFormatProvider? provider = null) =>
        (nint)Number.ParseInteger(utf8Text, style, 64, true, "an Int64");

    public static bool TryParse([NotNullWhen(true)] string? s, out nint result) => TryParse(s.AsSpan(), NumberStyles.Integer, null, out result);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out nint result) =>
        TryParse(s.AsSpan(), NumberStyles.Integer, null, out result);

    public static bool TryParse([NotNullWhen(true)] string? s, NumberStyles style, IFormatProvider? provider, out nint result) =>
        TryParse(s.AsSpan(), style, provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, out nint result) => TryParse(s, NumberStyles.Integer, null, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out nint result) =>
        TryParse(s, NumberStyles.Integer, provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider, out nint result)
    {
        bool parsed = Number.TryParseInteger(s, style, 64, true, out ulong bits);
        result = (nint)bits;
        return parsed;
    }

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, out nint result) => TryParse(utf8Text, NumberStyles.Integer, null, out result);

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider, out nint result) =>
        TryParse(utf8Text, NumberStyles.Integer, provider, out result);

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, NumberStyles style, IFormatProvider? provider, out nint result)
    {
        bool parsed = Number.TryParseInteger(utf8Text, style, 64, true, out ulong bits);
        result = (nint)bits;
        return parsed;
    }
}
