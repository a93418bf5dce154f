using Xunit;

namespace Invariants.Tests;

/// <summary>Everything about invariant 4.</summary>
[Trait("Invariant", "4")]
public sealed class Invariant04Tests
{
    [Theory]
    [MemberData(nameof(BootedStates.Names), MemberType = typeof(BootedStates))]
    public void Holds_in_a_kernel(string state) => BootedStates.Hold(state, 4);

    [Theory]
    [CheckersOf(4)]
    public void Holds(string checker) => CheckerRuns.Hold(checker);

    [Theory]
    [MutantsOf(4)]
    public void Is_violated_by(string mutant) => MutantEngine.Kills(mutant);
}
