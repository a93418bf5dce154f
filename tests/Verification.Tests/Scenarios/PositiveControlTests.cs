using System;
using System.Linq;
using Verification.Checking;
using Verification.Scenarios;
using Xunit;

namespace Verification.Tests.Scenarios;

public class PositiveControlTests
{
    [Fact]
    public void A_scenario_whose_faulty_twin_is_caught_holds()
    {
        CheckResult result = Check(CountingScenario.With(CountingScenario.InTwoSteps));
        Assert.Equal(Verdict.Holds, result.Verdict);
    }

    [Fact]
    public void A_scenario_whose_faulty_twin_passes_is_inconclusive()
    {
        CheckResult result = Check(CountingScenario.With(CountingScenario.InOneStep));
        Assert.Equal(Verdict.Inconclusive, result.Verdict);
        Assert.Contains("the faulty twin, which has a bug on purpose, passed", result.Report);
    }

    [Fact]
    public void A_scenario_without_a_control_is_inconclusive()
    {
        CheckResult result = Check(CountingScenario.With(null));
        Assert.Equal(Verdict.Inconclusive, result.Verdict);
        Assert.Contains("give it a faulty twin", result.Report);
    }

    [Fact]
    public void Every_control_that_is_a_mutant_exists()
    {
        string[] mutants = [.. Mutants.Mutants.All.Select(m => m.Name)];
        Assert.All(Checkers.All.Where(c => c.Control is not null), c => Assert.Contains(c.Control, mutants));
    }

    private static CheckResult Check(ScenarioDefinition scenario) => scenario.ToChecker().Run(CheckBudget.Default);
}
