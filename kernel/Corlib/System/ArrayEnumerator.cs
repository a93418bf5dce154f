using System.Collections;

namespace System;

internal sealed class ArrayEnumerator : IEnumerator, ICloneable
{
    private readonly Array _array;
    private int _index = -1;

    public ArrayEnumerator(Array array) => _array = array;

    public object? Current
    {
        get
        {
            if ((uint)_index >= (uint)_array.Length)
            {
                throw new InvalidOperationException(_index < 0
                    ? "Enumeration has not started. Call MoveNext."
                    : "Enumeration already finished.");
            }

            return _array.GetValue(_index);
        }
    }

    public bool MoveNext()
    {
        if (_index < _array.Length)
        {
            _index++;
        }

        return _index < _array.Length;
    }

    public void Reset() => _index = -1;

    public object Clone() => MemberwiseClone();
}
