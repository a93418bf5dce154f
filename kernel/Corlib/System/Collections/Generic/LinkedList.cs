using System.Diagnostics;

namespace System.Collections.Generic;

[DebuggerDisplay("Count = {Count}")]
public partial class LinkedList<T> : ICollection<T>, ICollection, IReadOnlyCollection<T>
{
    internal LinkedListNode<T>? _first;
    private int _count;
    private int _version;

    public LinkedList()
    {
    }

    public LinkedList(IEnumerable<T> collection)
    {
        ArgumentNullException.ThrowIfNull(collection);
        foreach (T item in collection)
            AddLast(item);
    }

    public int Count => _count;

    public LinkedListNode<T>? First => _first;

    public LinkedListNode<T>? Last => _first?._previous;

    public LinkedListNode<T> AddAfter(LinkedListNode<T> node, T value)
    {
        CheckOwn(node);
        var added = new LinkedListNode<T>(this, value);
        Link(node._next!, added);
        return added;
    }

    public void AddAfter(LinkedListNode<T> node, LinkedListNode<T> newNode)
    {
        CheckOwn(node);
        CheckFree(newNode, "node");
        Link(node._next!, newNode);
    }

    public LinkedListNode<T> AddBefore(LinkedListNode<T> node, T value)
    {
        CheckOwn(node);
        var added = new LinkedListNode<T>(this, value);
        LinkBefore(node, added);
        return added;
    }

    public void AddBefore(LinkedListNode<T> node, LinkedListNode<T> newNode)
    {
        CheckOwn(node);
        CheckFree(newNode, "node");
        LinkBefore(node, newNode);
    }

    public LinkedListNode<T> AddFirst(T value)
    {
        var added = new LinkedListNode<T>(this, value);
        LinkAtEnds(added);
        _first = added;
        return added;
    }

    public void AddFirst(LinkedListNode<T> node)
    {
        CheckFree(node, nameof(node));
        LinkAtEnds(node);
        _first = node;
    }

    public LinkedListNode<T> AddLast(T value)
    {
        var added = new LinkedListNode<T>(this, value);
        LinkAtEnds(added);
        return added;
    }

    public void AddLast(LinkedListNode<T> node)
    {
        CheckFree(node, nameof(node));
        LinkAtEnds(node);
    }

    public bool Remove(T value)
    {
        LinkedListNode<T>? node = Find(value);
        if (node is null)
            return false;
        Unlink(node);
        return true;
    }

    public void Remove(LinkedListNode<T> node)
    {
        CheckOwn(node);
        Unlink(node);
    }

    public void RemoveFirst() => Unlink(_first ?? throw new InvalidOperationException("The LinkedList is empty."));

    public void RemoveLast() => Unlink(Last ?? throw new InvalidOperationException("The LinkedList is empty."));

    public void Clear()
    {
        LinkedListNode<T>? node = _first;
        while (node is not null)
        {
            LinkedListNode<T>? next = node.Next;
            node.Forget();
            node = next;
        }

        _first = null;
        _count = 0;
        _version++;
    }

    public bool Contains(T value) => Find(value) is not null;

    public LinkedListNode<T>? Find(T value)
    {
        for (LinkedListNode<T>? node = First; node is not null; node = node.Next)
        {
            if (EqualityComparer<T>.Default.Equals(node.Value, value))
                return node;
        }

        return null;
    }

    public LinkedListNode<T>? FindLast(T value)
    {
        for (LinkedListNode<T>? node = Last; node is not null; node = node.Previous)
        {
            if (EqualityComparer<T>.Default.Equals(node.Value, value))
                return node;
        }

        return null;
    }

    public void CopyTo(T[] array, int index)
    {
        ArgumentNullException.ThrowIfNull(array);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        if (index > array.Length)
            throw new ArgumentOutOfRangeException(nameof(index), index, "Must be less than or equal to the size of the collection.");
        if (array.Length - index < Count)
            throw new ArgumentException("Insufficient space in the target location to copy the information.");
        foreach (T item in this)
            array[index++] = item;
    }

    bool ICollection<T>.IsReadOnly => false;

    void ICollection<T>.Add(T item) => AddLast(item);

    bool ICollection.IsSynchronized => false;

    object ICollection.SyncRoot => this;

    void ICollection.CopyTo(Array array, int index)
    {
        ArgumentNullException.ThrowIfNull(array);
        var items = new T[Count];
        CopyTo(items, 0);
        Array.Copy(items, 0, array, index, items.Length);
    }

    private void LinkBefore(LinkedListNode<T> node, LinkedListNode<T> added)
    {
        Link(node, added);
        if (node == _first)
            _first = added;
    }

    /// <summary>Between the last node and the first: which of the two it becomes is up to the caller.</summary>
    private void LinkAtEnds(LinkedListNode<T> added)
    {
        if (_first is not null)
        {
            Link(_first, added);
            return;
        }

        added._list = this;
        added._next = added;
        added._previous = added;
        _first = added;
        _count++;
        _version++;
    }

    private void Link(LinkedListNode<T> next, LinkedListNode<T> added)
    {
        LinkedListNode<T> previous = next._previous!;
        added._list = this;
        added._next = next;
        added._previous = previous;
        previous._next = added;
        next._previous = added;
        _count++;
        _version++;
    }

    private void Unlink(LinkedListNode<T> node)
    {
        if (node._next == node)
        {
            _first = null;
        }
        else
        {
            node._next!._previous = node._previous;
            node._previous!._next = node._next;
            if (_first == node)
                _first = node._next;
        }

        node.Forget();
        _count--;
        _version++;
    }

    private void CheckOwn(LinkedListNode<T> node)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (node._list != this)
            throw new InvalidOperationException("The LinkedList node does not belong to current LinkedList.");
    }

    private static void CheckFree(LinkedListNode<T> node, string parameter)
    {
        ArgumentNullException.ThrowIfNull(node, parameter);
        if (node._list is not null)
            throw new InvalidOperationException("The LinkedList node already belongs to a LinkedList.");
    }
}
