namespace System;

public readonly struct SByte : IComparable, IComparable<sbyte>, IEquatable<sbyte>
{
    private readonly sbyte _value;

    public const sbyte MinValue = -128;
    public const sbyte MaxValue = 127;

    public int CompareTo(sbyte other) => _value - other;

    public int CompareTo(object? value) => value switch
    {
        null => 1,
        sbyte other => CompareTo(other),
        _ => throw new ArgumentException("Object must be of type SByte."),
    };

    public bool Equals(sbyte other) => _value == other;

    public override bool Equals(object? obj) => obj is sbyte other && _value == other;

    public override int GetHashCode() => _value;

    public override string ToString() => Number.Int64ToDecimal(_value);
}
