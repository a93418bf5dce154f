using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace System.Collections.Generic;

/// <summary>A dictionary in order, kept in two arrays: small, quick to search and to walk, slow to insert into.</summary>
[DebuggerDisplay("Count = {Count}")]
public partial class SortedList<TKey, TValue> : IDictionary<TKey, TValue>, IReadOnlyDictionary<TKey, TValue>
    where TKey : notnull
{
    private readonly Comparer<TKey> _order;
    private TKey[] _keys;
    private TValue[] _values;
    private int _size;
    private int _version;
    private KeyList? _keyList;
    private ValueList? _valueList;

    public SortedList()
        : this(0, null)
    {
    }

    public SortedList(int capacity)
        : this(capacity, null)
    {
    }

    public SortedList(IComparer<TKey>? comparer)
        : this(0, comparer)
    {
    }

    public SortedList(int capacity, IComparer<TKey>? comparer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        _order = AdaptedComparer<TKey>.Adapt(comparer);
        _keys = capacity == 0 ? [] : new TKey[capacity];
        _values = capacity == 0 ? [] : new TValue[capacity];
    }

    public SortedList(IDictionary<TKey, TValue> dictionary)
        : this(dictionary, null)
    {
    }

    public SortedList(IDictionary<TKey, TValue> dictionary, IComparer<TKey>? comparer)
        : this(dictionary?.Count ?? 0, comparer)
    {
        ArgumentNullException.ThrowIfNull(dictionary);
        foreach (KeyValuePair<TKey, TValue> pair in dictionary)
            Add(pair.Key, pair.Value);
    }

    public int Count => _size;

    public IComparer<TKey> Comparer => AdaptedComparer<TKey>.OriginalOf(_order);

    public IList<TKey> Keys => _keyList ??= new KeyList(this);

    public IList<TValue> Values => _valueList ??= new ValueList(this);

    public int Capacity
    {
        get => _keys.Length;
        set
        {
            if (value < _size)
                throw new ArgumentOutOfRangeException(nameof(value), value, "capacity was less than the current size.");
            Array.Resize(ref _keys, value);
            Array.Resize(ref _values, value);
        }
    }

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
            int place = Find(key);
            if (place < 0)
            {
                Insert(~place, key, value);
                return;
            }

            _values[place] = value;
            _version++;
        }
    }

    public void Add(TKey key, TValue value)
    {
        int place = Find(key);
        if (place >= 0)
            throw new ArgumentException("An item with the same key has already been added. Key: " + key, nameof(key));
        Insert(~place, key, value);
    }

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        int place = Find(key);
        value = place < 0 ? default : _values[place];
        return place >= 0;
    }

    public bool ContainsKey(TKey key) => Find(key) >= 0;

    public bool ContainsValue(TValue value) => IndexOfValue(value) >= 0;

    public int IndexOfKey(TKey key)
    {
        int place = Find(key);
        return place < 0 ? -1 : place;
    }

    public int IndexOfValue(TValue value) => Array.IndexOf(_values, value, 0, _size);

    public TKey GetKeyAtIndex(int index)
    {
        CheckIndex(index);
        return _keys[index];
    }

    public TValue GetValueAtIndex(int index)
    {
        CheckIndex(index);
        return _values[index];
    }

    public void SetValueAtIndex(int index, TValue value)
    {
        CheckIndex(index);
        _values[index] = value;
        _version++;
    }

    public bool Remove(TKey key)
    {
        int place = Find(key);
        if (place < 0)
            return false;
        RemoveAt(place);
        return true;
    }

    public void RemoveAt(int index)
    {
        CheckIndex(index);
        int behind = --_size - index;
        Array.Copy(_keys, index + 1, _keys, index, behind);
        Array.Copy(_values, index + 1, _values, index, behind);
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TKey>())
            _keys[_size] = default!;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TValue>())
            _values[_size] = default!;
        _version++;
    }

    public void Clear()
    {
        _version++;
        Array.Clear(_keys, 0, _size);
        Array.Clear(_values, 0, _size);
        _size = 0;
    }

    public void TrimExcess()
    {
        if (_size < (int)(_keys.Length * 0.9))
            Capacity = _size;
    }

    /// <summary>The index of the key, or the complement of the index where it belongs.</summary>
    private int Find(TKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        int low = 0;
        int high = _size - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = _order.Compare(_keys[middle], key);
            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return ~low;
    }

    private void Insert(int index, TKey key, TValue value)
    {
        if (_size == _keys.Length)
            Capacity = Growth.Doubled(_keys.Length, _size + 1);
        Array.Copy(_keys, index, _keys, index + 1, _size - index);
        Array.Copy(_values, index, _values, index + 1, _size - index);
        _keys[index] = key;
        _values[index] = value;
        _size++;
        _version++;
    }

    private void CheckIndex(int index)
    {
        if ((uint)index >= (uint)_size)
            CollectionErrors.ThrowIndex(index);
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

    void ICollection<KeyValuePair<TKey, TValue>>.CopyTo(KeyValuePair<TKey, TValue>[] array, int arrayIndex)
    {
        ArgumentNullException.ThrowIfNull(array);
        if ((uint)arrayIndex > (uint)array.Length)
            CollectionErrors.ThrowInclusiveIndex(arrayIndex, nameof(arrayIndex));
        if (array.Length - arrayIndex < _size)
            CollectionErrors.ThrowArrayTooShort();
        for (int i = 0; i < _size; i++)
            array[arrayIndex + i] = new KeyValuePair<TKey, TValue>(_keys[i], _values[i]);
    }

    [DoesNotReturn]
    private static void ThrowNested() => throw new NotSupportedException(
        "This operation is not supported on SortedList nested types because they require modifying the original SortedList.");
}
