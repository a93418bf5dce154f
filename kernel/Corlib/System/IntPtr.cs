namespace System;

public readonly unsafe struct IntPtr : IComparable, IComparable<nint>, IEquatable<nint>
{
    private readonly nint _value;

    public static readonly nint Zero;

    public IntPtr(void* value) => _value = (nint)value;

    public static int Size => 8;

    public void* ToPointer() => (void*)_value;

    public int CompareTo(nint other) => _value < other ? -1 : _value > other ? 1 : 0;

    public int CompareTo(object? value) => value switch
    {
        null => 1,
        nint other => CompareTo(other),
        _ => throw new ArgumentException("Object must be of type IntPtr."),
    };

    public bool Equals(nint other) => _value == other;

    public override bool Equals(object? obj) => obj is nint other && _value == other;

    public override int GetHashCode() => (int)_value ^ (int)(_value >> 32);

    public override string ToString() => Number.Int64ToDecimal((long)_value);
}
