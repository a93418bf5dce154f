using Xunit;

namespace Invariants.Tests;

/// <summary>Everything about invariant 5.</summary>
[Trait("Invariant", "5")]
public sealed class Invariant05Tests
{
    [Theory]
    [MemberData(nameof(BootedStates.Names), MemberType = typeof(BootedStates))]
    public void Holds_in_a_kernel(string state) => BootedStates.Hold(state, 5);

    [Theory]
    [CheckersOf(5)]
    public void Holds(string checker) => CheckerRuns.Hold(checker);

    [Theory]
    [MutantsOf(5)]
    public void Is_violated_by(string mutant) => MutantEngine.Kills(mutant);
}
