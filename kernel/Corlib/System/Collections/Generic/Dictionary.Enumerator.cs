namespace System.Collections.Generic;

public partial class Dictionary<TKey, TValue>
{
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public struct Enumerator : IEnumerator<KeyValuePair<TKey, TValue>>, IDictionaryEnumerator
    {
        private readonly Dictionary<TKey, TValue> _dictionary;
        private EntryCursor _cursor;
        private KeyValuePair<TKey, TValue> _current;

        internal Enumerator(Dictionary<TKey, TValue> dictionary)
        {
            _dictionary = dictionary;
            _cursor = new EntryCursor(dictionary);
        }

        public readonly KeyValuePair<TKey, TValue> Current => _current;

        public bool MoveNext()
        {
            int index = _cursor.MoveNext(_dictionary);
            if (index < 0)
            {
                _current = default;
                return false;
            }

            ref HashTable<TKey, TValue>.Entry entry = ref _dictionary._table[index];
            _current = new KeyValuePair<TKey, TValue>(entry.Key, entry.Value);
            return true;
        }

        public readonly void Dispose()
        {
        }

        readonly object? IEnumerator.Current
        {
            get
            {
                _cursor.CheckCurrent();
                return _current;
            }
        }

        readonly DictionaryEntry IDictionaryEnumerator.Entry
        {
            get
            {
                _cursor.CheckCurrent();
                return new DictionaryEntry(_current.Key, _current.Value);
            }
        }

        readonly object IDictionaryEnumerator.Key
        {
            get
            {
                _cursor.CheckCurrent();
                return _current.Key;
            }
        }

        readonly object? IDictionaryEnumerator.Value
        {
            get
            {
                _cursor.CheckCurrent();
                return _current.Value;
            }
        }

        void IEnumerator.Reset()
        {
            _cursor.Reset(_dictionary);
            _current = default;
        }
    }

    /// <summary>The walk over the entries that the three enumerators share.</summary>
    private struct EntryCursor(Dictionary<TKey, TValue> dictionary)
    {
        private const int Finished = -1;

        private readonly int _version = dictionary._table.Version;
        private int _next;

        /// <summary>The index of the next entry, or a negative number at the end.</summary>
        public int MoveNext(Dictionary<TKey, TValue> dictionary)
        {
            if (_version != dictionary._table.Version)
                CollectionErrors.ThrowModified();
            if (!dictionary._table.MoveNext(ref _next, out int index))
                _next = Finished;
            return index;
        }

        public readonly void CheckCurrent()
        {
            if (_next is 0 or Finished)
                CollectionErrors.ThrowNoCurrent();
        }

        public void Reset(Dictionary<TKey, TValue> dictionary)
        {
            if (_version != dictionary._table.Version)
                CollectionErrors.ThrowModified();
            _next = 0;
        }
    }
}
