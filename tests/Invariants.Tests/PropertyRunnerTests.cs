using System;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Verification.Checking;
using Verification.Properties;
using Xunit;

namespace Invariants.Tests;

/// <summary>The runner of properties itself: it finds, shrinks, repeats, and does not pass what it should not.</summary>
public sealed class PropertyRunnerTests
{
    private static readonly CheckBudget s_budget = CheckBudget.Default;

    [Fact]
    public void A_bug_is_found_shrunk_to_what_matters_and_repeated_by_its_replay_line()
    {
        Checker checker = Of(() => new Counter(forgetsAbove: 100));
        CheckResult result = checker.Run(s_budget);
        Assert.Equal(Verdict.Violated, result.Verdict);
        Assert.StartsWith("violated: sum: expected ", result.Report);
        // One addition of 101 is the smallest that shows it.
        Assert.Contains("to 1:", result.Report);
        Assert.Contains("Add { Amount = 101 }", result.Report);

        CheckResult again = checker.Run(s_budget with { Replay = result.Replay!.Split(' ')[^1] });
        Assert.Equal(Verdict.Violated, again.Verdict);
        Assert.Equal(result.Replay, again.Replay);
        Assert.Equal(result.Report, again.Report);
    }

    [Fact]
    public void The_same_seed_does_the_same_and_another_seed_something_else()
    {
        Checker checker = Of(() => new Counter(forgetsAbove: 190));
        CheckResult first = checker.Run(s_budget with { Seed = 5 });
        Assert.Equal(first, checker.Run(s_budget with { Seed = 5 }));
        Assert.NotEqual(first.Replay, checker.Run(s_budget with { Seed = 6 }).Replay);
    }

    [Fact]
    public void A_correct_system_holds_and_the_operations_are_counted()
    {
        CheckResult result = Of(() => new Counter(forgetsAbove: int.MaxValue)).Run(s_budget);
        Assert.Equal(Verdict.Holds, result.Verdict);
        Assert.Equal(20, result.Executions);
        Assert.InRange(result.Operations, 100, 200);
        Assert.Equal(result.Executions * 3, Of(() => new Counter(forgetsAbove: int.MaxValue)).Run(s_budget with { Effort = 3 }).Executions);
    }

    [Fact]
    public void A_control_that_is_not_caught_makes_the_verdict_inconclusive()
    {
        CheckResult result = Of(() => new Counter(int.MaxValue), control: () => new Counter(int.MaxValue)).Run(s_budget);
        Assert.Equal(Verdict.Inconclusive, result.Verdict);
        Assert.Equal(Verdict.Holds, Of(() => new Counter(int.MaxValue), control: () => new Counter(100)).Run(s_budget).Verdict);
    }

    [Fact]
    public void A_panic_is_a_violation_unless_it_was_expected()
    {
        CheckResult result = Of(() => new Panics(expects: "no such rule")).Run(s_budget);
        Assert.Equal(Verdict.Violated, result.Verdict);
        Assert.Contains("the kernel panicked: Kernel panic on CPU 0: the rule", result.Report);
        Assert.Equal(Verdict.Holds, Of(() => new Panics(expects: "the rule")).Run(s_budget).Verdict);
    }

    [Fact]
    public void A_replay_that_names_no_sequence_is_an_error_that_says_so()
    {
        var error = Assert.Throws<FormatException>(() => Of(() => new Counter(1)).Run(s_budget with { Replay = "12" }));
        Assert.Contains("--replay SEED,GAMMA,SIZE", error.Message);
    }

    private static Checker Of(Func<PropertyRun<Add>> start, Func<PropertyRun<Add>>? control = null) => PropertyRunner.Checker(
        "A counter adds up", [], "test", Gen.Choose(0, 200).Select(amount => new Add(amount)), start, new PropertyOptions { Sequences = 20, MaxLength = 10 },
        control);

    internal sealed record Add(int Amount);

    private sealed class Counter(int forgetsAbove) : PropertyRun<Add>
    {
        private int _system, _model;

        public override void Apply(Add operation)
        {
            _system += operation.Amount > forgetsAbove ? 0 : operation.Amount;
            _model += operation.Amount;
            RequireEqual(_model, _system, "sum");
        }
    }

    private sealed class Panics(string expects) : PropertyRun<Add>
    {
        public override void Apply(Add operation) => RequirePanic(() => Ostd.Panics.Panic.Stop("the rule"), expects);
    }
}
