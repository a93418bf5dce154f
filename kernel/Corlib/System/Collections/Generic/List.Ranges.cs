using System.Runtime.CompilerServices;

namespace System.Collections.Generic;

public partial class List<T>
{
    public void AddRange(IEnumerable<T> collection)
    {
        ArgumentNullException.ThrowIfNull(collection);
        if (collection is ICollection<T> sized)
        {
            int count = sized.Count;
            if (count > 0)
                InsertSized(_size, sized, count);
        }
        else
        {
            foreach (T item in collection)
                Add(item);
        }
    }

    public void InsertRange(int index, IEnumerable<T> collection)
    {
        ArgumentNullException.ThrowIfNull(collection);
        if ((uint)index > (uint)_size)
            CollectionErrors.ThrowInclusiveIndex();
        if (collection is ICollection<T> sized)
        {
            int count = sized.Count;
            if (count > 0)
                InsertSized(index, sized, count);
        }
        else
        {
            foreach (T item in collection)
                Insert(index++, item);
        }
    }

    private void InsertSized(int index, ICollection<T> collection, int count)
    {
        if (collection == this)
        {
            // The gap would tear the source apart.
            InsertSpan(index, ToArray());
            return;
        }

        OpenGap(index, count);
        collection.CopyTo(_items, index);
        _version++;
    }

    internal void InsertSpan(int index, ReadOnlySpan<T> source)
    {
        if (source.IsEmpty)
            return;
        OpenGap(index, source.Length);
        source.CopyTo(_items.AsSpan(index));
        _version++;
    }

    public List<T> GetRange(int index, int count)
    {
        CheckRange(index, count);
        var range = new List<T>(count);
        Array.Copy(_items, index, range._items, 0, count);
        range._size = count;
        return range;
    }

    public List<T> Slice(int start, int length) => GetRange(start, length);

    public void RemoveRange(int index, int count)
    {
        CheckRange(index, count);
        if (count == 0)
            return;
        CloseGap(index, count);
        _version++;
    }

    public int RemoveAll(Predicate<T> match)
    {
        ArgumentNullException.ThrowIfNull(match);
        int kept = 0;
        while (kept < _size && !match(_items[kept]))
            kept++;
        if (kept >= _size)
            return 0;

        for (int next = kept + 1; next < _size; next++)
        {
            if (!match(_items[next]))
                _items[kept++] = _items[next];
        }

        int removed = _size - kept;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            Array.Clear(_items, kept, removed);
        _size = kept;
        _version++;
        return removed;
    }

    public void CopyTo(T[] array) => CopyTo(array, 0);

    public void CopyTo(T[] array, int arrayIndex) => Array.Copy(_items, 0, array, arrayIndex, _size);

    public void CopyTo(int index, T[] array, int arrayIndex, int count)
    {
        if (_size - index < count)
            CollectionErrors.ThrowRange();
        Array.Copy(_items, index, array, arrayIndex, count);
    }

    private void CheckRange(int index, int count)
    {
        if (index < 0)
            CollectionErrors.ThrowNegative(nameof(index));
        if (count < 0)
            CollectionErrors.ThrowNegative(nameof(count));
        if (_size - index < count)
            CollectionErrors.ThrowRange();
    }
}
