using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace System.Collections.Generic;

/// <summary>An array that grows. Everything here is ordinary checked code: two threads that use one list without a
/// lock may lose elements, but never reach memory that is not the array's.</summary>
[DebuggerDisplay("Count = {Count}")]
public partial class List<T> : IList<T>, IList, IReadOnlyList<T>
{
    internal T[] _items;
    internal int _size;
    internal int _version;

    public List() => _items = [];

    public List(int capacity)
    {
        if (capacity < 0)
            CollectionErrors.ThrowNegative(nameof(capacity));
        _items = capacity == 0 ? [] : new T[capacity];
    }

    public List(IEnumerable<T> collection)
    {
        ArgumentNullException.ThrowIfNull(collection);
        _items = [];
        if (collection is ICollection<T> sized)
        {
            int count = sized.Count;
            if (count == 0)
                return;
            _items = new T[count];
            sized.CopyTo(_items, 0);
            _size = count;
        }
        else
        {
            foreach (T item in collection)
                Add(item);
        }
    }

    public int Count => _size;

    public int Capacity
    {
        get => _items.Length;
        set
        {
            if (value < _size)
                CollectionErrors.ThrowCapacityBelowCount(nameof(value));
            if (value == _items.Length)
                return;
            if (value == 0)
            {
                _items = [];
                return;
            }

            var items = new T[value];
            Array.Copy(_items, items, _size);
            _items = items;
        }
    }

    public T this[int index]
    {
        get
        {
            if ((uint)index >= (uint)_size)
                CollectionErrors.ThrowIndex();
            return _items[index];
        }

        set
        {
            if ((uint)index >= (uint)_size)
                CollectionErrors.ThrowIndex();
            _items[index] = value;
            _version++;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(T item)
    {
        _version++;
        T[] items = _items;
        int size = _size;
        if ((uint)size < (uint)items.Length)
        {
            _size = size + 1;
            items[size] = item;
        }
        else
        {
            AddWithGrowth(item);
        }
    }

    public void Clear()
    {
        _version++;
        int size = _size;
        _size = 0;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>() && size > 0)
            Array.Clear(_items, 0, size);
    }

    public void Insert(int index, T item)
    {
        if ((uint)index > (uint)_size)
            throw new ArgumentOutOfRangeException(nameof(index), "Index must be within the bounds of the List.");
        OpenGap(index, 1);
        _items[index] = item;
        _version++;
    }

    public bool Remove(T item)
    {
        int index = IndexOf(item);
        if (index < 0)
            return false;
        RemoveAt(index);
        return true;
    }

    public void RemoveAt(int index)
    {
        if ((uint)index >= (uint)_size)
            CollectionErrors.ThrowIndex();
        CloseGap(index, 1);
        _version++;
    }

    public int EnsureCapacity(int capacity)
    {
        if (capacity < 0)
            CollectionErrors.ThrowNegative(nameof(capacity));
        if (_items.Length < capacity)
            Capacity = Growth.Doubled(_items.Length, capacity);
        return _items.Length;
    }

    public void TrimExcess()
    {
        if (_size < (int)(_items.Length * 0.9))
            Capacity = _size;
    }

    public T[] ToArray() => _size == 0 ? [] : _items.AsSpan(0, _size).ToArray();

    public ObjectModel.ReadOnlyCollection<T> AsReadOnly() => new(this);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddWithGrowth(T item)
    {
        int size = _size;
        Capacity = Growth.Doubled(_items.Length, size + 1);
        _size = size + 1;
        _items[size] = item;
    }

    /// <summary>Moves the elements from <paramref name="index"/> on up by <paramref name="count"/>.</summary>
    private void OpenGap(int index, int count)
    {
        int size = checked(_size + count);
        if (size > _items.Length)
            Capacity = Growth.Doubled(_items.Length, size);
        Array.Copy(_items, index, _items, index + count, _size - index);
        _size = size;
    }

    /// <summary>Moves the elements behind the gap down, and forgets those that moved.</summary>
    private void CloseGap(int index, int count)
    {
        int size = _size - count;
        Array.Copy(_items, index + count, _items, index, size - index);
        _size = size;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            Array.Clear(_items, size, count);
    }

    bool ICollection<T>.IsReadOnly => false;
}
