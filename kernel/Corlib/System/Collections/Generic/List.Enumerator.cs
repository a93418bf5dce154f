namespace System.Collections.Generic;

public partial class List<T>
{
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public struct Enumerator : IEnumerator<T>
    {
        private readonly List<T> _list;
        private readonly int _version;
        private int _next;
        private T? _current;

        internal Enumerator(List<T> list)
        {
            _list = list;
            _version = list._version;
        }

        public readonly T Current => _current!;

        public bool MoveNext()
        {
            List<T> list = _list;
            if (_version != list._version)
                CollectionErrors.ThrowModified();
            if ((uint)_next < (uint)list._size)
            {
                _current = list._items[_next++];
                return true;
            }

            _next = -1;
            _current = default;
            return false;
        }

        public readonly void Dispose()
        {
        }

        readonly object? IEnumerator.Current
        {
            get
            {
                // 0: not started, -1: finished.
                if (_next <= 0)
                    CollectionErrors.ThrowNoCurrent();
                return _current;
            }
        }

        void IEnumerator.Reset()
        {
            if (_version != _list._version)
                CollectionErrors.ThrowModified();
            _next = 0;
            _current = default;
        }
    }
}
