using Xunit;

namespace Invariants.Tests;

/// <summary>Everything about invariant 5.</summary>
[Trait("Invariant", "5")]
public sealed class Invariant05Tests
{
    [Theory]
    [CheckersOf(5)]
    public void Holds(string checker) => CheckerRuns.Hold(checker);
}
