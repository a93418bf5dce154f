namespace System.Collections.Generic;

public abstract class Comparer<T> : IComparer<T>
{
    public static Comparer<T> Default { get; } = new DefaultComparer();

    public abstract int Compare(T? x, T? y);

    private sealed class DefaultComparer : Comparer<T>
    {
        public override int Compare(T? x, T? y) => x is null ? (y is null ? 0 : -1) : ((IComparable<T>)x).CompareTo(y);
    }
}
