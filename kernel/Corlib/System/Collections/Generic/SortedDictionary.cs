using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace System.Collections.Generic;

[DebuggerDisplay("Count = {Count}")]
public partial class SortedDictionary<TKey, TValue> : IDictionary<TKey, TValue>, IReadOnlyDictionary<TKey, TValue>
    where TKey : notnull
{
    private readonly SortedTree<TKey, TValue> _tree;
    private KeyCollection? _keys;
    private ValueCollection? _values;

    public SortedDictionary()
        : this((IComparer<TKey>?)null)
    {
    }

    public SortedDictionary(IComparer<TKey>? comparer) => _tree = new(comparer);

    public SortedDictionary(IDictionary<TKey, TValue> dictionary)
        : this(dictionary, null)
    {
    }

    public SortedDictionary(IDictionary<TKey, TValue> dictionary, IComparer<TKey>? comparer)
        : this(comparer)
    {
        ArgumentNullException.ThrowIfNull(dictionary);
        foreach (KeyValuePair<TKey, TValue> pair in dictionary)
            Add(pair.Key, pair.Value);
    }

    public IComparer<TKey> Comparer => _tree.Comparer;

    public int Count => _tree.Count;

    public KeyCollection Keys => _keys ??= new KeyCollection(this);

    public ValueCollection Values => _values ??= new ValueCollection(this);

    public TValue this[TKey key]
    {
        get
        {
            if (!TryGetValue(key, out TValue? value))
                CollectionErrors.ThrowKeyNotFound(key);
            return value;
        }

        set
        {
            CheckKey(key);
            _tree.FindOrAdd(key, out _).Value = value;
            _tree.Touch();
        }
    }

    public void Add(TKey key, TValue value)
    {
        CheckKey(key);
        SortedTree<TKey, TValue>.Node node = _tree.FindOrAdd(key, out bool existed);
        _tree.Touch();
        if (existed)
            CollectionErrors.ThrowDuplicateKey(new KeyValuePair<TKey, TValue>(key, value));
        node.Value = value;
    }

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        CheckKey(key);
        SortedTree<TKey, TValue>.Node? node = _tree.Find(key);
        value = node is null ? default : node.Value;
        return node is not null;
    }

    public bool ContainsKey(TKey key)
    {
        CheckKey(key);
        return _tree.Find(key) is not null;
    }

    public bool ContainsValue(TValue value)
    {
        for (SortedTree<TKey, TValue>.Node? node = _tree.First; node is not null; node = SortedTree<TKey, TValue>.Next(node))
        {
            if (EqualityComparer<TValue>.Default.Equals(node.Value, value))
                return true;
        }

        return false;
    }

    public bool Remove(TKey key)
    {
        CheckKey(key);
        SortedTree<TKey, TValue>.Node? node = _tree.Find(key);
        if (_tree.Count > 0)
            _tree.Touch();
        if (node is null)
            return false;
        _tree.Remove(node);
        return true;
    }

    public void Clear() => _tree.Clear();

    public void CopyTo(KeyValuePair<TKey, TValue>[] array, int index)
    {
        CheckDestination(array, index, Count);
        foreach (KeyValuePair<TKey, TValue> pair in this)
            array[index++] = pair;
    }

    ICollection<TKey> IDictionary<TKey, TValue>.Keys => Keys;

    ICollection<TValue> IDictionary<TKey, TValue>.Values => Values;

    IEnumerable<TKey> IReadOnlyDictionary<TKey, TValue>.Keys => Keys;

    IEnumerable<TValue> IReadOnlyDictionary<TKey, TValue>.Values => Values;

    bool ICollection<KeyValuePair<TKey, TValue>>.IsReadOnly => false;

    void ICollection<KeyValuePair<TKey, TValue>>.Add(KeyValuePair<TKey, TValue> item) => Add(item.Key, item.Value);

    bool ICollection<KeyValuePair<TKey, TValue>>.Contains(KeyValuePair<TKey, TValue> item) =>
        TryGetValue(item.Key, out TValue? value) && EqualityComparer<TValue>.Default.Equals(value, item.Value);

    bool ICollection<KeyValuePair<TKey, TValue>>.Remove(KeyValuePair<TKey, TValue> item) =>
        TryGetValue(item.Key, out TValue? value) && EqualityComparer<TValue>.Default.Equals(value, item.Value) && Remove(item.Key);

    private static void CheckKey(TKey key) => ArgumentNullException.ThrowIfNull(key);

    private static void CheckDestination<T>(T[] array, int index, int count)
    {
        ArgumentNullException.ThrowIfNull(array);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        if (array.Length - index < count)
            CollectionErrors.ThrowArrayTooShort();
    }
}
