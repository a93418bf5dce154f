using Xunit;

namespace Invariants.Tests;

/// <summary>Everything about invariant 10.</summary>
[Trait("Invariant", "10")]
public sealed class Invariant10Tests
{
    [Theory]
    [CheckersOf(10)]
    public void Holds(string checker) => CheckerRuns.Hold(checker);
}
