using System.Collections;
using System.Runtime.CompilerServices;
using Internal.Runtime;

namespace System;

/// <summary>The base of all arrays. Only one-dimensional arrays that start at zero exist here.</summary>
public abstract unsafe partial class Array : ICloneable, IList
{
    public int Length
    {
        [Intrinsic]
        get => (int)Unsafe.As<RawArrayData>(this).Length;
    }

    public long LongLength => Length;

    public int Rank => 1;

    public bool IsReadOnly => false;

    public bool IsFixedSize => true;

    public bool IsSynchronized => false;

    public object SyncRoot => this;

    public static int MaxLength => 0x7FFFFFC7;

    public int GetLength(int dimension)
    {
        RequireFirstDimension(dimension);
        return Length;
    }

    public int GetLowerBound(int dimension)
    {
        RequireFirstDimension(dimension);
        return 0;
    }

    public int GetUpperBound(int dimension)
    {
        RequireFirstDimension(dimension);
        return Length - 1;
    }

    public object? GetValue(int index)
    {
        if ((uint)index >= (uint)Length)
        {
            ThrowHelper.ThrowIndexOutOfRange();
        }

        return RuntimeHelpers.BoxField(ElementTable, ref ElementAt(index));
    }

    /// <summary>Stores into an array of references. Arrays of values are set through their own type.</summary>
    public void SetValue(object? value, int index)
    {
        if ((uint)index >= (uint)Length)
        {
            ThrowHelper.ThrowIndexOutOfRange();
        }

        if (ElementTable->IsValueType)
        {
            RuntimeHelpers.UnboxInto(value, ElementTable, ref ElementAt(index));
            return;
        }

        try
        {
            Unsafe.As<object?[]>(this)[index] = value;
        }
        catch (ArrayTypeMismatchException)
        {
            throw new InvalidCastException("Object cannot be stored in an array of this type.");
        }
    }

    public object Clone() => MemberwiseClone();

    public void CopyTo(Array array, int index)
    {
        ArgumentNullException.ThrowIfNull(array, "destinationArray");
        Copy(this, 0, array, index, Length);
    }

    public IEnumerator GetEnumerator() => new ArrayEnumerator(this);

    public static T[] Empty<T>() => EmptyArray<T>.Value;

    internal ref byte GetRawElements() => ref Unsafe.As<RawArrayData>(this).Data;

    internal ref byte ElementAt(int index) => ref Unsafe.Add(ref GetRawElements(), (nint)(uint)index * (nint)ElementSize);

    internal nuint ElementSize => m_pEEType->ComponentSize;

    internal MethodTable* ElementTable => m_pEEType->RelatedType;

    internal bool ElementIsPrimitive => ElementTable->IsPrimitive;

    private void RequireFirstDimension(int dimension)
    {
        if (dimension != 0)
        {
            ThrowHelper.ThrowIndexOutOfRange();
        }
    }
}
