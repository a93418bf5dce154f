namespace System.Collections.Generic;

public partial class Dictionary<TKey, TValue>
{
    public sealed class KeyCollection : ICollection<TKey>, IReadOnlyCollection<TKey>
    {
        private readonly Dictionary<TKey, TValue> _dictionary;

        public KeyCollection(Dictionary<TKey, TValue> dictionary)
        {
            ArgumentNullException.ThrowIfNull(dictionary);
            _dictionary = dictionary;
        }

        public int Count => _dictionary.Count;

        public bool Contains(TKey item) => _dictionary.ContainsKey(item);

        public void CopyTo(TKey[] array, int index)
        {
            CheckDestination(array, index, Count);
            foreach (TKey item in this)
                array[index++] = item;
        }

        public Enumerator GetEnumerator() => new(_dictionary);

        IEnumerator<TKey> IEnumerable<TKey>.GetEnumerator() => GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        bool ICollection<TKey>.IsReadOnly => true;

        void ICollection<TKey>.Add(TKey item) => CollectionErrors.ThrowKeyCollection();

        void ICollection<TKey>.Clear() => CollectionErrors.ThrowKeyCollection();

        bool ICollection<TKey>.Remove(TKey item)
        {
            CollectionErrors.ThrowKeyCollection();
            return false;
        }

        public struct Enumerator : IEnumerator<TKey>
        {
            private readonly Dictionary<TKey, TValue> _dictionary;
            private EntryCursor _cursor;
            private TKey? _current;

            internal Enumerator(Dictionary<TKey, TValue> dictionary)
            {
                _dictionary = dictionary;
                _cursor = new EntryCursor(dictionary);
            }

            public readonly TKey Current => _current!;

            public bool MoveNext()
            {
                int index = _cursor.MoveNext(_dictionary);
                _current = index < 0 ? default : _dictionary._table[index].Key;
                return index >= 0;
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

            void IEnumerator.Reset()
            {
                _cursor.Reset(_dictionary);
                _current = default;
            }
        }
    }
}
