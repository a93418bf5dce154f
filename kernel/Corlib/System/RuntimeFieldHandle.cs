namespace System;

/// <summary>Names a field. It appears in array initialisers, which the compiler expands itself.</summary>
public readonly struct RuntimeFieldHandle
{
    private readonly nint _value;

    public nint Value => _value;
}
