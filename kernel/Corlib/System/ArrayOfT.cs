using System.Collections;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace System;

/// <summary>
/// What <c>T[]</c> can do as <c>IList&lt;T&gt;</c> and its kin. Never created: the compiler gives the interfaces and
/// methods of this type to every array type, so <c>this</c> is a <c>T[]</c> whatever the class says.
/// </summary>
internal sealed class Array<T> : Array, IList<T>, IReadOnlyList<T>
{
    private T[] Elements => Unsafe.As<T[]>(this);

    public new IEnumerator<T> GetEnumerator()
    {
        T[] elements = Elements;
        return elements.Length == 0 ? ArrayEnumerator<T>.Empty : new ArrayEnumerator<T>(elements);
    }

    public int Count => Length;

    bool ICollection<T>.IsReadOnly => true;

    public T this[int index]
    {
        get
        {
            T[] elements = Elements;
            if ((uint)index >= (uint)elements.Length)
            {
                ThrowIndex();
            }

            return elements[index];
        }

        set
        {
            T[] elements = Elements;
            if ((uint)index >= (uint)elements.Length)
            {
                ThrowIndex();
            }

            elements[index] = value;
        }
    }

    public bool Contains(T item) => IndexOf(Elements, item) >= 0;

    public int IndexOf(T item) => IndexOf(Elements, item);

    public void CopyTo(T[] array, int arrayIndex) => Copy(Elements, 0, array, arrayIndex, Length);

    public void Add(T item) => throw FixedSize();

    public void Clear() => throw new NotSupportedException("Collection is read-only.");

    public void Insert(int index, T item) => throw FixedSize();

    public bool Remove(T item) => throw FixedSize();

    public void RemoveAt(int index) => throw FixedSize();

    private static void ThrowIndex() => throw new ArgumentOutOfRangeException(
        "index", "Index was out of range. Must be non-negative and less than the size of the collection.");
}
