namespace System.Collections.Generic;

public partial class SortedList<TKey, TValue>
{
    /// <summary>The keys as a list that cannot be changed.</summary>
    private sealed class KeyList(SortedList<TKey, TValue> list) : IList<TKey>
    {
        public int Count => list._size;

        public bool IsReadOnly => true;

        public TKey this[int index]
        {
            get => list.GetKeyAtIndex(index);
            set => CollectionErrors.ThrowKeyCollection();
        }

        public bool Contains(TKey item) => list.ContainsKey(item);

        public int IndexOf(TKey item) => list.IndexOfKey(item);

        public void CopyTo(TKey[] array, int arrayIndex) => Array.Copy(list._keys, 0, array, arrayIndex, list._size);

        public IEnumerator<TKey> GetEnumerator() => new Enumerator(list);

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public void Add(TKey item) => ThrowNested();

        public void Clear() => ThrowNested();

        public void Insert(int index, TKey item) => ThrowNested();

        public void RemoveAt(int index) => ThrowNested();

        public bool Remove(TKey item)
        {
            ThrowNested();
            return false;
        }

        private sealed class Enumerator(SortedList<TKey, TValue> list) : IEnumerator<TKey>
        {
            private IndexCursor _cursor = new(list);
            private TKey? _current;

            public TKey Current => _current!;

            public bool MoveNext()
            {
                int index = _cursor.MoveNext(list);
                _current = index < 0 ? default : list._keys[index];
                return index >= 0;
            }

            public void Dispose()
            {
            }

            object? IEnumerator.Current
            {
                get
                {
                    _cursor.CheckCurrent();
                    return _current;
                }
            }

            void IEnumerator.Reset()
            {
                _cursor.Reset(list);
                _current = default;
            }
        }
    }
}
