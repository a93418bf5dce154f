using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;

namespace Verification.Exploration;

/// <summary>Runs a scenario under every schedule that matters, or under as many as a budget allows.</summary>
public sealed class Explorer
{
    public const int DefaultStepBound = 10_000;

    private readonly Worker.Pool _workers = new();

    /// <summary>Longest execution, in steps.</summary>
    public int StepBound { get; init; } = DefaultStepBound;

    public long MaxExecutions { get; init; } = long.MaxValue;

    public TimeSpan MaxTime { get; init; } = TimeSpan.MaxValue;

    /// <summary>Remember the canonical form of every execution, to compare two searches.</summary>
    public bool CollectClasses { get; init; }

    /// <summary>All equivalence classes, each once; stops at the first failure.</summary>
    public Exploration Exhaustively(MemoryModel model, Action<Scenario> setup)
    {
        var search = new OptimalSearch();
        return Loop(model, setup, () => search, execution =>
        {
            bool more = search.Next(execution.Trace, execution.End != ExecutionEnd.Abandoned);
            return (more, search.Redundant);
        });
    }

    /// <summary>
    /// Whether store buffers change nothing: every outcome under TSO is one under SC too. Then it suffices to think about SC.
    /// </summary>
    public (bool Robust, IReadOnlyList<string> OnlyUnderTso) Robustness(Action<Scenario> setup)
    {
        var (sc, tso) = (Exhaustively(MemoryModel.Sc, setup), Exhaustively(MemoryModel.Tso, setup));
        string[] extra = [.. tso.Outcomes.Keys.Except(sc.Outcomes.Keys)];
        bool sameVerdict = sc.Holds == tso.Holds && sc.Exhausted == tso.Exhausted;
        return (sameVerdict && extra.Length == 0, tso.Holds || !sc.Holds ? extra : [.. extra, tso.Failure!.Message]);
    }

    /// <summary>All interleavings without reduction.</summary>
    public Exploration WithoutReduction(MemoryModel model, Action<Scenario> setup)
    {
        var search = new UnreducedSearch();
        return Loop(model, setup, () => search, _ => (search.Next(), 0));
    }

    /// <summary>All interleavings with at most 0, 1, … <paramref name="preemptions"/> preemptions.</summary>
    public Exploration WithPreemptions(MemoryModel model, int preemptions, Action<Scenario> setup)
    {
        for (int bound = 0; ; bound++)
        {
            var search = new PreemptionBoundedSearch(bound);
            var result = Loop(model, setup, () => search, _ => (search.Next(), 0));
            if (!result.Holds || !search.LeftSomethingOut || bound == preemptions || !result.Exhausted)
            {
                if (search.LeftSomethingOut && result.Exhausted)
                {
                    result.Exhausted = false;
                    result.Bound = $"the bound of {bound} preemptions";
                    result.Guarantee = $"no failure needs {bound} preemptions or fewer";
                }
                return result;
            }
        }
    }

    /// <summary>Samples with probabilistic concurrency testing; deterministic in <paramref name="seed"/>.</summary>
    public Exploration WithPriorities(MemoryModel model, int seed, int depth, Action<Scenario> setup)
    {
        int run = 0, longest = 1, strands = 1;
        var result = Loop(model, setup, () => new PriorityWalk(unchecked(seed * 1_000_003 + run++), depth, longest), execution =>
        {
            longest = Math.Max(longest, execution.Trace.Count);
            strands = execution.StrandNames.Count;
            return (true, 0);
        });
        double missed = Math.Pow(1 - PriorityWalk.ProbabilityOfOneRun(strands, longest, depth), result.Executions);
        result.Guarantee = $"a failure of depth {depth} would have been found with probability at least {1 - missed:P1} (seed {seed})";
        return result;
    }

    /// <summary>Samples with a random walk; deterministic in <paramref name="seed"/>; guarantees nothing.</summary>
    public Exploration AtRandom(MemoryModel model, int seed, Action<Scenario> setup)
    {
        int run = 0;
        var result = Loop(model, setup, () => new RandomWalk(unchecked(seed * 1_000_003 + run++)), _ => (true, 0));
        result.Guarantee = $"no guarantee (random walk, seed {seed})";
        return result;
    }

    /// <summary>Repeats one recorded execution, with a log.</summary>
    /// <exception cref="ScheduleDivergedException">The program is not the one the schedule was recorded with.</exception>
    public Exploration Replay(string schedule, Action<Scenario> setup)
    {
        var (model, strands) = ScheduleText.Parse(schedule);
        var result = new Exploration { Model = model, Executions = 1, Bound = "the end of the recorded schedule", Schedule = schedule };
        var replay = new Replay(strands);
        var run = Run(model, setup, replay, log: true);
        if (run.Failure is ScheduleDivergedException diverged)
            throw diverged;
        replay.CheckUsedUp();
        result.Failure = run.Failure;
        result.Outcomes[run.Outcome] = 1;
        result.Report = FailureReport.Format(run.Failure?.Message ?? "nothing: this schedule does not fail", run.Execution, schedule);
        return result;
    }

    /// <summary>One execution under a schedule of the caller's; what is wrong, or null.</summary>
    internal string? RunOnce(MemoryModel model, Action<Scenario> setup, ISchedule schedule) => Run(model, setup, schedule).Failure?.Message;

    private Exploration Loop(MemoryModel model, Action<Scenario> setup, Func<ISchedule> schedule, Func<Execution, (bool More, long Redundant)> next)
    {
        var result = new Exploration { Model = model };
        var clock = Stopwatch.StartNew();
        bool more = true;
        while (more && result.Holds && WithinBudget(result, clock))
        {
            var run = Run(model, setup, schedule());
            if (result.Executions++ == 0)
                CheckDeterminism(model, setup, run);
            Count(run, result);
            if (run.Failure is not null)
                Explain(model, setup, run, result);
            else
                (more, result.Redundant) = next(run.Execution);
        }
        result.Exhausted = !more && result.Bound is null;
        result.Time = clock.Elapsed;
        return result;
    }

    private bool WithinBudget(Exploration result, Stopwatch clock)
    {
        if (result.Executions >= MaxExecutions)
            result.Bound = $"the budget of {MaxExecutions} executions";
        else if (clock.Elapsed >= MaxTime)
            result.Bound = $"the budget of {MaxTime.TotalSeconds:0.#} seconds";
        return result.Bound is null;
    }

    private void Count(ScenarioRun run, Exploration result)
    {
        switch (run.Execution.End)
        {
            case ExecutionEnd.Complete:
                result.Complete++;
                result.Outcomes[run.Outcome] = CollectionExtensions.GetValueOrDefault(result.Outcomes, run.Outcome) + 1;
                if (CollectClasses)
                    result.Classes.Add(run.Execution.Trace.CanonicalForm());
                break;
            case ExecutionEnd.Blocked:
                result.Blocked++;
                break;
            case ExecutionEnd.StepBound:
                result.Bound = $"the bound of {StepBound} steps in one execution";
                break;
        }
    }

    /// <summary>One run of a scenario with what its claims say.</summary>
    private readonly record struct ScenarioRun(Execution Execution, string Outcome, Exception? Failure);

    private ScenarioRun Run(MemoryModel model, Action<Scenario> setup, ISchedule schedule, bool log = false)
    {
        var execution = new Execution(model, schedule, _workers, StepBound) { Log = log ? [] : null };
        var scenario = new Scenario(execution);
        setup(scenario);
        execution.Run();
        Exception? failure = execution.End switch
        {
            ExecutionEnd.Failed => execution.Failure,
            ExecutionEnd.Deadlock => new ClaimViolatedException("deadlock: everybody who is left waits for ever"),
            _ => null,
        };
        if (execution.End == ExecutionEnd.Complete)
        {
            try
            {
                scenario.AtEndAction?.Invoke();
            }
            catch (Exception e)
            {
                failure = e;
            }
        }
        return new ScenarioRun(execution, scenario.Outcome, failure);
    }

    // The same schedule must give the same steps; otherwise no replay and no verdict means anything.
    private void CheckDeterminism(MemoryModel model, Action<Scenario> setup, in ScenarioRun first)
    {
        int[] schedule = [.. first.Execution.Trace.Events.Select(e => e.Strand)];
        var again = Run(model, setup, new Prefix(schedule));
        var (a, b) = (first.Execution.Trace, again.Execution.Trace);
        for (int i = 0; i < Math.Max(a.Count, b.Count); i++)
        {
            string left = i < a.Count ? $"strand {a[i].Strand} {a[i].Operation}" : "the end", right = i < b.Count ? $"strand {b[i].Strand} {b[i].Operation}" : "the end";
            if (left != right)
                throw new HiddenNondeterminismException($"The same schedule gave different steps: step {i + 1} was {left}, then {right}. The scenario depends on something the explorer does not control (a clock, hashing order, a thread of its own).");
        }
        if (first.Outcome != again.Outcome || first.Failure?.Message != again.Failure?.Message)
            throw new HiddenNondeterminismException($"The same schedule gave different results: '{first.Outcome}{first.Failure?.Message}', then '{again.Outcome}{again.Failure?.Message}'.");
    }

    private void Explain(MemoryModel model, Action<Scenario> setup, ScenarioRun failing, Exploration result)
    {
        var best = new Minimizer<ScenarioRun>(
            schedule => Run(model, setup, schedule),
            run => run.Failure?.Message,
            run => run.Execution.Trace).Minimize(failing);
        int[] strands = [.. best.Execution.Trace.Events.Select(e => e.Strand)];
        var told = Run(model, setup, new Prefix(strands), log: true);
        result.Failure = best.Failure;
        result.Schedule = ScheduleText.Format(model, strands);
        result.Report = FailureReport.Format(best.Failure!.Message, told.Execution, result.Schedule);
    }

    /// <summary>Repeats the steps of an execution as far as they can be repeated; goes on with anybody after that.</summary>
    private sealed class Prefix(int[] strands) : ISchedule
    {
        public int Choose(IReadOnlyList<PendingStep> pending, Trace trace) =>
            trace.Count < strands.Length && pending.Any(p => p.Strand == strands[trace.Count] && p.Enabled) ? strands[trace.Count] : pending.First(p => p.Enabled).Strand;
    }
}

/// <summary>A scenario does not repeat: its result would mean nothing.</summary>
public sealed class HiddenNondeterminismException(string message) : Exception(message);
