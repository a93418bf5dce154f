using Xunit;

namespace Invariants.Tests;

/// <summary>Everything about invariant 2.</summary>
[Trait("Invariant", "2")]
public sealed class Invariant02Tests
{
    [Theory]
    [MemberData(nameof(BootedStates.Names), MemberType = typeof(BootedStates))]
    public void Holds_in_a_kernel(string state) => BootedStates.Hold(state, 2);

    [Theory]
    [CheckersOf(2)]
    public void Holds(string checker) => CheckerRuns.Hold(checker);

    [Theory]
    [MutantsOf(2)]
    public void Is_violated_by(string mutant) => MutantEngine.Kills(mutant);
}
