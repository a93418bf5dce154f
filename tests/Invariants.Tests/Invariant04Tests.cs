using Xunit;

namespace Invariants.Tests;

/// <summary>Everything about invariant 4.</summary>
[Trait("Invariant", "4")]
public sealed class Invariant04Tests
{
    [Theory]
    [CheckersOf(4)]
    public void Holds(string checker) => CheckerRuns.Hold(checker);
}
