namespace System.Collections.Generic;

public partial class SortedList<TKey, TValue>
{
    /// <summary>The values as a list that cannot be changed.</summary>
    private sealed class ValueList(SortedList<TKey, TValue> list) : IList<TValue>
    {
        public int Count => list._size;

        public bool IsReadOnly => true;

        public TValue this[int index]
        {
            get => list.GetValueAtIndex(index);
            set => ThrowNested();
        }

        public bool Contains(TValue item) => list.ContainsValue(item);

        public int IndexOf(TValue item) => list.IndexOfValue(item);

        public void CopyTo(TValue[] array, int arrayIndex) => Array.Copy(list._values, 0, array, arrayIndex, list._size);

        public IEnumerator<TValue> GetEnumerator() => new Enumerator(list);

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public void Add(TValue item) => ThrowNested();

        public void Clear() => ThrowNested();

        public void Insert(int index, TValue item) => ThrowNested();

        public void RemoveAt(int index) => ThrowNested();

        public bool Remove(TValue item)
        {
            ThrowNested();
            return false;
        }

        private sealed class Enumerator(SortedList<TKey, TValue> list) : IEnumerator<TValue>
        {
            private IndexCursor _cursor = new(list);
            private TValue? _current;

            public TValue Current => _current!;

            public bool MoveNext()
            {
                int index = _cursor.MoveNext(list);
                _current = index < 0 ? default : list._values[index];
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
