using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace System.Collections.Generic;

[DebuggerDisplay("Count = {Count}")]
public partial class Dictionary<TKey, TValue> : IDictionary<TKey, TValue>, IReadOnlyDictionary<TKey, TValue>
    where TKey : notnull
{
    private HashTable<TKey, TValue> _table;
    private KeyCollection? _keys;
    private ValueCollection? _values;

    public Dictionary()
        : this(0, null)
    {
    }

    public Dictionary(int capacity)
        : this(capacity, null)
    {
    }

    public Dictionary(IEqualityComparer<TKey>? comparer)
        : this(0, comparer)
    {
    }

    public Dictionary(int capacity, IEqualityComparer<TKey>? comparer) => _table = new(capacity, comparer);

    public Dictionary(IDictionary<TKey, TValue> dictionary)
        : this(dictionary, null)
    {
    }

    public Dictionary(IDictionary<TKey, TValue> dictionary, IEqualityComparer<TKey>? comparer)
        : this(dictionary?.Count ?? 0, comparer)
    {
        ArgumentNullException.ThrowIfNull(dictionary);
        foreach (KeyValuePair<TKey, TValue> pair in dictionary)
            Add(pair.Key, pair.Value);
    }

    public Dictionary(IEnumerable<KeyValuePair<TKey, TValue>> collection)
        : this(collection, null)
    {
    }

    public Dictionary(IEnumerable<KeyValuePair<TKey, TValue>> collection, IEqualityComparer<TKey>? comparer)
        : this((collection as ICollection<KeyValuePair<TKey, TValue>>)?.Count ?? 0, comparer)
    {
        ArgumentNullException.ThrowIfNull(collection);
        foreach (KeyValuePair<TKey, TValue> pair in collection)
            Add(pair.Key, pair.Value);
    }

    public IEqualityComparer<TKey> Comparer => _table.Comparer;

    public int Count => _table.Count;

    public int Capacity => _table.Capacity;

    public KeyCollection Keys => _keys ??= new KeyCollection(this);

    public ValueCollection Values => _values ??= new ValueCollection(this);

    public TValue this[TKey key]
    {
        get
        {
            int index = Find(key);
            if (index < 0)
                CollectionErrors.ThrowKeyNotFound(key);
            return _table[index].Value;
        }

        set => _table[FindOrAdd(key, out _)].Value = value;
    }

    public void Add(TKey key, TValue value)
    {
        if (!TryAdd(key, value))
            CollectionErrors.ThrowDuplicateKey(key);
    }

    public bool TryAdd(TKey key, TValue value)
    {
        int index = FindOrAdd(key, out bool existed);
        if (existed)
            return false;
        _table[index].Value = value;
        return true;
    }

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        int index = Find(key);
        if (index < 0)
        {
            value = default;
            return false;
        }

        value = _table[index].Value;
        return true;
    }

    public bool ContainsKey(TKey key) => Find(key) >= 0;

    public bool ContainsValue(TValue value)
    {
        int next = 0;
        while (_table.MoveNext(ref next, out int index))
        {
            if (EqualityComparer<TValue>.Default.Equals(_table[index].Value, value))
                return true;
        }

        return false;
    }

    public bool Remove(TKey key) => Remove(key, out _);

    public bool Remove(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (key is null)
            ThrowNullKey();
        return _table.Remove(key, out value);
    }

    public void Clear() => _table.Clear();

    public int EnsureCapacity(int capacity) => _table.EnsureCapacity(capacity);

    public void TrimExcess() => TrimExcess(Count);

    public void TrimExcess(int capacity)
    {
        if (capacity < Count)
            throw new ArgumentOutOfRangeException(nameof(capacity));
        _table.Trim(capacity);
    }

    private int Find(TKey key)
    {
        if (key is null)
            ThrowNullKey();
        return _table.Find(key);
    }

    private int FindOrAdd(TKey key, out bool existed)
    {
        if (key is null)
            ThrowNullKey();
        return _table.FindOrAdd(key, out existed);
    }

    /// <summary>For CollectionsMarshal: the value's own place, or a null reference.</summary>
    internal ref TValue FindValue(TKey key)
    {
        int index = Find(key);
        if (index < 0)
            return ref Runtime.CompilerServices.Unsafe.NullRef<TValue>();
        return ref _table[index].Value;
    }

    /// <summary>For CollectionsMarshal: the value's own place, which is made if the key is new.</summary>
    internal ref TValue? FindOrAddValue(TKey key, out bool existed) => ref _table[FindOrAdd(key, out existed)].Value!;

    [DoesNotReturn]
    private static void ThrowNullKey() => throw new ArgumentNullException("key");
}
