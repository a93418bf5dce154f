using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace System.Collections.Generic;

/// <summary>A set in order. A view of a range (<see cref="GetViewBetween"/>) is another set over the same tree.</summary>
[DebuggerDisplay("Count = {Count}")]
public partial class SortedSet<T> : ISet<T>, IReadOnlySet<T>
{
    private struct Nothing;

    private readonly SortedTree<T, Nothing> _tree;

    public SortedSet()
        : this((IComparer<T>?)null)
    {
    }

    public SortedSet(IComparer<T>? comparer) => _tree = new(comparer);

    public SortedSet(IEnumerable<T> collection)
        : this(collection, null)
    {
    }

    public SortedSet(IEnumerable<T> collection, IComparer<T>? comparer)
        : this(comparer)
    {
        ArgumentNullException.ThrowIfNull(collection);
        UnionWith(collection);
    }

    public IComparer<T> Comparer => _tree.Comparer;

    public int Count => _isView ? CountRange() : _tree.Count;

    public T? Min => FirstNode() is { } node ? node.Key : default;

    public T? Max => LastNode() is { } node ? node.Key : default;

    public bool Add(T item)
    {
        if (!IsInRange(item))
            throw new ArgumentOutOfRangeException(nameof(item));
        if (_tree.Count > 0)
            _tree.Touch();
        _tree.FindOrAdd(item, out bool existed);
        return !existed;
    }

    public bool Contains(T item) => IsInRange(item) && _tree.Find(item) is not null;

    public bool Remove(T item)
    {
        if (_tree.Count == 0 || !IsInRange(item))
            return false;
        _tree.Touch();
        if (_tree.Find(item) is not { } node)
            return false;
        _tree.Remove(node);
        return true;
    }

    /// <summary>Finds the element that is in the set and equals <paramref name="equalValue"/>.</summary>
    public bool TryGetValue(T equalValue, [MaybeNullWhen(false)] out T actualValue)
    {
        SortedTree<T, Nothing>.Node? node = IsInRange(equalValue) ? _tree.Find(equalValue) : null;
        actualValue = node is null ? default : node.Key;
        return node is not null;
    }

    public void Clear()
    {
        if (_isView)
            RemoveWhere(static _ => true);
        else
            _tree.Clear();
    }

    public int RemoveWhere(Predicate<T> match)
    {
        ArgumentNullException.ThrowIfNull(match);
        var matches = new List<T>();
        foreach (T item in this)
        {
            if (match(item))
                matches.Add(item);
        }

        int removed = 0;
        foreach (T item in matches)
        {
            if (Remove(item))
                removed++;
        }

        return removed;
    }

    public void CopyTo(T[] array) => CopyTo(array, 0, Count);

    public void CopyTo(T[] array, int index) => CopyTo(array, index, Count);

    public void CopyTo(T[] array, int index, int count)
    {
        ArgumentNullException.ThrowIfNull(array);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count > array.Length - index)
            CollectionErrors.ThrowArrayTooShort();
        foreach (T item in this)
        {
            if (count-- == 0)
                return;
            array[index++] = item;
        }
    }

    bool ICollection<T>.IsReadOnly => false;

    void ICollection<T>.Add(T item) => Add(item);
}
