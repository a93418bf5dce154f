using Xunit;

namespace Invariants.Tests;

/// <summary>Everything about invariant 10.</summary>
[Trait("Invariant", "10")]
public sealed class Invariant10Tests
{
    [Theory]
    [MemberData(nameof(BootedStates.Names), MemberType = typeof(BootedStates))]
    public void Holds_in_a_kernel(string state) => BootedStates.Hold(state, 10);

    [Theory]
    [CheckersOf(10)]
    public void Holds(string checker) => CheckerRuns.Hold(checker);

    [Theory]
    [MutantsOf(10)]
    public void Is_violated_by(string mutant) => MutantEngine.Kills(mutant);
}
