namespace System.Collections.Generic;

public abstract class Comparer<T> : IComparer, IComparer<T>
{
    /// <summary>Made of constants only, so that the compiler can lay the object out in the image.</summary>
    public static Comparer<T> Default { get; } = new DefaultComparer<T>();

    public static Comparer<T> Create(Comparison<T> comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return new ComparisonComparer<T>(comparison);
    }

    public abstract int Compare(T? x, T? y);

    int IComparer.Compare(object? x, object? y)
    {
        if (x is null)
            return y is null ? 0 : -1;
        if (y is null)
            return 1;
        if (x is T left && y is T right)
            return Compare(left, right);
        CollectionErrors.ThrowWrongTypeForComparer();
        return 0;
    }
}
