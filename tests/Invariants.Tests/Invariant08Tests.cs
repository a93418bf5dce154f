using Xunit;

namespace Invariants.Tests;

/// <summary>Everything about invariant 8.</summary>
[Trait("Invariant", "8")]
public sealed class Invariant08Tests
{
    [Theory]
    [CheckersOf(8)]
    public void Holds(string checker) => CheckerRuns.Hold(checker);
}
