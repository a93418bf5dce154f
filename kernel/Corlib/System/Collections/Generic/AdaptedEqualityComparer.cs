using System.Diagnostics.CodeAnalysis;

namespace System.Collections.Generic;

/// <summary>Makes a class of any comparer, because a hash table calls a class: a virtual call is cheaper than an
/// interface call from code that all reference types share.</summary>
internal sealed class AdaptedEqualityComparer<T>(IEqualityComparer<T> original) : EqualityComparer<T>
{
    public IEqualityComparer<T> Original { get; } = original;

    public override bool Equals(T? x, T? y) => Original.Equals(x, y);

    public override int GetHashCode([DisallowNull] T obj) => Original.GetHashCode(obj);
}
