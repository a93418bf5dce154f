using System.Collections;
using System.Collections.Generic;

namespace System;

/// <summary>A stretch of an array, as a plain struct that may be stored in fields.</summary>
public readonly struct ArraySegment<T> : IReadOnlyList<T>, IEquatable<ArraySegment<T>>
{
    private readonly T[]? _array;
    private readonly int _offset;
    private readonly int _count;

    public ArraySegment(T[] array)
    {
        ArgumentNullException.ThrowIfNull(array);
        _array = array;
        _offset = 0;
        _count = array.Length;
    }

    public ArraySegment(T[] array, int offset, int count)
    {
        ArgumentNullException.ThrowIfNull(array);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (array.Length - offset < count)
        {
            throw new ArgumentException("Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the source collection.");
        }

        _array = array;
        _offset = offset;
        _count = count;
    }

    public static ArraySegment<T> Empty => new([]);

    public T[]? Array => _array;

    public int Offset => _offset;

    public int Count => _count;

    public T this[int index]
    {
        get
        {
            CheckIndex(index);
            return _array![_offset + index];
        }

        set
        {
            CheckIndex(index);
            _array![_offset + index] = value;
        }
    }

    public ArraySegment<T> Slice(int index)
    {
        RequireArray();
        if ((uint)index > (uint)_count)
        {
            ThrowHelper.ThrowOutOfRange(nameof(index));
        }

        return new ArraySegment<T>(_array!, _offset + index, _count - index);
    }

    public ArraySegment<T> Slice(int index, int count)
    {
        RequireArray();
        if ((uint)index > (uint)_count || (uint)count > (uint)(_count - index))
        {
            ThrowHelper.ThrowOutOfRange(nameof(index));
        }

        return new ArraySegment<T>(_array!, _offset + index, count);
    }

    public T[] ToArray()
    {
        RequireArray();
        return new ReadOnlySpan<T>(_array, _offset, _count).ToArray();
    }

    public void CopyTo(T[] destination) => CopyTo(destination, 0);

    public void CopyTo(T[] destination, int destinationIndex)
    {
        RequireArray();
        System.Array.Copy(_array!, _offset, destination, destinationIndex, _count);
    }

    public Enumerator GetEnumerator()
    {
        RequireArray();
        return new Enumerator(this);
    }

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool Equals(ArraySegment<T> obj) => obj._array == _array && obj._offset == _offset && obj._count == _count;

    public override bool Equals(object? obj) => obj is ArraySegment<T> other && Equals(other);

    public override int GetHashCode() => _array is null ? 0 : HashCode.Combine(_offset, _count) ^ _array.GetHashCode();

    public static bool operator ==(ArraySegment<T> a, ArraySegment<T> b) => a.Equals(b);

    public static bool operator !=(ArraySegment<T> a, ArraySegment<T> b) => !a.Equals(b);

    public static implicit operator ArraySegment<T>(T[] array) => array is null ? default : new ArraySegment<T>(array);

    private void RequireArray()
    {
        if (_array is null)
        {
            throw new InvalidOperationException("The underlying array is null.");
        }
    }

    private void CheckIndex(int index)
    {
        if ((uint)index >= (uint)_count)
        {
            ThrowHelper.ThrowOutOfRange(nameof(index));
        }
    }

    public struct Enumerator : IEnumerator<T>
    {
        private readonly T[] _array;
        private readonly int _start;
        private readonly int _end;
        private int _current;

        internal Enumerator(ArraySegment<T> segment)
        {
            _array = segment._array!;
            _start = segment._offset;
            _end = segment._offset + segment._count;
            _current = _start - 1;
        }

        public readonly T Current
        {
            get
            {
                if (_current < _start)
                {
                    throw new InvalidOperationException("Enumeration has not started. Call MoveNext.");
                }

                if (_current >= _end)
                {
                    throw new InvalidOperationException("Enumeration already finished.");
                }

                return _array[_current];
            }
        }

        readonly object? IEnumerator.Current => Current;

        public bool MoveNext()
        {
            if (_current < _end)
            {
                _current++;
                return _current < _end;
            }

            return false;
        }

        void IEnumerator.Reset() => _current = _start - 1;

        public readonly void Dispose()
        {
        }
    }
}
