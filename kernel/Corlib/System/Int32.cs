namespace System;

public readonly struct Int32 : IComparable, IComparable<int>, IEquatable<int>
{
    private readonly int _value;

    public const int MinValue = -2147483648;
    public const int MaxValue = 2147483647;

    public int CompareTo(int other) => _value < other ? -1 : _value > other ? 1 : 0;

    public int CompareTo(object? value) => value switch
    {
        null => 1,
        int other => CompareTo(other),
        _ => throw new ArgumentException("Object must be of type Int32."),
    };

    public bool Equals(int other) => _value == other;

    public override bool Equals(object? obj) => obj is int other && _value == other;

    public override int GetHashCode() => _value;

    public override string ToString() => Number.Int64ToDecimal(_value);
}
