using System.Runtime.CompilerServices;
using Internal.Runtime;

namespace System;

/// <summary>A type as an object: its identity, its name and a few of its traits, for there is no reflection.</summary>
public abstract unsafe class Type
{
    public static readonly Type[] EmptyTypes = [];

    public abstract RuntimeTypeHandle TypeHandle { get; }

    public abstract string Name { get; }

    public abstract string? Namespace { get; }

    public virtual string? FullName => ToString();

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

    public bool IsClass => !MethodTable->IsValueType && !MethodTable->IsInterface;

    public bool IsInterface => MethodTable->IsInterface;

    public bool IsArray => MethodTable->IsArray;

    public bool IsPrimitive => MethodTable->IsPrimitive && !IsEnum;

    public Type? BaseType
    {
        get
        {
            MethodTable* table = MethodTable->BaseTable;
            return table == null ? null : FromMethodTable(table);
        }
    }

    public Type? GetElementType() => MethodTable->IsParameterized ? FromMethodTable(MethodTable->ElementTable) : null;

    internal abstract MethodTable* MethodTable { get; }

    [Intrinsic]
    public static Type GetTypeFromHandle(RuntimeTypeHandle handle) => RuntimeType.FromMethodTable((MethodTable*)handle.Value);

    internal static Type FromMethodTable(MethodTable* type) => RuntimeType.FromMethodTable(type);

    public override bool Equals(object? o) => (object)this == o;

    public virtual bool Equals(Type? o) => this == o;

    public override int GetHashCode() => TypeHandle.GetHashCode();

    [Intrinsic]
    public static bool operator ==(Type? left, Type? right) => (object?)left == (object?)right;

    [Intrinsic]
    public static bool operator !=(Type? left, Type? right) => (object?)left != (object?)right;
}
