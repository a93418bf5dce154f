using System.Diagnostics.CodeAnalysis;
using Internal.IntrinsicSupport;

namespace System.Collections.Generic;

/// <summary>Equality as the type itself defines it: <see cref="IEquatable{T}"/> where <typeparamref name="T"/> has
/// it, else <see cref="object.Equals(object)"/>.</summary>
internal sealed class DefaultEqualityComparer<T> : EqualityComparer<T>
{
    public override bool Equals(T? x, T? y)
    {
        if (typeof(T).IsValueType)
            return EqualityComparerHelpers.StructOnlyEquals(x, y);
        if (x is null)
            return y is null;
        if (y is null)
            return false;
        return x is IEquatable<T> equatable ? equatable.Equals(y) : x.Equals(y);
    }

    public override int GetHashCode([DisallowNull] T obj) => obj is null ? 0 : obj.GetHashCode();

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is DefaultEqualityComparer<T>;

    public override int GetHashCode() => 17;
}
