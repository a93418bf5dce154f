using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using Verification.Checking;
using Verification.Exploration;

namespace Verification.Scenarios;

/// <summary>
/// Explores a scenario as far as a budget goes: exhaustively under sequential consistency and under TSO when that fits, else with bounded preemptions and by sampling;
/// and says which guarantee remains.
/// </summary>
internal sealed class ScenarioCheck(ScenarioDefinition scenario, CheckBudget budget)
{
    private const int MaxPreemptions = 3, PriorityDepth = 3;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly (long Executions, long Steps) _usual = scenario.Machine.UsualEffort;
    private readonly List<Exploration.Exploration> _explorations = [];
    private long _steps, _executions;

    public CheckResult Run()
    {
        var program = new ScenarioProgram(scenario.Machine, scenario.Build);
        if (budget.Replay is { } schedule)
        {
            var replayed = new Explorer().Replay(schedule, program);
            _explorations.Add(replayed);
            return replayed.Holds ? Result(Verdict.Holds, "the one schedule that was asked for does not fail") : Violated(replayed);
        }
        if (scenario.FaultyTwin is null && scenario.KilledMutant is null)
            return Result(Verdict.Inconclusive, "none: it has no positive control", $"{scenario.Name}: give it a faulty twin, or name a mutant that it kills; a scenario that nothing can fail shows nothing.");
        if (scenario.FaultyTwin is { } twin && !Fails(new ScenarioProgram(scenario.Machine, twin)))
            return Result(Verdict.Inconclusive, "none: its faulty twin passed", $"{scenario.Name}: the faulty twin, which has a bug on purpose, passed.");

        var sc = Explore("all under SC", 0.4, explorer => explorer.Exhaustively(MemoryModel.Sc, program));
        if (!sc.Holds)
            return Violated(sc);
        var tso = Explore("all under TSO", sc.Exhausted ? 0.6 : 0.3, explorer => explorer.Exhaustively(MemoryModel.Tso, program));
        if (!tso.Holds)
            return Violated(tso);
        if (sc.Exhausted && tso.Exhausted)
            return Result(Verdict.Holds, $"{sc.Verdict}; {tso.Verdict}");

        var bounded = Explore("few preemptions", 0.5, explorer => explorer.WithPreemptions(MemoryModel.Tso, MaxPreemptions, program));
        if (!bounded.Holds)
            return Violated(bounded);
        var sampled = Explore("samples", 1, explorer => explorer.WithPriorities(MemoryModel.Tso, (int)(budget.Seed ?? 1), PriorityDepth, program));
        return sampled.Holds ? Result(Verdict.Holds, $"SC: {sc.Verdict}; TSO: {tso.Verdict}; {bounded.Verdict}; {sampled.Verdict}") : Violated(sampled);
    }

    // A bug that was put there on purpose may show itself under either memory model, and may be many executions away.
    private bool Fails(ScenarioProgram twin)
    {
        Func<Explorer, Exploration.Exploration>[] searches =
        [
            e => e.Exhaustively(MemoryModel.Sc, twin),
            e => e.Exhaustively(MemoryModel.Tso, twin),
            e => e.WithPreemptions(MemoryModel.Tso, MaxPreemptions, twin),
        ];
        return searches.Any(search => !search(new Explorer { Explain = false, MaxExecutions = _usual.Executions, MaxSteps = _usual.Steps, MaxTime = CheckBudget.Default.MaxTime }).Holds);
    }

    /// <param name="name">What it is called while it runs.</param>
    /// <param name="share">Of what is left of the budget.</param>
    /// <param name="search">What to do in it.</param>
    private Exploration.Exploration Explore(string name, double share, Func<Explorer, Exploration.Exploration> search)
    {
        TimeSpan left = budget.MaxTime - _clock.Elapsed;
        var found = search(new Explorer
        {
            MaxExecutions = Share(budget.Scale(_usual.Executions) - _executions, share),
            MaxSteps = Share(budget.Scale(_usual.Steps) - _steps, share),
            MaxTime = left > TimeSpan.Zero ? left * share : TimeSpan.FromMilliseconds(1),
            Explain = budget.Explain,
            Progress = budget.Progress is { } progress ? so => progress(new CheckProgress(_steps + so.Steps, _executions + so.Executions, name, so.Depth, so.Explored)) : null,
        });
        _steps += found.Steps;
        _executions += found.Executions;
        _explorations.Add(found);
        return found;
    }

    private CheckResult Violated(Exploration.Exploration found) => new(
        Verdict.Violated, _steps, _executions, found.Verdict, found.Report ?? found.Verdict,
        found.Schedule is null ? $"./asterism check \"{scenario.Name}\"" : $"./asterism check \"{scenario.Name}\" --replay {found.Schedule}")
    {
        Explorations = _explorations,
    };

    private CheckResult Result(Verdict verdict, string guarantee, string? report = null) => new(verdict, _steps, _executions, guarantee, report)
    {
        IsOutOfTime = _explorations.Any(e => e.IsOutOfTime),
        Explorations = _explorations,
    };

    private static long Share(long left, double share) => Math.Max(1, (long)(left * share));
}
