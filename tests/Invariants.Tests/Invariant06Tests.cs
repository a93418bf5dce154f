using Xunit;

namespace Invariants.Tests;

/// <summary>Everything about invariant 6.</summary>
[Trait("Invariant", "6")]
public sealed class Invariant06Tests
{
    [Theory]
    [MemberData(nameof(BootedStates.Names), MemberType = typeof(BootedStates))]
    public void Holds_in_a_kernel(string state) => BootedStates.Hold(state, 6);

    [Theory]
    [CheckersOf(6)]
    public void Holds(string checker) => CheckerRuns.Hold(checker);

    [Theory]
    [MutantsOf(6)]
    public void Is_violated_by(string mutant) => MutantEngine.Kills(mutant);
}
