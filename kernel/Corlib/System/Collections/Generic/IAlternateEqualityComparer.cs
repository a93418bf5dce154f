using System.Diagnostics.CodeAnalysis;

namespace System.Collections.Generic;

/// <summary>Lets a hash table of <typeparamref name="T"/> be searched with another representation of the key,
/// such as a span for a string, without making a <typeparamref name="T"/> first.</summary>
public interface IAlternateEqualityComparer<in TAlternate, T>
    where TAlternate : allows ref struct
    where T : allows ref struct
{
    bool Equals(TAlternate alternate, T other);

    int GetHashCode(TAlternate alternate);

    T Create(TAlternate alternate);
}
