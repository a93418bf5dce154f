using Xunit;

namespace Invariants.Tests;

/// <summary>Everything about invariant 2.</summary>
[Trait("Invariant", "2")]
public sealed class Invariant02Tests
{
    [Theory]
    [CheckersOf(2)]
    public void Holds(string checker) => CheckerRuns.Hold(checker);
}
