using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace System;

public readonly unsafe partial struct UIntPtr
    : IComparable, IComparable<nuint>, IEquatable<nuint>, ISpanFormattable, IUtf8SpanFormattable, ISpanParsable<nuint>, IUtf8SpanParsable<nuint>,
      IBinaryInteger<nuint>, IMinMaxValue<nuint>, IUnsignedNumber<nuint>
{
    private readonly nuint _value;

    public static readonly nuint Zero;

    public UIntPtr(uint value) => _value = value;

    public UIntPtr(ulong value) => _value = (nuint)value;

    public UIntPtr(void* value) => _value = (nuint)value;

    public static nuint MinValue => 0;

    public static nuint MaxValue => unchecked((nuint)ulong.MaxValue);

    public static int Size => 8;

    public void* ToPointer() => (void*)_value;

    public uint ToUInt32() => checked((uint)_value);

    public ulong ToUInt64() => _value;

    public int CompareTo(nuint value) => _value < value ? -1 : _value > value ? 1 : 0;

    public int CompareTo(object? value) => value switch
    {
        null => 1,
        nuint other => CompareTo(other),
        _ => throw new ArgumentException("Object must be of type UIntPtr."),
    };

    public bool Equals(nuint obj) => _value == obj;

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is nuint other && _value == other;

    public override int GetHashCode() => (int)_value ^ (int)(_value >> 32);

    public override string ToString() => Number.UnsignedToString(_value);

    public string ToString(IFormatProvider? provider) => Number.UnsignedToString(_value);

    public string ToString(string? format) => Number.FormatUnsigned(_value, format);

    public string ToString(string? format, IFormatProvider? provider) => Number.FormatUnsigned(_value, format);

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null) =>
        Number.TryFormatUnsigned(_value, format, destination, out charsWritten);

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null) =>
        Number.TryFormatUnsigned(_value, format, utf8Destination, out bytesWritten);

    public static nuint Parse(string s) => Parse(Number.NotNull(s), NumberStyles.Integer);

    public static nuint Parse(string s, NumberStyles style) => Parse(Number.NotNull(s), style);

    public static nuint Parse(string s, IFormatProvider? provider) => Parse(Number.NotNull(s), NumberStyles.Integer);

    public static nuint Parse(string s, NumberStyles style, IFormatProvider? provider) => Parse(Number.NotNull(s), style);

    public static nuint Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s, NumberStyles.Integer);

    public static nuint Parse(ReadOnlySpan<char> s, NumberStyles style = NumberStyles.Integer, IFormatProvider? provider = null) =>
        (nuint)Number.ParseInteger(s, style, 64, false, "a UInt64");

    public static nuint Parse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider) => Parse(utf8Text, NumberStyles.Integer);

    public static nuint Parse(ReadOnlySpan<byte> utf8Text, NumberStyles style = NumberStyles.Integer, IFormatProvider? provider = null) =>
        (nuint)Number.ParseInteger(utf8Text, style, 64, false, "a UInt64");

    public static bool TryParse([NotNullWhen(true)] string? s, out nuint result) => TryParse(s.AsSpan(), NumberStyles.Integer, null, out result);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out nuint result) =>
        TryParse(s.AsSpan(), NumberStyles.Integer, null, out result);

    public static bool TryParse([NotNullWhen(true)] string? s, NumberStyles style, IFormatProvider? provider, out nuint result) =>
        TryParse(s.AsSpan(), style, provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, out nuint result) => TryParse(s, NumberStyles.Integer, null, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out nuint result) =>
        TryParse(s, NumberStyles.Integer, provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider, out nuint result)
    {
        bool parsed = Number.TryParseInteger(s, style, 64, false, out ulong bits);
        result = (nuint)bits;
        return parsed;
    }

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, out nuint result) => TryParse(utf8Text, NumberStyles.Integer, null, out result);

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider, out nuint result) =>
        TryParse(utf8Text, NumberStyles.Integer, provider, out result);

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, NumberStyles style, IFormatProvider? provider, out nuint result)
    {
        bool parsed = Number.TryParseInteger(utf8Text, style, 64, false, out ulong bits);
        result = (nuint)bits;
        return parsed;
    }
}
