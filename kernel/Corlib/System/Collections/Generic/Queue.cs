using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace System.Collections.Generic;

/// <summary>First in, first out, in an array that is a ring.</summary>
[DebuggerDisplay("Count = {Count}")]
public class Queue<T> : ICollection, IReadOnlyCollection<T>
{
    private T[] _items;
    private int _head;
    private int _size;
    private int _version;

    public Queue() => _items = [];

    public Queue(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        _items = new T[capacity];
    }

    public Queue(IEnumerable<T> collection)
    {
        ArgumentNullException.ThrowIfNull(collection);
        _items = new List<T>(collection).ToArray();
        _size = _items.Length;
    }

    public int Count => _size;

    public int Capacity => _items.Length;

    public void Enqueue(T item)
    {
        if (_size == _items.Length)
            Grow(_size + 1);
        _items[PlaceOf(_size)] = item;
        _size++;
        _version++;
    }

    public T Dequeue()
    {
        if (!TryDequeue(out T? result))
            CollectionErrors.ThrowEmpty("Queue");
        return result;
    }

    public bool TryDequeue([MaybeNullWhen(false)] out T result)
    {
        if (_size == 0)
        {
            result = default;
            return false;
        }

        result = _items[_head];
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            _items[_head] = default!;
        _head = PlaceOf(1);
        _size--;
        _version++;
        return true;
    }

    public T Peek()
    {
        if (_size == 0)
            CollectionErrors.ThrowEmpty("Queue");
        return _items[_head];
    }

    public bool TryPeek([MaybeNullWhen(false)] out T result)
    {
        result = _size == 0 ? default : _items[_head];
        return _size != 0;
    }

    public bool Contains(T item)
    {
        (int first, int second) = Parts();
        return (first > 0 && Array.IndexOf(_items, item, _head, first) >= 0)
            || (second > 0 && Array.IndexOf(_items, item, 0, second) >= 0);
    }

    public void Clear()
    {
        if (_size != 0)
        {
            if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            {
                (int first, int second) = Parts();
                Array.Clear(_items, _head, first);
                Array.Clear(_items, 0, second);
            }

            _size = 0;
        }

        _head = 0;
        _version++;
    }

    public void CopyTo(T[] array, int arrayIndex)
    {
        ArgumentNullException.ThrowIfNull(array);
        if ((uint)arrayIndex > (uint)array.Length)
            CollectionErrors.ThrowInclusiveIndex(nameof(arrayIndex));
        if (array.Length - arrayIndex < _size)
            CollectionErrors.ThrowRange();
        (int first, int second) = Parts();
        Array.Copy(_items, _head, array, arrayIndex, first);
        Array.Copy(_items, 0, array, arrayIndex + first, second);
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
            SetCapacity(_size);
    }

    public void TrimExcess(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, _size);
        if (capacity != _items.Length)
            SetCapacity(capacity);
    }

    public Enumerator GetEnumerator() => new(this);

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    bool ICollection.IsSynchronized => false;

    object ICollection.SyncRoot => this;

    void ICollection.CopyTo(Array array, int index)
    {
        ArgumentNullException.ThrowIfNull(array);
        (int first, int second) = Parts();
        Array.Copy(_items, _head, array, index, first);
        Array.Copy(_items, 0, array, index + first, second);
    }

    /// <summary>Where the element is that stands <paramref name="distance"/> behind the head.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int PlaceOf(int distance)
    {
        // Not %, because a division costs more than everything else here.
        int place = _head + distance;
        return place < _items.Length ? place : place - _items.Length;
    }

    /// <summary>How many elements stand from the head on, and how many at the start of the array.</summary>
    private (int First, int Second) Parts()
    {
        int untilEnd = _items.Length - _head;
        int first = _size < untilEnd ? _size : untilEnd;
        return (first, _size - first);
    }

    private void Grow(int needed) => SetCapacity(Growth.DoubledAtLeastBy4(_items.Length, needed));

    private void SetCapacity(int capacity)
    {
        var items = new T[capacity];
        CopyTo(items, 0);
        _items = items;
        _head = 0;
        _version++;
    }

    public struct Enumerator : IEnumerator<T>
    {
        private const int Finished = -1;

        private readonly Queue<T> _queue;
        private readonly int _version;
        private int _distance;
        private T? _current;

        internal Enumerator(Queue<T> queue)
        {
            _queue = queue;
            _version = queue._version;
        }

        public readonly T Current => _current!;

        public bool MoveNext()
        {
            if (_version != _queue._version)
                CollectionErrors.ThrowModified();
            if ((uint)_distance < (uint)_queue._size)
            {
                _current = _queue._items[_queue.PlaceOf(_distance++)];
                return true;
            }

            _distance = Finished;
            _current = default;
            return false;
        }

        public void Dispose()
        {
            _distance = Finished;
            _current = default;
        }

        readonly object? IEnumerator.Current => _current;

        void IEnumerator.Reset()
        {
            if (_version != _queue._version)
                CollectionErrors.ThrowModified();
            _distance = 0;
            _current = default;
        }
    }
}
