using Xunit;

namespace Invariants.Tests;

/// <summary>Everything about invariant 3.</summary>
[Trait("Invariant", "3")]
public sealed class Invariant03Tests
{
    [Theory]
    [CheckersOf(3)]
    public void Holds(string checker) => CheckerRuns.Hold(checker);
}
