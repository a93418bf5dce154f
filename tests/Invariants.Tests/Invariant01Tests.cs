using Xunit;

namespace Invariants.Tests;

/// <summary>Everything about invariant 1.</summary>
[Trait("Invariant", "1")]
public sealed class Invariant01Tests
{
    [Theory]
    [CheckersOf(1)]
    public void Holds(string checker) => CheckerRuns.Hold(checker);
}
