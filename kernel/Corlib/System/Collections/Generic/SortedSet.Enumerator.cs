namespace System.Collections.Generic;

public partial class SortedSet<T>
{
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The elements from the last to the first.</summary>
    public IEnumerable<T> Reverse()
    {
        var backwards = new Enumerator(this, isReversed: true);
        while (backwards.MoveNext())
            yield return backwards.Current;
    }

    public struct Enumerator : IEnumerator<T>
    {
        private readonly SortedSet<T> _set;
        private readonly bool _isReversed;
        private readonly int _version;
        private SortedTree<T, Nothing>.Node? _next;
        private SortedTree<T, Nothing>.Node? _last;
        private bool _hasCurrent;
        private T? _current;

        internal Enumerator(SortedSet<T> set, bool isReversed = false)
        {
            _set = set;
            _isReversed = isReversed;
            _version = set._tree.Version;
            Start();
        }

        public readonly T Current => _current!;

        public bool MoveNext()
        {
            if (_version != _set._tree.Version)
                CollectionErrors.ThrowModifiedSinceStart();
            if (_next is null)
            {
                _hasCurrent = false;
                _current = default;
                return false;
            }

            _hasCurrent = true;
            _current = _next.Key;
            if (_next == _last)
                _next = null;
            else
                _next = _isReversed ? SortedTree<T, Nothing>.Previous(_next) : SortedTree<T, Nothing>.Next(_next);
            return true;
        }

        public readonly void Dispose()
        {
        }

        readonly object? IEnumerator.Current
        {
            get
            {
                if (!_hasCurrent)
                    CollectionErrors.ThrowNoCurrent();
                return _current;
            }
        }

        void IEnumerator.Reset()
        {
            if (_version != _set._tree.Version)
                CollectionErrors.ThrowModifiedSinceStart();
            Start();
        }

        private void Start()
        {
            _next = _isReversed ? _set.LastNode() : _set.FirstNode();
            _last = _isReversed ? _set.FirstNode() : _set.LastNode();
            _hasCurrent = false;
            _current = default;
        }
    }
}
