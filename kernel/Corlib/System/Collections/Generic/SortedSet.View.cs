namespace System.Collections.Generic;

public partial class SortedSet<T>
{
    private readonly bool _isView;
    private readonly T _lower = default!;
    private readonly T _upper = default!;

    // How many elements the range has is counted when it is asked for, and remembered for this version of the tree.
    private int _rangeCount;
    private int _rangeVersion = -1;

    private SortedSet(SortedTree<T, Nothing> tree, T lower, T upper)
    {
        _tree = tree;
        _isView = true;
        _lower = lower;
        _upper = upper;
    }

    /// <summary>The elements from <paramref name="lowerValue"/> to <paramref name="upperValue"/>, both included, as a set
    /// that sees the changes of this one and makes its own changes in it.</summary>
    public virtual SortedSet<T> GetViewBetween(T? lowerValue, T? upperValue)
    {
        if (_isView)
        {
            if (_tree.Compare(_lower, lowerValue!) > 0)
                throw new ArgumentOutOfRangeException(nameof(lowerValue));
            if (_tree.Compare(_upper, upperValue!) < 0)
                throw new ArgumentOutOfRangeException(nameof(upperValue));
        }

        if (_tree.Compare(lowerValue!, upperValue!) > 0)
            throw new ArgumentException("Must be less than or equal to upperValue.", nameof(lowerValue));
        return new SortedSet<T>(_tree, lowerValue!, upperValue!);
    }

    private bool IsInRange(T item) =>
        !_isView || (_tree.Compare(_lower, item) <= 0 && _tree.Compare(item, _upper) <= 0);

    private SortedTree<T, Nothing>.Node? FirstNode()
    {
        if (!_isView)
            return _tree.First;
        SortedTree<T, Nothing>.Node? node = _tree.FirstFrom(_lower);
        return node is not null && IsInRange(node.Key) ? node : null;
    }

    private SortedTree<T, Nothing>.Node? LastNode()
    {
        if (!_isView)
            return _tree.Last;
        SortedTree<T, Nothing>.Node? node = _tree.LastUpTo(_upper);
        return node is not null && IsInRange(node.Key) ? node : null;
    }

    private int CountRange()
    {
        if (_rangeVersion == _tree.Version)
            return _rangeCount;
        int count = 0;
        foreach (T _ in this)
            count++;
        _rangeCount = count;
        _rangeVersion = _tree.Version;
        return count;
    }
}
