namespace System;

public readonly unsafe struct UIntPtr : IComparable, IComparable<nuint>, IEquatable<nuint>
{
    private readonly nuint _value;

    public static readonly nuint Zero;

    public UIntPtr(void* value) => _value = (nuint)value;

    public static int Size => 8;

    public void* ToPointer() => (void*)_value;

    public int CompareTo(nuint other) => _value < other ? -1 : _value > other ? 1 : 0;

    public int CompareTo(object? value) => value switch
    {
        null => 1,
        nuint other => CompareTo(other),
        _ => throw new ArgumentException("Object must be of type UIntPtr."),
    };

    public bool Equals(nuint other) => _value == other;

    public override bool Equals(object? obj) => obj is nuint other && _value == other;

    public override int GetHashCode() => (int)_value ^ (int)(_value >> 32);

    public override string ToString() => Number.UInt64ToDecimal((ulong)_value);
}
