namespace System;

public readonly struct UInt16 : IComparable, IComparable<ushort>, IEquatable<ushort>
{
    private readonly ushort _value;

    public const ushort MinValue = 0;
    public const ushort MaxValue = 65535;

    public int CompareTo(ushort other) => _value - other;

    public int CompareTo(object? value) => value switch
    {
        null => 1,
        ushort other => CompareTo(other),
        _ => throw new ArgumentException("Object must be of type UInt16."),
    };

    public bool Equals(ushort other) => _value == other;

    public override bool Equals(object? obj) => obj is ushort other && _value == other;

    public override int GetHashCode() => _value;

    public override string ToString() => Number.UInt64ToDecimal(_value);
}
