namespace System.Collections.Generic;

public partial class SortedDictionary<TKey, TValue>
{
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public struct Enumerator : IEnumerator<KeyValuePair<TKey, TValue>>, IDictionaryEnumerator
    {
        private NodeCursor _cursor;
        private KeyValuePair<TKey, TValue> _current;

        internal Enumerator(SortedDictionary<TKey, TValue> dictionary) => _cursor = new NodeCursor(dictionary._tree);

        public readonly KeyValuePair<TKey, TValue> Current => _current;

        public bool MoveNext()
        {
            SortedTree<TKey, TValue>.Node? node = _cursor.MoveNext();
            _current = node is null ? default : new KeyValuePair<TKey, TValue>(node.Key, node.Value);
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
            _cursor.Reset();
            _current = default;
        }
    }

    /// <summary>The walk over the nodes that the three enumerators share.</summary>
    private struct NodeCursor(SortedTree<TKey, TValue> tree)
    {
        private readonly int _version = tree.Version;
        private SortedTree<TKey, TValue>.Node? _next = tree.First;
        private bool _hasCurrent;

        public SortedTree<TKey, TValue>.Node? MoveNext()
        {
            if (_version != tree.Version)
                CollectionErrors.ThrowModifiedSinceStart();
            SortedTree<TKey, TValue>.Node? node = _next;
            _hasCurrent = node is not null;
            if (node is not null)
                _next = SortedTree<TKey, TValue>.Next(node);
            return node;
        }

        public readonly void CheckCurrent()
        {
            if (!_hasCurrent)
                CollectionErrors.ThrowNoCurrent();
        }

        public void Reset()
        {
            if (_version != tree.Version)
                CollectionErrors.ThrowModifiedSinceStart();
            _next = tree.First;
            _hasCurrent = false;
        }
    }
}
