namespace System;

public readonly struct Int16 : IComparable, IComparable<short>, IEquatable<short>
{
    private readonly short _value;

    public const short MinValue = -32768;
    public const short MaxValue = 32767;

    public int CompareTo(short other) => _value - other;

    public int CompareTo(object? value) => value switch
    {
        null => 1,
        short other => CompareTo(other),
        _ => throw new ArgumentException("Object must be of type Int16."),
    };

    public bool Equals(short other) => _value == other;

    public override bool Equals(object? obj) => obj is short other && _value == other;

    public override int GetHashCode() => _value;

    public override string ToString() => Number.Int64ToDecimal(_value);
}
