using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace System.Collections.Generic;

/// <summary>Last in, first out.</summary>
[DebuggerDisplay("Count = {Count}")]
public class Stack<T> : ICollection, IReadOnlyCollection<T>
{
    private T[] _items;
    private int _size;
    private int _version;

    public Stack() => _items = [];

    public Stack(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        _items = new T[capacity];
    }

    public Stack(IEnumerable<T> collection)
    {
        ArgumentNullException.ThrowIfNull(collection);
        _items = new List<T>(collection).ToArray();
        _size = _items.Length;
    }

    public int Count => _size;

    public int Capacity => _items.Length;

    public void Push(T item)
    {
        if ((uint)_size >= (uint)_items.Length)
            Grow(_size + 1);
        _items[_size++] = item;
        _version++;
    }

    public T Pop()
    {
        if (!TryPop(out T? result))
            CollectionErrors.ThrowEmpty("Stack");
        return result;
    }

    public bool TryPop([MaybeNullWhen(false)] out T result)
    {
        int top = _size - 1;
        T[] items = _items;
        if ((uint)top >= (uint)items.Length)
        {
            result = default;
            return false;
        }

        _version++;
        _size = top;
        result = items[top];
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            items[top] = default!;
        return true;
    }

    public T Peek()
    {
        if (_size == 0)
            CollectionErrors.ThrowEmpty("Stack");
        return _items[_size - 1];
    }

    public bool TryPeek([MaybeNullWhen(false)] out T result)
    {
        result = _size == 0 ? default : _items[_size - 1];
        return _size != 0;
    }

    public bool Contains(T item)
    {
        for (int i = _size - 1; i >= 0; i--)
        {
            if (EqualityComparer<T>.Default.Equals(_items[i], item))
                return true;
        }

        return false;
    }

    public void Clear()
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            Array.Clear(_items, 0, _size);
        _size = 0;
        _version++;
    }

    /// <summary>Copies the elements in the order in which they would be popped.</summary>
    public void CopyTo(T[] array, int arrayIndex)
    {
        ArgumentNullException.ThrowIfNull(array);
        if ((uint)arrayIndex > (uint)array.Length)
            CollectionErrors.ThrowInclusiveIndex(arrayIndex, nameof(arrayIndex));
        if (array.Length - arrayIndex < _size)
            CollectionErrors.ThrowRange();
        for (int i = _size - 1; i >= 0; i--)
            array[arrayIndex++] = _items[i];
    }

    public T[] ToArray()
    {
        if (_size == 0)
            return [];
        var array = new T[_size];
        CopyTo(array, 0);
        return array;
    }

    public int EnsureCapacity(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        if (_items.Length < capacity)
            Grow(capacity);
        return _items.Length;
    }

    public void TrimExcess()
    {
        if (_size < (int)(_items.Length * 0.9))
            Array.Resize(ref _items, _size);
    }

    public void TrimExcess(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, _size);
        if (capacity != _items.Length)
            Array.Resize(ref _items, capacity);
    }

    public Enumerator GetEnumerator() => new(this);

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    bool ICollection.IsSynchronized => false;

    object ICollection.SyncRoot => this;

    void ICollection.CopyTo(Array array, int index)
    {
        ArgumentNullException.ThrowIfNull(array);
        T[] items = ToArray();
        Array.Copy(items, 0, array, index, items.Length);
    }

    private void Grow(int needed) => Array.Resize(ref _items, Growth.Doubled(_items.Length, needed));

    public struct Enumerator : IEnumerator<T>
    {
        private const int NotStarted = -2;
        private const int Finished = -1;

        private readonly Stack<T> _stack;
        private readonly int _version;
        private int _index;
        private T? _current;

        internal Enumerator(Stack<T> stack)
        {
            _stack = stack;
            _version = stack._version;
            _index = NotStarted;
        }

        public readonly T Current => _current!;

        public bool MoveNext()
        {
            if (_version != _stack._version)
                CollectionErrors.ThrowModifiedSinceStart();
            if (_index == NotStarted)
                _index = _stack._size - 1;
            else if (_index != Finished)
                _index--;

            T[] items = _stack._items;
            bool found = (uint)_index < (uint)items.Length;
            _current = found ? items[_index] : default;
            return found;
        }

        public void Dispose() => _index = Finished;

        readonly object? IEnumerator.Current => _current;

        void IEnumerator.Reset()
        {
            if (_version != _stack._version)
                CollectionErrors.ThrowModifiedSinceStart();
            _index = NotStarted;
            _current = default;
        }
    }
}
