namespace System.Collections.Generic;

public partial class LinkedList<T>
{
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public struct Enumerator : IEnumerator<T>
    {
        private readonly LinkedList<T> _list;
        private readonly int _version;
        private LinkedListNode<T>? _next;
        private bool _hasCurrent;
        private T? _current;

        internal Enumerator(LinkedList<T> list)
        {
            _list = list;
            _version = list._version;
            _next = list._first;
        }

        public readonly T Current => _current!;

        public bool MoveNext()
        {
            if (_version != _list._version)
                CollectionErrors.ThrowModifiedSinceStart();
            if (_next is null)
            {
                _hasCurrent = false;
                _current = default;
                return false;
            }

            _hasCurrent = true;
            _current = _next.Value;
            _next = _next.Next;
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
            if (_version != _list._version)
                CollectionErrors.ThrowModifiedSinceStart();
            _next = _list._first;
            _hasCurrent = false;
            _current = default;
        }
    }
}
