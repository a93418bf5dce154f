using Xunit;

namespace Invariants.Tests;

/// <summary>Everything about invariant 9.</summary>
[Trait("Invariant", "9")]
public sealed class Invariant09Tests
{
    [Theory]
    [MemberData(nameof(BootedStates.Names), MemberType = typeof(BootedStates))]
    public void Holds_in_a_kernel(string state) => BootedStates.Hold(state, 9);

    [Theory]
    [CheckersOf(9)]
    public void Holds(string checker) => CheckerRuns.Hold(checker);

    [Theory]
    [MutantsOf(9)]
    public void Is_violated_by(string mutant) => MutantEngine.Kills(mutant);
}
