using Xunit;

namespace Invariants.Tests;

/// <summary>Everything about invariant 8.</summary>
[Trait("Invariant", "8")]
public sealed class Invariant08Tests
{
    [Theory]
    [MemberData(nameof(BootedStates.Names), MemberType = typeof(BootedStates))]
    public void Holds_in_a_kernel(string state) => BootedStates.Hold(state, 8);

    [Theory]
    [CheckersOf(8)]
    public void Holds(string checker) => CheckerRuns.Hold(checker);

    [Theory]
    [MutantsOf(8)]
    public void Is_violated_by(string mutant) => MutantEngine.Kills(mutant);
}
