namespace System.Collections.Generic;

public abstract class EqualityComparer<T> : IEqualityComparer<T>
{
    public static EqualityComparer<T> Default { get; } = new DefaultComparer();

    public abstract bool Equals(T? x, T? y);

    public abstract int GetHashCode(T obj);

    private sealed class DefaultComparer : EqualityComparer<T>
    {
        public override bool Equals(T? x, T? y) => x is null ? y is null : x.Equals(y);

        public override int GetHashCode(T obj) => obj?.GetHashCode() ?? 0;
    }
}
