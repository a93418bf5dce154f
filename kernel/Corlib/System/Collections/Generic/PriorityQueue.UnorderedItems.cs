namespace System.Collections.Generic;

public partial class PriorityQueue<TElement, TPriority>
{
    public UnorderedItemsCollection UnorderedItems => _unorderedItems ??= new UnorderedItemsCollection(this);

    /// <summary>The contents of the queue in the order of the heap, which is to say none.</summary>
    public sealed class UnorderedItemsCollection : IReadOnlyCollection<(TElement Element, TPriority Priority)>
    {
        private readonly PriorityQueue<TElement, TPriority> _queue;

        internal UnorderedItemsCollection(PriorityQueue<TElement, TPriority> queue) => _queue = queue;

        public int Count => _queue._size;

        public Enumerator GetEnumerator() => new(_queue);

        IEnumerator<(TElement Element, TPriority Priority)> IEnumerable<(TElement Element, TPriority Priority)>.GetEnumerator() => GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public struct Enumerator : IEnumerator<(TElement Element, TPriority Priority)>
        {
            private const int Finished = -1;

            private readonly PriorityQueue<TElement, TPriority> _queue;
            private readonly int _version;
            private int _next;
            private (TElement, TPriority) _current;

            internal Enumerator(PriorityQueue<TElement, TPriority> queue)
            {
                _queue = queue;
                _version = queue._version;
            }

            public readonly (TElement Element, TPriority Priority) Current => _current;

            public bool MoveNext()
            {
                if (_version != _queue._version)
                    CollectionErrors.ThrowModifiedSinceStart();
                if ((uint)_next < (uint)_queue._size)
                {
                    _current = _queue._nodes[_next++];
                    return true;
                }

                _next = Finished;
                _current = default;
                return false;
            }

            public readonly void Dispose()
            {
            }

            readonly object IEnumerator.Current => _current;

            void IEnumerator.Reset()
            {
                if (_version != _queue._version)
                    CollectionErrors.ThrowModifiedSinceStart();
                _next = 0;
                _current = default;
            }
        }
    }
}
