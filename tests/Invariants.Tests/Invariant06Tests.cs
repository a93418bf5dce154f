using Xunit;

namespace Invariants.Tests;

/// <summary>Everything about invariant 6.</summary>
[Trait("Invariant", "6")]
public sealed class Invariant06Tests
{
    [Theory]
    [CheckersOf(6)]
    public void Holds(string checker) => CheckerRuns.Hold(checker);
}
