namespace System.Collections.Generic;

public partial class SortedList<TKey, TValue>
{
    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator() => new Enumerator(this);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private sealed class Enumerator(SortedList<TKey, TValue> list) : IEnumerator<KeyValuePair<TKey, TValue>>, IDictionaryEnumerator
    {
        private IndexCursor _cursor = new(list);

        public KeyValuePair<TKey, TValue> Current { get; private set; }

        public bool MoveNext()
        {
            int index = _cursor.MoveNext(list);
            Current = index < 0 ? default : new KeyValuePair<TKey, TValue>(list._keys[index], list._values[index]);
            return index >= 0;
        }

        public void Dispose()
        {
        }

        object IEnumerator.Current
        {
            get
            {
                _cursor.CheckCurrent();
                return Current;
            }
        }

        DictionaryEntry IDictionaryEnumerator.Entry
        {
            get
            {
                _cursor.CheckCurrent();
                return new DictionaryEntry(Current.Key, Current.Value);
            }
        }

        object IDictionaryEnumerator.Key
        {
            get
            {
                _cursor.CheckCurrent();
                return Current.Key;
            }
        }

        object? IDictionaryEnumerator.Value
        {
            get
            {
                _cursor.CheckCurrent();
                return Current.Value;
            }
        }

        void IEnumerator.Reset()
        {
            _cursor.Reset(list);
            Current = default;
        }
    }

    /// <summary>The walk over the indices that the three enumerators share.</summary>
    private struct IndexCursor(SortedList<TKey, TValue> list)
    {
        private const int Finished = -1;

        private readonly int _version = list._version;
        private int _next;

        public int MoveNext(SortedList<TKey, TValue> list)
        {
            if (_version != list._version)
                CollectionErrors.ThrowModifiedSinceStart();
            if ((uint)_next < (uint)list._size)
                return _next++;
            _next = Finished;
            return -1;
        }

        public readonly void CheckCurrent()
        {
            if (_next is 0 or Finished)
                CollectionErrors.ThrowNoCurrent();
        }

        public void Reset(SortedList<TKey, TValue> list)
        {
            if (_version != list._version)
                CollectionErrors.ThrowModifiedSinceStart();
            _next = 0;
        }
    }
}
