namespace System;

public readonly partial struct Char : IComparable, IComparable<char>, IEquatable<char>
{
    private readonly char _value;

    public const char MinValue = '\0';
    public const char MaxValue = '\uffff';

    public int CompareTo(char other) => _value - other;

    public int CompareTo(object? value) => value switch
    {
        null => 1,
        char other => CompareTo(other),
        _ => throw new ArgumentException("Object must be of type Char."),
    };

    public bool Equals(char other) => _value == other;

    public override bool Equals(object? obj) => obj is char other && _value == other;

    public override int GetHashCode() => _value | (_value << 16);

    public override string ToString() => string.CreateFromChar(_value);
}
