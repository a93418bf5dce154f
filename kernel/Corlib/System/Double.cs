using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace System;

public readonly partial struct Double
    : IComparable, IComparable<double>, IEquatable<double>, ISpanFormattable, IUtf8SpanFormattable, ISpanParsable<double>, IUtf8SpanParsable<double>,
      INumber<double>, IMinMaxValue<double>, ISignedNumber<double>
{
    private readonly double _value;

    public const double MinValue = -1.7976931348623157E+308;
    public const double MaxValue = 1.7976931348623157E+308;
    public const double Epsilon = 4.9406564584124654E-324;

    public const double NaN = 0.0 / 0.0;
    public const double PositiveInfinity = 1.0 / 0.0;
    public const double NegativeInfinity = -1.0 / 0.0;
    public const double NegativeZero = -0.0;
    public const double E = 2.7182818284590452354;
    public const double Pi = 3.14159265358979323846;
    public const double Tau = 6.283185307179586477;

    private const ulong SignBit = 1ul << 63;
    private const ulong InfinityBits = 0x7FF0_0000_0000_0000;

    public static bool IsNaN(double d) => (BitConverter.DoubleToUInt64Bits(d) & ~SignBit) > InfinityBits;

    public static bool IsFinite(double d) => (BitConverter.DoubleToUInt64Bits(d) & InfinityBits) != InfinityBits;

    public static bool IsInfinity(double d) => (BitConverter.DoubleToUInt64Bits(d) & ~SignBit) == InfinityBits;

    public static bool IsPositiveInfinity(double d) => d == PositiveInfinity;

    public static bool IsNegativeInfinity(double d) => d == NegativeInfinity;

    public static bool IsNegative(double d) => (BitConverter.DoubleToUInt64Bits(d) & SignBit) != 0;

    public static bool IsPositive(double value) => !IsNegative(value);

    public static bool IsNormal(double d) =>
        (BitConverter.DoubleToUInt64Bits(d) & InfinityBits) is not 0 and not InfinityBits;

    public static bool IsSubnormal(double d) =>
        (BitConverter.DoubleToUInt64Bits(d) & InfinityBits) == 0 && d != 0;

    public static bool IsInteger(double value) => IsFinite(value) && value == Math.Truncate(value);

    public static bool IsEvenInteger(double value) => IsInteger(value) && value % 2 == 0;

    public static bool IsOddInteger(double value) => IsInteger(value) && value % 2 != 0;

    // NaN comes before everything and equals itself, so that sorting works.
    public int CompareTo(double value)
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
        double other => CompareTo(other),
        _ => throw new ArgumentException("Object must be of type Double."),
    };

    public bool Equals(double obj) => _value == obj || (IsNaN(_value) && IsNaN(obj));

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is double other && Equals(other);

    // All zeros are equal, and all NaNs, so each gets one hash code.
    public override int GetHashCode()
    {
        ulong bits = _value == 0 ? 0 : IsNaN(_value) ? InfinityBits : BitConverter.DoubleToUInt64Bits(_value);
        return (int)bits ^ (int)(bits >> 32);
    }

    public override string ToString() => Number.FormatDouble(_value, null);

    public string ToString(IFormatProvider? provider) => Number.FormatDouble(_value, null);

    public string ToString(string? format) => Number.FormatDouble(_value, format);

    public string ToString(string? format, IFormatProvider? provider) => Number.FormatDouble(_value, format);

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null) =>
        Number.TryFormatDouble(_value, format, destination, out charsWritten);

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null) =>
        Number.TryFormatDouble(_value, format, utf8Destination, out bytesWritten);

    public static double Parse(string s) => Parse(Number.NotNull(s));

    public static double Parse(string s, NumberStyles style) => Parse(Number.NotNull(s), style);

    public static double Parse(string s, IFormatProvider? provider) => Parse(Number.NotNull(s));

    public static double Parse(string s, NumberStyles style, IFormatProvider? provider) => Parse(Number.NotNull(s), style);

    public static double Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s);

    public static double Parse(ReadOnlySpan<char> s, NumberStyles style = Number.DefaultFloatStyle, IFormatProvider? provider = null) =>
        Number.ParseDouble(s, style);

    public static double Parse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider) => Parse(utf8Text);

    public static double Parse(ReadOnlySpan<byte> utf8Text, NumberStyles style = Number.DefaultFloatStyle, IFormatProvider? provider = null) =>
        Number.ParseDouble(utf8Text, style);

    public static bool TryParse([NotNullWhen(true)] string? s, out double result) =>
        Number.TryParseDouble(s.AsSpan(), Number.DefaultFloatStyle, out result);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out double result) =>
        Number.TryParseDouble(s.AsSpan(), Number.DefaultFloatStyle, out result);

    public static bool TryParse([NotNullWhen(true)] string? s, NumberStyles style, IFormatProvider? provider, out double result) =>
        Number.TryParseDouble(s.AsSpan(), style, out result);

    public static bool TryParse(ReadOnlySpan<char> s, out double result) => Number.TryParseDouble(s, Number.DefaultFloatStyle, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out double result) =>
        Number.TryParseDouble(s, Number.DefaultFloatStyle, out result);

    public static bool TryParse(ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider, out double result) =>
        Number.TryParseDouble(s, style, out result);

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, out double result) =>
        Number.TryParseDouble(utf8Text, Number.DefaultFloatStyle, out result);

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider, out double result) =>
        Number.TryParseDouble(utf8Text, Number.DefaultFloatStyle, out result);

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, NumberStyles style, IFormatProvider? provider, out double result) =>
        Number.TryParseDouble(utf8Text, style, out result);
}
