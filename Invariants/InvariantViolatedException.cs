using System;

namespace Invariants;

/// <summary>A state in which an invariant does not hold.</summary>
public sealed class InvariantViolatedException(int number, string found) : Exception($"invariant {number} violated: {found}")
{
    public int Number { get; } = number;
}
