using System.Collections.Generic;

namespace System.Collections.ObjectModel;

/// <summary>A view of a list that cannot change it, but sees its changes.</summary>
public class ReadOnlyCollection<T> : IList<T>, IReadOnlyList<T>
{
    private readonly IList<T> _list;

    public ReadOnlyCollection(IList<T> list)
    {
        ArgumentNullException.ThrowIfNull(list);
        _list = list;
    }

    public static ReadOnlyCollection<T> Empty { get; } = new(Array.Empty<T>());

    public int Count => _list.Count;

    public T this[int index] => _list[index];

    protected IList<T> Items => _list;

    public bool Contains(T value) => _list.Contains(value);

    public void CopyTo(T[] array, int index) => _list.CopyTo(array, index);

    public int IndexOf(T value) => _list.IndexOf(value);

    public IEnumerator<T> GetEnumerator() => _list.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _list.GetEnumerator();

    bool ICollection<T>.IsReadOnly => true;

    T IList<T>.this[int index]
    {
        get => _list[index];
        set => CollectionErrors.ThrowReadOnly();
    }

    void ICollection<T>.Add(T value) => CollectionErrors.ThrowReadOnly();

    void ICollection<T>.Clear() => CollectionErrors.ThrowReadOnly();

    void IList<T>.Insert(int index, T value) => CollectionErrors.ThrowReadOnly();

    bool ICollection<T>.Remove(T value)
    {
        CollectionErrors.ThrowReadOnly();
        return false;
    }

    void IList<T>.RemoveAt(int index) => CollectionErrors.ThrowReadOnly();
}
