namespace System.Collections.Generic;

public partial class SortedSet<T>
{
    public void UnionWith(IEnumerable<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other == this)
            return;
        foreach (T item in other)
            Add(item);
    }

    public void IntersectWith(IEnumerable<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Count == 0 || other == this)
            return;
        SortedSet<T> kept = AsSet(other);
        RemoveWhere(item => !kept.Contains(item));
    }

    public void ExceptWith(IEnumerable<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Count == 0)
            return;
        if (other == this)
        {
            Clear();
            return;
        }

        foreach (T item in other)
            Remove(item);
    }

    public void SymmetricExceptWith(IEnumerable<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other == this)
        {
            Clear();
            return;
        }

        // An element that the other sequence repeats must change sides once.
        foreach (T item in AsSet(other))
        {
            if (!Remove(item))
                Add(item);
        }
    }

    public bool IsSubsetOf(IEnumerable<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Count == 0 || AsSet(other).ContainsAll(this);
    }

    public bool IsProperSubsetOf(IEnumerable<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        SortedSet<T> set = AsSet(other);
        return set.Count > Count && set.ContainsAll(this);
    }

    public bool IsSupersetOf(IEnumerable<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return ContainsAll(other);
    }

    public bool IsProperSupersetOf(IEnumerable<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Count == 0)
            return false;
        SortedSet<T> set = AsSet(other);
        return set.Count < Count && ContainsAll(set);
    }

    public bool Overlaps(IEnumerable<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Count == 0)
            return false;
        foreach (T item in other)
        {
            if (Contains(item))
                return true;
        }

        return false;
    }

    public bool SetEquals(IEnumerable<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        SortedSet<T> set = AsSet(other);
        return set.Count == Count && ContainsAll(set);
    }

    private bool ContainsAll(IEnumerable<T> other)
    {
        foreach (T item in other)
        {
            if (!Contains(item))
                return false;
        }

        return true;
    }

    /// <summary>The other sequence as a set by this set's order.</summary>
    private SortedSet<T> AsSet(IEnumerable<T> other) =>
        other is SortedSet<T> set && set.Comparer.Equals(Comparer) ? set : new SortedSet<T>(other, Comparer);
}
