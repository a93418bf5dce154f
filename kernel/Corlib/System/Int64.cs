namespace System;

public readonly struct Int64 : IComparable, IComparable<long>, IEquatable<long>
{
    private readonly long _value;

    public const long MinValue = -9223372036854775808;
    public const long MaxValue = 9223372036854775807;

    public int CompareTo(long other) => _value < other ? -1 : _value > other ? 1 : 0;

    public int CompareTo(object? value) => value switch
    {
        null => 1,
        long other => CompareTo(other),
        _ => throw new ArgumentException("Object must be of type Int64."),
    };

    public bool Equals(long other) => _value == other;

    public override bool Equals(object? obj) => obj is long other && _value == other;

    public override int GetHashCode() => (int)_value ^ (int)(_value >> 32);

    public override string ToString() => Number.Int64ToDecimal(_value);
}
