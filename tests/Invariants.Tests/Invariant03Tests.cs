using Xunit;

namespace Invariants.Tests;

/// <summary>Everything about invariant 3.</summary>
[Trait("Invariant", "3")]
public sealed class Invariant03Tests
{
    [Theory]
    [MemberData(nameof(BootedStates.Names), MemberType = typeof(BootedStates))]
    public void Holds_in_a_kernel(string state) => BootedStates.Hold(state, 3);

    [Theory]
    [CheckersOf(3)]
    public void Holds(string checker) => CheckerRuns.Hold(checker);

    [Theory]
    [MutantsOf(3)]
    public void Is_violated_by(string mutant) => MutantEngine.Kills(mutant);
}
