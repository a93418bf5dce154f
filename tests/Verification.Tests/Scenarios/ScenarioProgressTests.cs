using System.Collections.Generic;
using System.Linq;
using Verification.Checking;
using Verification.Scenarios;
using Xunit;

namespace Verification.Tests.Scenarios;

/// <summary>What somebody who waits for a scenario is told.</summary>
public class ScenarioProgressTests
{
    [Fact]
    public void An_exhaustive_search_tells_its_depth_and_its_estimated_share()
    {
        List<CheckProgress> told = Run(effort: 1);
        Assert.Equal(["all under SC", "all under TSO"], told.Select(p => p.Search).Distinct());
        Assert.All(told, p => Assert.InRange(p.Explored!.Value, double.Epsilon, 1));
        Assert.All(told, p => Assert.True(p.Depth > 0));
        Assert.All(told.GroupBy(p => p.Search), search => Assert.Equal(1, search.Last().Explored));
        Assert.Equal(Enumerable.Range(1, told.Count).Select(i => (long)i), told.Select(p => p.Executions));
    }

    [Fact]
    public void Samples_have_no_share()
    {
        List<CheckProgress> told = Run(effort: 0); // one execution of each search
        Assert.Equal(["all under SC", "all under TSO", "few preemptions", "samples"], told.Select(p => p.Search));
        Assert.Equal([true, true, false, false], told.Select(p => p.Explored is not null));
    }

    private static List<CheckProgress> Run(double effort)
    {
        var told = new List<CheckProgress>();
        CheckResult result = CountingScenario.With(CountingScenario.InTwoSteps).ToChecker().Run(CheckBudget.Default with { Effort = effort, Progress = told.Add });
        Assert.Equal(Verdict.Holds, result.Verdict);
        return told;
    }
}
