namespace System.Collections.Generic;

public partial class Dictionary<TKey, TValue>
{
    public sealed class ValueCollection : ICollection<TValue>, IReadOnlyCollection<TValue>
    {
        private readonly Dictionary<TKey, TValue> _dictionary;

        public ValueCollection(Dictionary<TKey, TValue> dictionary)
        {
            ArgumentNullException.ThrowIfNull(dictionary);
            _dictionary = dictionary;
        }

        public int Count => _dictionary.Count;

        public void CopyTo(TValue[] array, int index)
        {
            CheckDestination(array, index, Count);
            foreach (TValue item in this)
                array[index++] = item;
        }

        public Enumerator GetEnumerator() => new(_dictionary);

        IEnumerator<TValue> IEnumerable<TValue>.GetEnumerator() => GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        bool ICollection<TValue>.Contains(TValue item) => _dictionary.ContainsValue(item);

        bool ICollection<TValue>.IsReadOnly => true;

        void ICollection<TValue>.Add(TValue item) => CollectionErrors.ThrowValueCollection();

        void ICollection<TValue>.Clear() => CollectionErrors.ThrowValueCollection();

        bool ICollection<TValue>.Remove(TValue item)
        {
            CollectionErrors.ThrowValueCollection();
            return false;
        }

        public struct Enumerator : IEnumerator<TValue>
        {
            private readonly Dictionary<TKey, TValue> _dictionary;
            private EntryCursor _cursor;
            private TValue? _current;

            internal Enumerator(Dictionary<TKey, TValue> dictionary)
            {
                _dictionary = dictionary;
                _cursor = new EntryCursor(dictionary);
            }

            public readonly TValue Current => _current!;

            public bool MoveNext()
            {
                int index = _cursor.MoveNext(_dictionary);
                _current = index < 0 ? default : _dictionary._table[index].Value;
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
