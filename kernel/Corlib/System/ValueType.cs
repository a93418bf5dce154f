using System.Runtime.CompilerServices;
using Internal.Runtime;

namespace System;

/// <summary>The base of structs: equality and hashing by value, field by field.</summary>
public abstract unsafe class ValueType
{
    private const int CountFields = -1;
    private const int BitsDecide = -1;

    // The compiler overrides this in every struct whose bytes alone do not decide equality (references, floats,
    // padding, fields with their own Equals). Index -1 asks for the number of fields; another index gives the
    // field's offset and type. One method for both questions costs one virtual slot instead of two.
    internal virtual int __GetFieldHelper(int index, out MethodTable* type)
    {
        type = null;
        return BitsDecide;
    }

    public override bool Equals(object? obj)
    {
        if (obj is null || obj.m_pEEType != m_pEEType)
        {
            return false;
        }

        ref byte mine = ref RuntimeHelpers.GetRawData(this);
        ref byte theirs = ref RuntimeHelpers.GetRawData(obj);
        int count = __GetFieldHelper(CountFields, out _);
        if (count == BitsDecide)
        {
            return SpanHelpers.SequenceEqual(ref mine, ref theirs, RuntimeHelpers.GetRawDataSize(this));
        }

        for (int i = 0; i < count; i++)
        {
            int offset = __GetFieldHelper(i, out MethodTable* type);
            object? left = RuntimeHelpers.BoxField(type, ref Unsafe.Add(ref mine, offset));
            object? right = RuntimeHelpers.BoxField(type, ref Unsafe.Add(ref theirs, offset));
            if (!Equals(left, right))
            {
                return false;
            }
        }

        return true;
    }

    public override int GetHashCode()
    {
        ref byte data = ref RuntimeHelpers.GetRawData(this);
        HashCode hash = default;
        int count = __GetFieldHelper(CountFields, out _);
        if (count == BitsDecide)
        {
            hash.AddBytes(new ReadOnlySpan<byte>(ref data, (int)RuntimeHelpers.GetRawDataSize(this)));
            return hash.ToHashCode();
        }

        for (int i = 0; i < count; i++)
        {
            int offset = __GetFieldHelper(i, out MethodTable* type);
            hash.Add(RuntimeHelpers.BoxField(type, ref Unsafe.Add(ref data, offset))?.GetHashCode() ?? 0);
        }

        return hash.ToHashCode();
    }

    public override string? ToString() => GetType().ToString();
}
