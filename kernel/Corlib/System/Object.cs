using System.Runtime.CompilerServices;
using Internal.Runtime;

namespace System;

/// <summary>The root of every type. An object reference points at <see cref="m_pEEType"/>; the word before it is the header.</summary>
public unsafe class Object
{
    // The compiler gives instance fields of derived types offsets after this one, so it must be the only field here; and
    // it looks the field up by this name.
    internal MethodTable* m_pEEType;

    public Object()
    {
    }

    ~Object()
    {
    }

    public virtual bool Equals(object? obj) => this == obj;

    public static bool Equals(object? objA, object? objB)
    {
        if (objA == objB)
        {
            return true;
        }

        return objA is not null && objB is not null && objA.Equals(objB);
    }

    public static bool ReferenceEquals(object? objA, object? objB) => objA == objB;

    public virtual int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    public virtual string? ToString() => GetType().ToString();

    [Intrinsic]
    public Type GetType() => Type.FromMethodTable(m_pEEType);

    protected object MemberwiseClone() => RuntimeHelpers.CloneObject(this);
}
