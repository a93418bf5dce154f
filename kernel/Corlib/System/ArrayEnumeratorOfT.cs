using System.Collections;
using System.Collections.Generic;

namespace System;

internal sealed class ArrayEnumerator<T> : IEnumerator<T>
{
    // Shared by all empty arrays: it has no state that can change what it says.
    public static readonly ArrayEnumerator<T> Empty = new([]);

    private readonly T[] _array;
    private int _index = -1;

    public ArrayEnumerator(T[] array) => _array = array;

    public T Current
    {
        get
        {
            int index = _index;
            T[] array = _array;
            if ((uint)index >= (uint)array.Length)
            {
                throw new InvalidOperationException(index < 0
                    ? "Enumeration has not started. Call MoveNext."
                    : "Enumeration already finished.");
            }

            return array[index];
        }
    }

    object? IEnumerator.Current => Current;

    public bool MoveNext()
    {
        int next = _index + 1;
        if ((uint)next >= (uint)_array.Length)
        {
            _index = _array.Length;
            return false;
        }

        _index = next;
        return true;
    }

    public void Reset() => _index = -1;

    public void Dispose()
    {
    }
}
