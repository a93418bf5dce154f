using System.Collections.Generic;
using System.Linq;
using Verification.Checking;
using Xunit;

namespace Invariants.Tests;

/// <summary>The rules that belong to none of the ten invariants: locks, wake-ups, grace periods, policies. Their topics are in the names of the rows.</summary>
[Trait("Invariant", "none")]
public sealed class FinerRuleTests
{
    public static IEnumerable<object[]> Checkers => Verification.Checking.Checkers.All.Where(c => c.Invariants.Count == 0).Select(c => new object[] { c.Topic, c.Name });

    [Theory]
    [MemberData(nameof(Checkers))]
    public void Holds(string topic, string checker)
    {
        Assert.Equal(topic, Verification.Checking.Checkers.Named(checker).Topic);
        CheckerRuns.Hold(checker);
    }

    [Theory]
    [MutantsOf(0)]
    public void Is_violated_by(string mutant) => MutantEngine.Kills(mutant);
}
