using System.Collections.Generic;
using System.Linq;
using Verification.Checking;
using Xunit;

namespace Invariants.Tests;

/// <summary>The checkers of rules that belong to none of the ten invariants.</summary>
public sealed class FinerRuleTests
{
    public static IEnumerable<object[]> Checkers => Verification.Checking.Checkers.All.Where(c => c.Invariants.Count == 0).Select(c => new object[] { c.Name });

    [Theory]
    [MemberData(nameof(Checkers))]
    public void Holds(string checker) => CheckerRuns.Hold(checker);
}
