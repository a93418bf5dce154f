namespace System;

public readonly struct UInt64 : IComparable, IComparable<ulong>, IEquatable<ulong>
{
    private readonly ulong _value;

    public const ulong MinValue = 0;
    public const ulong MaxValue = 18446744073709551615;

    public int CompareTo(ulong other) => _value < other ? -1 : _value > other ? 1 : 0;

    public int CompareTo(object? value) => value switch
    {
        null => 1,
        ulong other => CompareTo(other),
        _ => throw new ArgumentException("Object must be of type UInt64."),
    };

    public bool Equals(ulong other) => _value == other;

    public override bool Equals(object? obj) => obj is ulong other && _value == other;

    public override int GetHashCode() => (int)_value ^ (int)(_value >> 32);

    public override string ToString() => Number.UInt64ToDecimal(_value);
}
