namespace System.Collections.Generic;

public partial class SortedDictionary<TKey, TValue>
{
    public sealed class ValueCollection : ICollection<TValue>, IReadOnlyCollection<TValue>
    {
        private readonly SortedDictionary<TKey, TValue> _dictionary;

        public ValueCollection(SortedDictionary<TKey, TValue> dictionary)
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
            private NodeCursor _cursor;
            private TValue? _current;

            internal Enumerator(SortedDictionary<TKey, TValue> dictionary) => _cursor = new NodeCursor(dictionary._tree);

            public readonly TValue Current => _current!;

            public bool MoveNext()
            {
                SortedTree<TKey, TValue>.Node? node = _cursor.MoveNext();
                _current = node is null ? default : node.Value;
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
