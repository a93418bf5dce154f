namespace Internal.Runtime;

/// <summary>How assignments to a generic type may vary in one of its type parameters.</summary>
internal enum GenericVariance : byte
{
    Invariant = 0,
    Covariant = 1,
    Contravariant = 2,
}
