using System.Diagnostics.CodeAnalysis;

namespace System.Text;

/// <summary>A Unicode scalar value: any code point but a surrogate.</summary>
public readonly partial struct Rune : IComparable, IComparable<Rune>, IEquatable<Rune>, ISpanFormattable
{
    private const uint MaxScalar = 0x10ffff;
    private const uint FirstSurrogate = 0xd800;
    private const uint LastSurrogate = 0xdfff;
    private const uint FirstLowSurrogate = 0xdc00;
    private const uint FirstSupplementary = 0x10000;

    private readonly uint _value;

    public Rune(char ch)
    {
        if (char.IsSurrogate(ch))
            throw new ArgumentOutOfRangeException(nameof(ch));
        _value = ch;
    }

    public Rune(char highSurrogate, char lowSurrogate)
    {
        if (!char.IsHighSurrogate(highSurrogate))
            throw new ArgumentOutOfRangeException(nameof(highSurrogate), "A valid high surrogate character is between 0xd800 and 0xdbff, inclusive.");
        if (!char.IsLowSurrogate(lowSurrogate))
            throw new ArgumentOutOfRangeException(nameof(lowSurrogate), "A valid low surrogate character is between 0xdc00 and 0xdfff, inclusive.");
        _value = Combine(highSurrogate, lowSurrogate);
    }

    public Rune(int value)
        : this((uint)value)
    {
    }

    public Rune(uint value)
    {
        if (!IsValid(value))
            throw new ArgumentOutOfRangeException(nameof(value));
        _value = value;
    }

    private Rune(uint value, bool _) => _value = value;

    public static Rune ReplacementChar => Unchecked(0xfffd);

    public int Value => (int)_value;

    public bool IsAscii => _value < 0x80;

    public bool IsBmp => _value < FirstSupplementary;

    public int Plane => (int)(_value >> 16);

    public int Utf16SequenceLength => IsBmp ? 1 : 2;

    public int Utf8SequenceLength => _value switch
    {
        < 0x80 => 1,
        < 0x800 => 2,
        < FirstSupplementary => 3,
        _ => 4,
    };

    public static bool IsValid(int value) => IsValid((uint)value);

    public static bool IsValid(uint value) => value is < FirstSurrogate or (> LastSurrogate and <= MaxScalar);

    public static bool TryCreate(char ch, out Rune result) => TryCreate((uint)ch, out result);

    public static bool TryCreate(int value, out Rune result) => TryCreate((uint)value, out result);

    public static bool TryCreate(uint value, out Rune result)
    {
        bool isValid = IsValid(value);
        result = isValid ? Unchecked(value) : default;
        return isValid;
    }

    public static bool TryCreate(char highSurrogate, char lowSurrogate, out Rune result)
    {
        bool isPair = char.IsHighSurrogate(highSurrogate) && char.IsLowSurrogate(lowSurrogate);
        result = isPair ? Unchecked(Combine(highSurrogate, lowSurrogate)) : default;
        return isPair;
    }

    public int CompareTo(Rune other) => Value - other.Value;

    int IComparable.CompareTo(object? obj) => obj switch
    {
        null => 1,
        Rune other => CompareTo(other),
        _ => throw new ArgumentException("Object must be of type Rune."),
    };

    public bool Equals(Rune other) => _value == other._value;

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Rune other && Equals(other);

    public override int GetHashCode() => Value;

    public override string ToString()
    {
        Span<char> chars = stackalloc char[2];
        return chars[..EncodeToUtf16(chars)].ToString();
    }

    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => ToString();

    bool ISpanFormattable.TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        TryEncodeToUtf16(destination, out charsWritten);

    public static bool operator ==(Rune left, Rune right) => left._value == right._value;

    public static bool operator !=(Rune left, Rune right) => left._value != right._value;

    public static bool operator <(Rune left, Rune right) => left._value < right._value;

    public static bool operator >(Rune left, Rune right) => left._value > right._value;

    public static bool operator <=(Rune left, Rune right) => left._value <= right._value;

    public static bool operator >=(Rune left, Rune right) => left._value >= right._value;

    public static explicit operator Rune(char ch) => new(ch);

    public static explicit operator Rune(int value) => new(value);

    public static explicit operator Rune(uint value) => new(value);

    private static uint Combine(uint high, uint low) =>
        ((high - FirstSurrogate) << 10) + (low - FirstLowSurrogate) + FirstSupplementary;

    private static Rune Unchecked(uint value) => new(value, false);
}
