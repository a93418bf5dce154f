using System.Collections;

namespace System;

// An array as an untyped list of fixed size.
public abstract partial class Array
{
    int ICollection.Count => Length;

    object? IList.this[int index]
    {
        get => GetValue(index);
        set => SetValue(value, index);
    }

    int IList.Add(object? value) => throw FixedSize();

    void IList.Clear() => Clear(this);

    bool IList.Contains(object? value) => ((IList)this).IndexOf(value) >= 0;

    int IList.IndexOf(object? value)
    {
        for (int i = 0; i < Length; i++)
        {
            if (Equals(GetValue(i), value))
            {
                return i;
            }
        }

        return -1;
    }

    void IList.Insert(int index, object? value) => throw FixedSize();

    void IList.Remove(object? value) => throw FixedSize();

    void IList.RemoveAt(int index) => throw FixedSize();

    internal static NotSupportedException FixedSize() => new("Collection was of a fixed size.");
}
