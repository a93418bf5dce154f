using Xunit;

namespace Invariants.Tests;

/// <summary>Everything about invariant 7.</summary>
[Trait("Invariant", "7")]
public sealed class Invariant07Tests
{
    [Theory]
    [CheckersOf(7)]
    public void Holds(string checker) => CheckerRuns.Hold(checker);
}
