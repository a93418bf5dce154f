namespace System.Collections.Generic;

public sealed class LinkedListNode<T>
{
    // The list is a ring: the node behind the last is the first. A node is in a list exactly when it names that list.
    internal LinkedList<T>? _list;
    internal LinkedListNode<T>? _next;
    internal LinkedListNode<T>? _previous;
    private T _item;

    public LinkedListNode(T value) => _item = value;

    internal LinkedListNode(LinkedList<T> list, T value)
    {
        _list = list;
        _item = value;
    }

    public LinkedList<T>? List => _list;

    public LinkedListNode<T>? Next => _next is null || _next == _list!._first ? null : _next;

    public LinkedListNode<T>? Previous => _previous is null || this == _list!._first ? null : _previous;

    public T Value
    {
        get => _item;
        set => _item = value;
    }

    public ref T ValueRef => ref _item;

    internal void Forget()
    {
        _list = null;
        _next = null;
        _previous = null;
    }
}
