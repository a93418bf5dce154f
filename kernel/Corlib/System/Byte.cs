namespace System;

public readonly struct Byte : IComparable, IComparable<byte>, IEquatable<byte>
{
    private readonly byte _value;

    public const byte MinValue = 0;
    public const byte MaxValue = 255;

    public int CompareTo(byte other) => _value - other;

    public int CompareTo(object? value) => value switch
    {
        null => 1,
        byte other => CompareTo(other),
        _ => throw new ArgumentException("Object must be of type Byte."),
    };

    public bool Equals(byte other) => _value == other;

    public override bool Equals(object? obj) => obj is byte other && _value == other;

    public override int GetHashCode() => _value;

    public override string ToString() => Number.UInt64ToDecimal(_value);
}
