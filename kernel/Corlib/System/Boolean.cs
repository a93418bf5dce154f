namespace System;

public readonly struct Boolean : IComparable, IComparable<bool>, IEquatable<bool>
{
    private readonly bool _value;

    public static readonly string TrueString = "True";
    public static readonly string FalseString = "False";

    public int CompareTo(bool other) => _value == other ? 0 : _value ? 1 : -1;

    public int CompareTo(object? value) => value switch
    {
        null => 1,
        bool other => CompareTo(other),
        _ => throw new ArgumentException("Object must be of type Boolean."),
    };

    public bool Equals(bool other) => _value == other;

    public override bool Equals(object? obj) => obj is bool other && _value == other;

    public override int GetHashCode() => _value ? 1 : 0;

    public override string ToString() => _value ? "True" : "False";
}
