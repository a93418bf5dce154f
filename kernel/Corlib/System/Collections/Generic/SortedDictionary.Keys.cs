namespace System.Collections.Generic;

public partial class SortedDictionary<TKey, TValue>
{
    public sealed class KeyCollection : ICollection<TKey>, IReadOnlyCollection<TKey>
    {
        private readonly SortedDictionary<TKey, TValue> _dictionary;

        public KeyCollection(SortedDictionary<TKey, TValue> dictionary)
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
            private NodeCursor _cursor;
            private TKey? _current;

            internal Enumerator(SortedDictionary<TKey, TValue> dictionary) => _cursor = new NodeCursor(dictionary._tree);

            public readonly TKey Current => _current!;

            public bool MoveNext()
            {
                SortedTree<TKey, TValue>.Node? node = _cursor.MoveNext();
                _current = node is null ? default : node.Key;
                return node is not null;
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
                _cursor.Reset();
                _current = default;
            }
        }
    }
}
