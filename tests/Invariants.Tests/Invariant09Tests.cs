using Xunit;

namespace Invariants.Tests;

/// <summary>Everything about invariant 9.</summary>
[Trait("Invariant", "9")]
public sealed class Invariant09Tests
{
    [Theory]
    [CheckersOf(9)]
    public void Holds(string checker) => CheckerRuns.Hold(checker);
}
