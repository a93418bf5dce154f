using Xunit;

namespace Invariants.Tests;

/// <summary>Everything about invariant 7.</summary>
[Trait("Invariant", "7")]
public sealed class Invariant07Tests
{
    [Theory]
    [MemberData(nameof(BootedStates.Names), MemberType = typeof(BootedStates))]
    public void Holds_in_a_kernel(string state) => BootedStates.Hold(state, 7);

    [Theory]
    [CheckersOf(7)]
    public void Holds(string checker) => CheckerRuns.Hold(checker);

    [Theory]
    [MutantsOf(7)]
    public void Is_violated_by(string mutant) => MutantEngine.Kills(mutant);
}
