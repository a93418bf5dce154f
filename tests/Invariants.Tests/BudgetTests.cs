using System;
using Verification.Attacks;
using Verification.Checking;
using Xunit;

namespace Invariants.Tests;

/// <summary>What a checker does follows from its effort and its seed; when time ends it before that, it says so and claims no more than it did.</summary>
public sealed class BudgetTests
{
    private static readonly CheckBudget s_noTime = CheckBudget.Default with { MaxTime = TimeSpan.Zero };

    private static readonly Checker s_attack = Attack.Checker("Nothing comes of moves that try nothing", [], "test", [new("one CPU", () => { }), new("two CPUs", () => { }, Cpus: 2)]);

    [Theory]
    [InlineData("The buddy allocator hands out only free pages, aligned, and everything joins again")]
    [InlineData("Handles on pages reach what they stand for, as long as they stand for it")]
    [InlineData("Two CPUs that pick each other's task do not wait for each other")]
    public void The_same_budget_does_the_same(string checker)
    {
        CheckResult first = CheckerRuns.Of(checker), again = Checkers.Named(checker).Run(CheckBudget.Default);
        Assert.False(first.IsOutOfTime || again.IsOutOfTime);
        Assert.Equal((first.Operations, first.Executions, first.Guarantee), (again.Operations, again.Executions, again.Guarantee));
    }

    [Fact]
    public void An_attack_says_in_how_many_schedules_it_was_made()
    {
        CheckResult whole = s_attack.Run(CheckBudget.Default);
        Assert.Equal("2 hostile moves; the 1 of several CPUs in 8 schedules each", whole.Guarantee);
        Assert.Equal(9, whole.Executions);
    }

    [Fact]
    public void An_attack_claims_no_schedule_that_time_cut_off()
    {
        CheckResult cut = s_attack.Run(s_noTime);
        Assert.True(cut.IsOutOfTime);
        Assert.Equal("2 hostile moves; the 1 of several CPUs in 1 schedule each, as many as 0 seconds allowed", cut.Guarantee);
        Assert.Equal(2, cut.Executions);
    }

    [Fact]
    public void A_property_and_a_scenario_say_that_time_cut_them_off()
    {
        CheckResult property = Checkers.Named("The buddy allocator hands out only free pages, aligned, and everything joins again").Run(s_noTime);
        Assert.True(property.IsOutOfTime);
        Assert.StartsWith("1 generated sequences, as many as 0 seconds allowed", property.Guarantee);

        CheckResult scenario = Checkers.Named("A page is claimed only when its last owner has cleaned up").Run(s_noTime);
        Assert.True(scenario.IsOutOfTime);
        Assert.Contains("the time limit of 0 seconds", scenario.Guarantee);
    }

    [Fact]
    public void Twice_the_effort_does_twice_as_much() => Assert.Equal(17, s_attack.Run(CheckBudget.Default with { Effort = 2 }).Executions);
}
