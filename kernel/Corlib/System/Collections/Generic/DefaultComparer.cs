using System.Diagnostics.CodeAnalysis;
using Internal.IntrinsicSupport;

namespace System.Collections.Generic;

/// <summary>Order as the type itself defines it: <see cref="IComparable{T}"/>, else <see cref="IComparable"/>.
/// Null comes first.</summary>
internal sealed class DefaultComparer<T> : Comparer<T>
{
    public override int Compare(T? x, T? y)
    {
        // The compiler knows each of these tests when T is a value type, and removes the boxes.
        if (typeof(T).IsEnum)
            return ComparerHelpers.EnumOnlyCompare(x, y);
        if (x is null)
            return y is null ? 0 : -1;
        if (y is null)
            return 1;
        if (x is IComparable<T>)
            return ((IComparable<T>)x).CompareTo(y);
        if (ReferenceEquals(x, y))
            return 0;
        return x switch
        {
            IComparable comparable => comparable.CompareTo(y),
            _ when y is IComparable comparable => -comparable.CompareTo(x),
            _ => throw new ArgumentException("At least one object must implement IComparable."),
        };
    }

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is DefaultComparer<T>;

    public override int GetHashCode() => 23;
}
