using System.Diagnostics.CodeAnalysis;

namespace System.Collections.Generic;

public partial class Dictionary<TKey, TValue>
{
    public AlternateLookup<TAlternateKey> GetAlternateLookup<TAlternateKey>()
        where TAlternateKey : notnull, allows ref struct
    {
        if (!TryGetAlternateLookup(out AlternateLookup<TAlternateKey> lookup))
            CollectionErrors.ThrowIncompatibleComparer();
        return lookup;
    }

    public bool TryGetAlternateLookup<TAlternateKey>(out AlternateLookup<TAlternateKey> lookup)
        where TAlternateKey : notnull, allows ref struct
    {
        IAlternateEqualityComparer<TAlternateKey, TKey>? comparer = _table.AlternateComparer<TAlternateKey>();
        lookup = comparer is null ? default : new AlternateLookup<TAlternateKey>(this, comparer);
        return comparer is not null;
    }

    /// <summary>The dictionary seen through another form of its keys, such as spans instead of strings.</summary>
    public readonly struct AlternateLookup<TAlternateKey>
        where TAlternateKey : notnull, allows ref struct
    {
        private readonly IAlternateEqualityComparer<TAlternateKey, TKey> _comparer;

        internal AlternateLookup(Dictionary<TKey, TValue> dictionary, IAlternateEqualityComparer<TAlternateKey, TKey> comparer)
        {
            Dictionary = dictionary;
            _comparer = comparer;
        }

        public Dictionary<TKey, TValue> Dictionary { get; }

        public TValue this[TAlternateKey key]
        {
            get
            {
                int index = Find(key);
                if (index < 0)
                    CollectionErrors.ThrowKeyNotFound(_comparer.Create(key));
                return Dictionary._table[index].Value;
            }

            set
            {
                int index = Find(key);
                if (index >= 0)
                    Dictionary._table[index].Value = value;
                else
                    Dictionary[_comparer.Create(key)] = value;
            }
        }

        public bool ContainsKey(TAlternateKey key) => Find(key) >= 0;

        public bool TryGetValue(TAlternateKey key, [MaybeNullWhen(false)] out TValue value) => TryGetValue(key, out _, out value);

        public bool TryGetValue(TAlternateKey key, [MaybeNullWhen(false)] out TKey actualKey, [MaybeNullWhen(false)] out TValue value)
        {
            int index = Find(key);
            if (index < 0)
            {
                actualKey = default;
                value = default;
                return false;
            }

            actualKey = Dictionary._table[index].Key;
            value = Dictionary._table[index].Value;
            return true;
        }

        public bool TryAdd(TAlternateKey key, TValue value) => Find(key) < 0 && Dictionary.TryAdd(_comparer.Create(key), value);

        public bool Remove(TAlternateKey key) => Remove(key, out _, out _);

        public bool Remove(TAlternateKey key, [MaybeNullWhen(false)] out TKey actualKey, [MaybeNullWhen(false)] out TValue value)
        {
            if (!TryGetValue(key, out actualKey, out value))
                return false;
            Dictionary._table.Remove(Find(key));
            return true;
        }

        private int Find(TAlternateKey key)
        {
            if (key is null)
                ThrowNullKey();
            return Dictionary._table.Find(key, _comparer);
        }
    }
}
