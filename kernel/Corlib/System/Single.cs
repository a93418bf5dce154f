using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace System;

public readonly partial struct Single
    : IComparable, IComparable<float>, IEquatable<float>, ISpanFormattable, IUtf8SpanFormattable, ISpanParsable<float>, IUtf8SpanParsable<float>,
      INumber<float>, IMinMaxValue<float>, ISignedNumber<float>
{
    private readonly float _value;

    public const float MinValue = -3.40282346638528859e+38f;
    public const float MaxValue = 3.40282346638528859e+38f;
    public const float Epsilon = 1.4e-45f;

    public const float NaN = 0.0f / 0.0f;
    public const float PositiveInfinity = 1.0f / 0.0f;
    public const float NegativeInfinity = -1.0f / 0.0f;
    public const float NegativeZero = -0.0f;
    public const float E = 2.71828183f;
    public const float Pi = 3.14159265f;
    public const float Tau = 6.283185307f;

    private const uint SignBit = 1u << 31;
    private const uint InfinityBits = 0x7F80_0000;

    public static bool IsNaN(float d) => (BitConverter.SingleToUInt32Bits(d) & ~SignBit) > InfinityBits;

    public static bool IsFinite(float d) => (BitConverter.SingleToUInt32Bits(d) & InfinityBits) != InfinityBits;

    public static bool IsInfinity(float d) => (BitConverter.SingleToUInt32Bits(d) & ~SignBit) == InfinityBits;

    public static bool IsPositiveInfinity(float d) => d == PositiveInfinity;

    public static bool IsNegativeInfinity(float d) => d == NegativeInfinity;

    public static bool IsNegative(float d) => (BitConverter.SingleToUInt32Bits(d) & SignBit) != 0;

    public static bool IsPositive(float value) => !IsNegative(value);

    public static bool IsNormal(float d) =>
        (BitConverter.SingleToUInt32Bits(d) & InfinityBits) is not 0 and not InfinityBits;

    public static bool IsSubnormal(float d) =>
        (BitConverter.SingleToUInt32Bits(d) & InfinityBits) == 0 && d != 0;

    public static bool IsInteger(float value) => IsFinite(value) && value == MathF.Truncate(value);

    public static bool IsEvenInteger(float value) => IsInteger(value) && value % 2 == 0;

    public static bool IsOddInteger(float value) => IsInteger(value) && value % 2 != 0;

    // NaN comes before everything and equals itself, so that sorting works.
    public int CompareTo(float value)
    {
        if (_value < value)
        {
            return -1;
        }

        if (_value > value)
        {
            return 1;
        }

        if (_value == value)
        {
            return 0;
        }

        return IsNaN(_value) ? (IsNaN(value) ? 0 : -1) : 1;
    }

    public int CompareTo(object? value) => value switch
    {
        null => 1,
        float other => CompareTo(other),
        _ => throw new ArgumentException("Object must be of type Single."),
    };

    public bool Equals(float obj) => _value == obj || (IsNaN(_value) && IsNaN(obj));

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is float other && Equals(other);

    // All zeros are equal, and all NaNs, so each gets one hash code.
    public override int GetHashCode()
    {
        uint bits = _value == 0 ? 0 : IsNaN(_value) ? InfinityBits : BitConverter.SingleToUInt32Bits(_value);
        return (int)bits;
    }

    public override string ToString() => Number.FormatSingle(_value, null);

    public string ToString(IFormatProvider? provider) => Number.FormatSingle(_value, null);

    public string ToString(string? format) => Number.FormatSingle(_value, format);

    public string ToString(string? format, IFormatProvider? provider) => Number.FormatSingle(_value, format);

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null) =>
        Number.TryFormatSingle(_value, format, destination, out charsWritten);

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null) =>
        Number.TryFormatSingle(_value, format, utf8Destination, out bytesWritten);

    public static float Parse(string s) => Parse(Number.NotNull(s));

    public static float Parse(string s, NumberStyles style) => Parse(Number.NotNull(s), style);

    public static float Parse(string s, IFormatProvider? provider) => Parse(Number.NotNull(s));

    public static float Parse(string s, NumberStyles style, IFormatProvider? provider) => Parse(Number.NotNull(s), style);

    public static float Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s);

    public static float Parse(ReadOnlySpan<char> s, NumberStyles style = Number.DefaultFloatStyle, IFormatProvider? provider = null) =>
        Number.ParseSingle(s, style);

    public static float Parse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider) => Parse(utf8Text);

    public static float Parse(ReadOnlySpan<byte> utf8Text, NumberStyles style = Number.DefaultFloatStyle, IFormatProvider? provider = null) =>
        Number.ParseSingle(utf8Text, style);

    public static bool TryParse([NotNullWhen(true)] string? s, out float result) =>
        Number.TryParseSingle(s.AsSpan(), Number.DefaultFloatStyle, out result);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out float result) =>
        Number.TryParseSingle(s.AsSpan(), Number.DefaultFloatStyle, out result);

    public static bool TryParse([NotNullWhen(true)] string? s, NumberStyles style, IFormatProvider? provider, out float result) =>
        Number.TryParseSingle(s.AsSpan(), style, out result);

    public static bool TryParse(ReadOnlySpan<char> s, out float result) => Number.TryParseSingle(s, Number.DefaultFloatStyle, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out float result) =>
        Number.TryParseSingle(s, Number.DefaultFloatStyle, out result);

    public static bool TryParse(ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider, out float result) =>
        Number.TryParseSingle(s, style, out result);

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, out float result) =>
        Number.TryParseSingle(utf8Text, Number.DefaultFloatStyle, out result);

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider, out float result) =>
        Number.TryParseSingle(utf8Text, Number.DefaultFloatStyle, out result);

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, NumberStyles style, IFormatProvider? provider, out float result) =>
        Number.TryParseSingle(utf8Text, style, out result);
}
