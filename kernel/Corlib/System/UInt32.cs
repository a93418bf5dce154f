namespace System;

public readonly struct UInt32 : IComparable, IComparable<uint>, IEquatable<uint>
{
    private readonly uint _value;

    public const uint MinValue = 0;
    public const uint MaxValue = 4294967295;

    public int CompareTo(uint other) => _value < other ? -1 : _value > other ? 1 : 0;

    public int CompareTo(object? value) => value switch
    {
        null => 1,
        uint other => CompareTo(other),
        _ => throw new ArgumentException("Object must be of type UInt32."),
    };

    public bool Equals(uint other) => _value == other;

    public override bool Equals(object? obj) => obj is uint other && _value == other;

    public override int GetHashCode() => (int)_value;

    public override string ToString() => Number.UInt64ToDecimal(_value);
}
