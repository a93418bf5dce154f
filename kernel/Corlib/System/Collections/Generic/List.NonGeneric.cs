namespace System.Collections.Generic;

/// <summary>The list as an <see cref="IList"/> of objects.</summary>
public partial class List<T>
{
    bool IList.IsFixedSize => false;

    bool IList.IsReadOnly => false;

    bool ICollection.IsSynchronized => false;

    object ICollection.SyncRoot => this;

    object? IList.this[int index]
    {
        get => this[index];
        set => this[index] = Unwrap(value, nameof(value));
    }

    int IList.Add(object? value)
    {
        Add(Unwrap(value, nameof(value)));
        return _size - 1;
    }

    bool IList.Contains(object? value) => IsCompatible(value) && Contains((T)value!);

    int IList.IndexOf(object? value) => IsCompatible(value) ? IndexOf((T)value!) : -1;

    void IList.Insert(int index, object? value) => Insert(index, Unwrap(value, nameof(value)));

    void IList.Remove(object? value)
    {
        if (IsCompatible(value))
            Remove((T)value!);
    }

    void ICollection.CopyTo(Array array, int arrayIndex) => Array.Copy(_items, 0, array, arrayIndex, _size);

    private static bool IsCompatible(object? value) => value is T || (value is null && default(T) is null);

    private static T Unwrap(object? value, string parameter)
    {
        if (value is null && default(T) is not null)
            throw new ArgumentNullException(parameter);
        if (!IsCompatible(value))
            throw new ArgumentException("The value \"" + value + "\" is not of type \"" + typeof(T) + "\" and cannot be used in this generic collection.", parameter);
        return (T)value!;
    }
}
