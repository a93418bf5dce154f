using System.Runtime.CompilerServices;
using Internal.Runtime;

namespace System;

/// <summary>A type as an object: identity and little more, for there is no reflection.</summary>
public abstract unsafe class Type
{
    public abstract RuntimeTypeHandle TypeHandle { get; }

    public abstract string Name { get; }

    public abstract override string ToString();

    /// <summary>The compiler answers this and the next one itself where it knows the type.</summary>
    public bool IsValueType
    {
        [Intrinsic]
        get => MethodTable->IsValueType;
    }

    public bool IsEnum
    {
        [Intrinsic]
        get => !MethodTable->IsParameterized && MethodTable->RelatedType == Internal.Runtime.MethodTable.Of<Enum>();
    }

    internal abstract MethodTable* MethodTable { get; }

    [Intrinsic]
    public static Type GetTypeFromHandle(RuntimeTypeHandle handle) => RuntimeType.FromMethodTable((MethodTable*)handle.Value);

    internal static Type FromMethodTable(MethodTable* type) => RuntimeType.FromMethodTable(type);

    public override bool Equals(object? o) => o is Type other && Equals(other);

    public virtual bool Equals(Type? o) => this == o;

    public override int GetHashCode() => TypeHandle.GetHashCode();

    [Intrinsic]
    public static bool operator ==(Type? left, Type? right) =>
        (object?)left == (object?)right || (left is not null && right is not null && left.MethodTable == right.MethodTable);

    [Intrinsic]
    public static bool operator !=(Type? left, Type? right) => !(left == right);
}
