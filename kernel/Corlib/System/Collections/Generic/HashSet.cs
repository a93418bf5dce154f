using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace System.Collections.Generic;

[DebuggerDisplay("Count = {Count}")]
public partial class HashSet<T> : ISet<T>, IReadOnlySet<T>
{
    /// <summary>The set is a table from elements to nothing.</summary>
    private struct Nothing;

    private HashTable<T, Nothing> _table;

    public HashSet()
        : this(0, null)
    {
    }

    public HashSet(IEqualityComparer<T>? comparer)
        : this(0, comparer)
    {
    }

    public HashSet(int capacity)
        : this(capacity, null)
    {
    }

    public HashSet(int capacity, IEqualityComparer<T>? comparer) => _table = new(capacity, comparer);

    public HashSet(IEnumerable<T> collection)
        : this(collection, null)
    {
    }

    public HashSet(IEnumerable<T> collection, IEqualityComparer<T>? comparer)
        : this((collection as ICollection<T>)?.Count ?? 0, comparer)
    {
        ArgumentNullException.ThrowIfNull(collection);
        UnionWith(collection);
    }

    public int Count => _table.Count;

    public int Capacity => _table.Capacity;

    public IEqualityComparer<T> Comparer => _table.Comparer;

    public bool Add(T item)
    {
        _table.FindOrAdd(item, out bool existed);
        return !existed;
    }

    public bool Contains(T item) => _table.Find(item) >= 0;

    public bool Remove(T item) => _table.Remove(item, out _);

    public void Clear() => _table.Clear();

    /// <summary>Finds the element that is in the set and equals <paramref name="equalValue"/>.</summary>
    public bool TryGetValue(T equalValue, [MaybeNullWhen(false)] out T actualValue)
    {
        int index = _table.Find(equalValue);
        actualValue = index < 0 ? default : _table[index].Key;
        return index >= 0;
    }

    public int RemoveWhere(Predicate<T> match)
    {
        ArgumentNullException.ThrowIfNull(match);
        int removed = 0;
        int next = 0;
        while (_table.MoveNext(ref next, out int index))
        {
            // Remove by value: the predicate may have changed the set.
            T item = _table[index].Key;
            if (match(item) && Remove(item))
                removed++;
        }

        return removed;
    }

    public void CopyTo(T[] array) => CopyTo(array, 0, Count);

    public void CopyTo(T[] array, int arrayIndex) => CopyTo(array, arrayIndex, Count);

    public void CopyTo(T[] array, int arrayIndex, int count)
    {
        ArgumentNullException.ThrowIfNull(array);
        ArgumentOutOfRangeException.ThrowIfNegative(arrayIndex);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (arrayIndex > array.Length || count > array.Length - arrayIndex)
            CollectionErrors.ThrowArrayTooShort();
        int next = 0;
        while (count > 0 && _table.MoveNext(ref next, out int index))
        {
            array[arrayIndex++] = _table[index].Key;
            count--;
        }
    }

    public int EnsureCapacity(int capacity) => _table.EnsureCapacity(capacity);

    public void TrimExcess() => TrimExcess(Count);

    public void TrimExcess(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, Count);
        _table.Trim(capacity);
    }

    bool ICollection<T>.IsReadOnly => false;

    void ICollection<T>.Add(T item) => Add(item);
}
