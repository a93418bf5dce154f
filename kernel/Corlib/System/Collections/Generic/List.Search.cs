namespace System.Collections.Generic;

public partial class List<T>
{
    public bool Contains(T item) => _size != 0 && IndexOf(item) >= 0;

    public int IndexOf(T item) => Array.IndexOf(_items, item, 0, _size);

    public int IndexOf(T item, int index)
    {
        if (index > _size)
            CollectionErrors.ThrowInclusiveIndex();
        return Array.IndexOf(_items, item, index, _size - index);
    }

    public int IndexOf(T item, int index, int count)
    {
        if (index > _size)
            CollectionErrors.ThrowInclusiveIndex();
        if (count < 0 || index > _size - count)
            CollectionErrors.ThrowCount();
        return Array.IndexOf(_items, item, index, count);
    }

    public int LastIndexOf(T item) => _size == 0 ? -1 : LastIndexOf(item, _size - 1, _size);

    public int LastIndexOf(T item, int index)
    {
        if (index >= _size)
            CollectionErrors.ThrowIndex();
        return LastIndexOf(item, index, index + 1);
    }

    public int LastIndexOf(T item, int index, int count)
    {
        if (_size == 0)
            return -1;
        if (index < 0)
            CollectionErrors.ThrowNegative(nameof(index));
        if (count < 0)
            CollectionErrors.ThrowNegative(nameof(count));
        if (index >= _size)
            throw new ArgumentOutOfRangeException(nameof(index), "Larger than collection size.");
        if (count > index + 1)
            throw new ArgumentOutOfRangeException(nameof(count), "Larger than collection size.");
        for (int i = index; i > index - count; i--)
        {
            if (EqualityComparer<T>.Default.Equals(_items[i], item))
                return i;
        }

        return -1;
    }

    public bool Exists(Predicate<T> match) => FindIndex(match) >= 0;

    public T? Find(Predicate<T> match)
    {
        int index = FindIndex(match);
        return index < 0 ? default : _items[index];
    }

    public List<T> FindAll(Predicate<T> match)
    {
        ArgumentNullException.ThrowIfNull(match);
        var found = new List<T>();
        for (int i = 0; i < _size; i++)
        {
            if (match(_items[i]))
                found.Add(_items[i]);
        }

        return found;
    }

    public int FindIndex(Predicate<T> match) => FindIndex(0, _size, match);

    public int FindIndex(int startIndex, Predicate<T> match) => FindIndex(startIndex, _size - startIndex, match);

    public int FindIndex(int startIndex, int count, Predicate<T> match)
    {
        if ((uint)startIndex > (uint)_size)
            CollectionErrors.ThrowInclusiveIndex(nameof(startIndex));
        if (count < 0 || startIndex > _size - count)
            CollectionErrors.ThrowCount();
        ArgumentNullException.ThrowIfNull(match);
        int end = startIndex + count;
        for (int i = startIndex; i < end; i++)
        {
            if (match(_items[i]))
                return i;
        }

        return -1;
    }

    public T? FindLast(Predicate<T> match)
    {
        int index = FindLastIndex(match);
        return index < 0 ? default : _items[index];
    }

    public int FindLastIndex(Predicate<T> match) => FindLastIndex(_size - 1, _size, match);

    public int FindLastIndex(int startIndex, Predicate<T> match) => FindLastIndex(startIndex, startIndex + 1, match);

    public int FindLastIndex(int startIndex, int count, Predicate<T> match)
    {
        ArgumentNullException.ThrowIfNull(match);
        if (_size == 0 ? startIndex != -1 : (uint)startIndex >= (uint)_size)
            CollectionErrors.ThrowIndex(nameof(startIndex));
        if (count < 0 || startIndex - count + 1 < 0)
            CollectionErrors.ThrowCount();
        int end = startIndex - count;
        for (int i = startIndex; i > end; i--)
        {
            if (match(_items[i]))
                return i;
        }

        return -1;
    }

    public bool TrueForAll(Predicate<T> match)
    {
        ArgumentNullException.ThrowIfNull(match);
        for (int i = 0; i < _size; i++)
        {
            if (!match(_items[i]))
                return false;
        }

        return true;
    }

    public void ForEach(Action<T> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        int version = _version;
        for (int i = 0; i < _size && version == _version; i++)
            action(_items[i]);
        if (version != _version)
            CollectionErrors.ThrowModified();
    }

    public List<TOutput> ConvertAll<TOutput>(Converter<T, TOutput> converter)
    {
        ArgumentNullException.ThrowIfNull(converter);
        var converted = new List<TOutput>(_size);
        for (int i = 0; i < _size; i++)
            converted.Add(converter(_items[i]));
        return converted;
    }
}
