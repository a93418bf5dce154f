using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace System.Collections.Generic;

/// <summary>The element of the smallest priority comes first; among equals the order is not defined. A heap in which
/// a node has four children: it is half as deep as one with two, and the children lie side by side.</summary>
[DebuggerDisplay("Count = {Count}")]
public partial class PriorityQueue<TElement, TPriority>
{
    private const int Children = 4;

    private readonly Comparer<TPriority> _order;
    private (TElement Element, TPriority Priority)[] _nodes;
    private int _size;
    private int _version;
    private UnorderedItemsCollection? _unorderedItems;

    public PriorityQueue()
        : this((IComparer<TPriority>?)null)
    {
    }

    public PriorityQueue(int initialCapacity)
        : this(initialCapacity, null)
    {
    }

    public PriorityQueue(IComparer<TPriority>? comparer)
    {
        _nodes = [];
        _order = AdaptedComparer<TPriority>.Adapt(comparer);
    }

    public PriorityQueue(int initialCapacity, IComparer<TPriority>? comparer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(initialCapacity);
        _nodes = new (TElement, TPriority)[initialCapacity];
        _order = AdaptedComparer<TPriority>.Adapt(comparer);
    }

    public PriorityQueue(IEnumerable<(TElement Element, TPriority Priority)> items)
        : this(items, null)
    {
    }

    public PriorityQueue(IEnumerable<(TElement Element, TPriority Priority)> items, IComparer<TPriority>? comparer)
    {
        ArgumentNullException.ThrowIfNull(items);
        _order = AdaptedComparer<TPriority>.Adapt(comparer);
        _nodes = new List<(TElement, TPriority)>(items).ToArray();
        _size = _nodes.Length;
        Heapify();
    }

    public int Count => _size;

    public int Capacity => _nodes.Length;

    public IComparer<TPriority> Comparer => AdaptedComparer<TPriority>.OriginalOf(_order);

    public void Enqueue(TElement element, TPriority priority)
    {
        int size = _size;
        if (size == _nodes.Length)
            Grow(size + 1);
        _size = size + 1;
        _version++;
        MoveUp((element, priority), size);
    }

    public TElement Peek()
    {
        if (_size == 0)
            CollectionErrors.ThrowEmpty("Queue");
        return _nodes[0].Element;
    }

    public TElement Dequeue()
    {
        if (!TryDequeue(out TElement? element, out _))
            CollectionErrors.ThrowEmpty("Queue");
        return element;
    }

    public bool TryPeek([MaybeNullWhen(false)] out TElement element, [MaybeNullWhen(false)] out TPriority priority)
    {
        (element, priority) = _size == 0 ? default : _nodes[0];
        return _size != 0;
    }

    public bool TryDequeue([MaybeNullWhen(false)] out TElement element, [MaybeNullWhen(false)] out TPriority priority)
    {
        if (_size == 0)
        {
            element = default;
            priority = default;
            return false;
        }

        (element, priority) = _nodes[0];
        RemoveAt(0);
        return true;
    }

    /// <summary>Like a dequeue followed by an enqueue, but faster.</summary>
    public TElement DequeueEnqueue(TElement element, TPriority priority)
    {
        if (_size == 0)
            CollectionErrors.ThrowEmpty("Queue");
        TElement first = _nodes[0].Element;
        _version++;
        MoveDown((element, priority), 0);
        return first;
    }

    /// <summary>Like an enqueue followed by a dequeue, but faster.</summary>
    public TElement EnqueueDequeue(TElement element, TPriority priority)
    {
        if (_size == 0 || _order.Compare(priority, _nodes[0].Priority) <= 0)
            return element;
        return DequeueEnqueue(element, priority);
    }

    public void EnqueueRange(IEnumerable<(TElement Element, TPriority Priority)> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (_size == 0)
        {
            foreach ((TElement element, TPriority priority) in items)
                Append(element, priority);
            _version++;
            Heapify();
        }
        else
        {
            foreach ((TElement element, TPriority priority) in items)
                Enqueue(element, priority);
        }
    }

    public void EnqueueRange(IEnumerable<TElement> elements, TPriority priority)
    {
        ArgumentNullException.ThrowIfNull(elements);
        foreach (TElement element in elements)
        {
            // Into an empty queue, equal priorities are a heap as they come.
            Enqueue(element, priority);
        }
    }

    public bool Remove(
        TElement element,
        [MaybeNullWhen(false)] out TElement removedElement,
        [MaybeNullWhen(false)] out TPriority priority,
        IEqualityComparer<TElement>? equalityComparer = null)
    {
        equalityComparer ??= EqualityComparer<TElement>.Default;
        for (int i = 0; i < _size; i++)
        {
            if (equalityComparer.Equals(element, _nodes[i].Element))
            {
                (removedElement, priority) = _nodes[i];
                RemoveAt(i);
                return true;
            }
        }

        removedElement = default;
        priority = default;
        return false;
    }

    public void Clear()
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<(TElement, TPriority)>())
            Array.Clear(_nodes, 0, _size);
        _size = 0;
        _version++;
    }

    public int EnsureCapacity(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        if (_nodes.Length < capacity)
        {
            Grow(capacity);
            _version++;
        }

        return _nodes.Length;
    }

    public void TrimExcess()
    {
        if (_size < (int)(_nodes.Length * 0.9))
        {
            Array.Resize(ref _nodes, _size);
            _version++;
        }
    }

    private void Append(TElement element, TPriority priority)
    {
        if (_size == _nodes.Length)
            Grow(_size + 1);
        _nodes[_size++] = (element, priority);
    }

    private void Grow(int needed) => Array.Resize(ref _nodes, Growth.DoubledAtLeastBy4(_nodes.Length, needed));

    private void RemoveAt(int index)
    {
        int last = --_size;
        _version++;
        if (index < last)
        {
            (TElement Element, TPriority Priority) node = _nodes[last];
            if (_order.Compare(node.Priority, _nodes[index].Priority) < 0)
                MoveUp(node, index);
            else
                MoveDown(node, index);
        }

        if (RuntimeHelpers.IsReferenceOrContainsReferences<(TElement, TPriority)>())
            _nodes[last] = default;
    }

    private void Heapify()
    {
        if (_size < 2)
            return;
        for (int i = (_size - 2) / Children; i >= 0; i--)
            MoveDown(_nodes[i], i);
    }

    /// <summary>Puts a node at the free place <paramref name="index"/> or above.</summary>
    private void MoveUp((TElement Element, TPriority Priority) node, int index)
    {
        (TElement Element, TPriority Priority)[] nodes = _nodes;
        while (index > 0)
        {
            int parent = (index - 1) / Children;
            if (_order.Compare(node.Priority, nodes[parent].Priority) >= 0)
                break;
            nodes[index] = nodes[parent];
            index = parent;
        }

        nodes[index] = node;
    }

    /// <summary>Puts a node at the free place <paramref name="index"/> or below.</summary>
    private void MoveDown((TElement Element, TPriority Priority) node, int index)
    {
        (TElement Element, TPriority Priority)[] nodes = _nodes;
        while (true)
        {
            int child = index * Children + 1;
            if (child >= _size)
                break;
            int end = _size - child < Children ? _size : child + Children;
            int smallest = child;
            while (++child < end)
            {
                if (_order.Compare(nodes[child].Priority, nodes[smallest].Priority) < 0)
                    smallest = child;
            }

            if (_order.Compare(node.Priority, nodes[smallest].Priority) <= 0)
                break;
            nodes[index] = nodes[smallest];
            index = smallest;
        }

        nodes[index] = node;
    }
}
