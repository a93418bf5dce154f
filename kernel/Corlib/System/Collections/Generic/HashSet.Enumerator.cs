namespace System.Collections.Generic;

public partial class HashSet<T>
{
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public struct Enumerator : IEnumerator<T>
    {
        private const int Finished = -1;

        private readonly HashSet<T> _set;
        private readonly int _version;
        private int _next;
        private T? _current;

        internal Enumerator(HashSet<T> set)
        {
            _set = set;
            _version = set._table.Version;
        }

        public readonly T Current => _current!;

        public bool MoveNext()
        {
            if (_version != _set._table.Version)
                CollectionErrors.ThrowModified();
            if (_set._table.MoveNext(ref _next, out int index))
            {
                _current = _set._table[index].Key;
                return true;
            }

            _next = Finished;
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
                if (_next is 0 or Finished)
                    CollectionErrors.ThrowNoCurrent();
                return _current;
            }
        }

        void IEnumerator.Reset()
        {
            if (_version != _set._table.Version)
                CollectionErrors.ThrowModified();
            _next = 0;
            _current = default;
        }
    }
}
