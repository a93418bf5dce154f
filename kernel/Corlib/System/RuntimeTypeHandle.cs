using System.Runtime.CompilerServices;
using Internal.Runtime;

namespace System;

/// <summary>Names a type: the address of its method table.</summary>
public readonly unsafe struct RuntimeTypeHandle : IEquatable<RuntimeTypeHandle>
{
    private readonly nint _value;

    internal RuntimeTypeHandle(MethodTable* type) => _value = (nint)type;

    public nint Value => _value;

    public bool Equals(RuntimeTypeHandle handle) => _value == handle._value;

    public override bool Equals(object? obj) => obj is RuntimeTypeHandle other && Equals(other);

    public override int GetHashCode() => _value.GetHashCode();

    public static bool operator ==(RuntimeTypeHandle left, RuntimeTypeHandle right) => left._value == right._value;

    public static bool operator !=(RuntimeTypeHandle left, RuntimeTypeHandle right) => left._value != right._value;

    public static nint ToIntPtr(RuntimeTypeHandle value) => value._value;
}
