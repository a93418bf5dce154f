namespace System;

/// <summary>Names a method. Nothing reads it: the compiler wants the type to exist.</summary>
public readonly struct RuntimeMethodHandle
{
    private readonly nint _value;

    public nint Value => _value;
}
