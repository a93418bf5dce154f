using Xunit;

namespace Invariants.Tests;

/// <summary>Everything about invariant 1.</summary>
[Trait("Invariant", "1")]
public sealed class Invariant01Tests
{
    [Theory]
    [MemberData(nameof(BootedStates.Names), MemberType = typeof(BootedStates))]
    public void Holds_in_a_kernel(string state) => BootedStates.Hold(state, 1);

    [Theory]
    [CheckersOf(1)]
    public void Holds(string checker) => CheckerRuns.Hold(checker);

    [Theory]
    [MutantsOf(1)]
    public void Is_violated_by(string mutant) => MutantEngine.Kills(mutant);
}
