using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace System.Collections.ObjectModel;

/// <summary>A view of a dictionary that cannot change it, but sees its changes.</summary>
public class ReadOnlyDictionary<TKey, TValue> : IDictionary<TKey, TValue>, IReadOnlyDictionary<TKey, TValue>
    where TKey : notnull
{
    private readonly IDictionary<TKey, TValue> _dictionary;

    public ReadOnlyDictionary(IDictionary<TKey, TValue> dictionary)
    {
        ArgumentNullException.ThrowIfNull(dictionary);
        _dictionary = dictionary;
    }

    public int Count => _dictionary.Count;

    public TValue this[TKey key] => _dictionary[key];

    protected IDictionary<TKey, TValue> Dictionary => _dictionary;

    public bool ContainsKey(TKey key) => _dictionary.ContainsKey(key);

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) => _dictionary.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator() => _dictionary.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _dictionary.GetEnumerator();

    IEnumerable<TKey> IReadOnlyDictionary<TKey, TValue>.Keys => _dictionary.Keys;

    IEnumerable<TValue> IReadOnlyDictionary<TKey, TValue>.Values => _dictionary.Values;

    ICollection<TKey> IDictionary<TKey, TValue>.Keys => _dictionary.Keys;

    ICollection<TValue> IDictionary<TKey, TValue>.Values => _dictionary.Values;

    TValue IDictionary<TKey, TValue>.this[TKey key]
    {
        get => _dictionary[key];
        set => CollectionErrors.ThrowReadOnly();
    }

    bool ICollection<KeyValuePair<TKey, TValue>>.IsReadOnly => true;

    bool ICollection<KeyValuePair<TKey, TValue>>.Contains(KeyValuePair<TKey, TValue> item) => _dictionary.Contains(item);

    void ICollection<KeyValuePair<TKey, TValue>>.CopyTo(KeyValuePair<TKey, TValue>[] array, int arrayIndex) =>
        _dictionary.CopyTo(array, arrayIndex);

    void IDictionary<TKey, TValue>.Add(TKey key, TValue value) => CollectionErrors.ThrowReadOnly();

    void ICollection<KeyValuePair<TKey, TValue>>.Add(KeyValuePair<TKey, TValue> item) => CollectionErrors.ThrowReadOnly();

    void ICollection<KeyValuePair<TKey, TValue>>.Clear() => CollectionErrors.ThrowReadOnly();

    bool IDictionary<TKey, TValue>.Remove(TKey key)
    {
        CollectionErrors.ThrowReadOnly();
        return false;
    }

    bool ICollection<KeyValuePair<TKey, TValue>>.Remove(KeyValuePair<TKey, TValue> item)
    {
        CollectionErrors.ThrowReadOnly();
        return false;
    }
}
