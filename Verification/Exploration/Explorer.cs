using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using Ostd.Model;

namespace Verification.Exploration;

/// <summary>Runs a program under every schedule that matters, or under as many as a budget allows.</summary>
public sealed partial class Explorer
{
    public const int DefaultStepBound = 10_000;

    /// <summary>Longest execution, in steps.</summary>
    public int StepBound { get; init; } = DefaultStepBound;

    public long MaxExecutions { get; init; } = long.MaxValue;

    /// <summary>Of all executions together.</summary>
    public long MaxSteps { get; init; } = long.MaxValue;

    public TimeSpan MaxTime { get; init; } = TimeSpan.MaxValue;

    /// <summary>Remember the canonical form of every execution, to compare two searches.</summary>
    public bool CollectClasses { get; init; }

    /// <summary>Whether a failure is worth minimising and describing.</summary>
    public bool Explain { get; init; } = true;

    /// <summary>Told after every execution how far the search is.</summary>
    public Action<Exploration>? Progress { get; init; }

    /// <summary>All equivalence classes, each once; stops at the first failure.</summary>
    internal Exploration Exhaustively(MemoryModel model, IProgram program)
    {
        var search = new OptimalSearch(VariedSteps);
        var result = Search(model, program, () => search, run => search.Next(run.Trace, run.End != ExecutionEnd.Abandoned, IsCut(run) ? VariedSteps : int.MaxValue), result =>
        {
            result.Redundant = search.Redundant;
            result.Lost = search.Lost;
            result.Explored = search.Explored;
        });
        if (search.Lost != 0 && result.Bound is null)
        {
            result.Exhausted = false;
            result.Bound = $"{search.Lost} planned continuations that could not be followed: something may have been missed";
        }
        return result;
    }

    /// <summary>All interleavings without reduction.</summary>
    internal Exploration WithoutReduction(MemoryModel model, IProgram program)
    {
        var search = new UnreducedSearch();
        return Search(model, program, () => search, run => search.Next(IsCut(run) ? VariedSteps : int.MaxValue));
    }

    /// <summary>All interleavings with at most 0, 1, … <paramref name="preemptions"/> preemptions. Each round repeats what the rounds before it ran, and counts it again.</summary>
    internal Exploration WithPreemptions(MemoryModel model, int preemptions, IProgram program)
    {
        var result = new Exploration { Model = model, StepBound = StepBound };
        var clock = Stopwatch.StartNew();
        int done = -1;
        bool leftSomethingOut = true;
        for (int bound = 0; bound <= preemptions && leftSomethingOut; bound++)
        {
            var search = new PreemptionBoundedSearch(bound);
            if (!Loop(result, clock, program, () => search, run => search.Next(IsCut(run) ? VariedSteps : int.MaxValue)))
                break;
            (done, leftSomethingOut) = (bound, search.LeftSomethingOut);
        }
        result.Exhausted = !leftSomethingOut && result.Holds && result.Cut == 0;
        if (done == preemptions && leftSomethingOut)
            result.Bound = $"the bound of {done} preemptions";
        if (done >= 0 && !result.Exhausted)
            result.Guarantee = $"no failure needs {done} preemptions or fewer{(result.Cut == 0 ? "" : ", unless more steps than that")}";
        return result;
    }

    /// <summary>Samples with probabilistic concurrency testing; deterministic in <paramref name="seed"/>.</summary>
    internal Exploration WithPriorities(MemoryModel model, int seed, int depth, IProgram program)
    {
        int run = 0, longest = 1, strands = 1;
        var result = Search(model, program, () => new PriorityWalk(unchecked(seed * 1_000_003 + run++), depth, longest), execution =>
        {
            if (!IsCut(execution))
                longest = Math.Max(longest, execution.Trace.Count);
            strands = execution.Trace.StrandCount;
            return true;
        });
        double missed = Math.Pow(1 - PriorityWalk.ProbabilityOfOneRun(strands, longest, depth), result.Executions);
        result.Guarantee = $"a failure of depth {depth} would have been found with probability at least {1 - missed:P1} (seed {seed})";
        return result;
    }

    /// <summary>Samples with a random walk; deterministic in <paramref name="seed"/>; guarantees nothing.</summary>
    internal Exploration AtRandom(MemoryModel model, int seed, IProgram program)
    {
        int run = 0;
        var result = Search(model, program, () => new RandomWalk(unchecked(seed * 1_000_003 + run++)), _ => true);
        result.Guarantee = $"no guarantee (random walk, seed {seed})";
        return result;
    }

    /// <summary>Repeats one recorded execution, with a log.</summary>
    /// <exception cref="ScheduleDivergedException">The program is not the one the schedule was recorded with.</exception>
    internal Exploration Replay(string schedule, IProgram program)
    {
        var (model, strands, thenTurns) = ScheduleText.Parse(schedule);
        var result = new Exploration { Model = model, StepBound = StepBound, Executions = 1, Bound = "the end of the recorded schedule", Schedule = schedule };
        var replay = new Replay(strands, thenTurns);
        var run = Run(model, program, replay, log: true);
        replay.CheckUsedUp();
        result.Failure = run.Failure;
        result.Steps = run.Trace.Count;
        result.Outcomes[run.Outcome] = 1;
        result.Told = run;
        result.Report = FailureReport.Format(run.Failure?.Message ?? "nothing: this schedule does not fail", run, schedule);
        return result;
    }

    private Exploration Search(MemoryModel model, IProgram program, Func<ISchedule> schedule, Func<ProgramRun, bool> next, Action<Exploration>? count = null)
    {
        var result = new Exploration { Model = model, StepBound = StepBound };
        result.Exhausted = Loop(result, Stopwatch.StartNew(), program, schedule, next, count) && result.Cut == 0;
        return result;
    }

    // Whether it came to the search's end.
    private bool Loop(Exploration result, Stopwatch clock, IProgram program, Func<ISchedule> schedule, Func<ProgramRun, bool> next, Action<Exploration>? count = null)
    {
        bool more = true;
        while (more && result.Holds && WithinBudget(result, clock))
        {
            var run = Run(result.Model, program, schedule());
            if (result.Executions++ == 0)
                CheckDeterminism(program, run);
            Count(run, result);
            if (IsCut(run) && run.Failure is null && WithTurnsEarlier(program, run, result) is { } stuck)
                run = stuck;
            if (run.Failure is not null)
                Describe(program, run, result);
            else
                more = next(run);
            count?.Invoke(result);
            result.Time = clock.Elapsed;
            Progress?.Invoke(result);
        }
        result.Time = clock.Elapsed;
        return !more;
    }

    private bool IsCut(ProgramRun run) => run.TurnsFrom >= StepBound;

    /// <summary>Of an execution that was cut, so many of its first steps are varied. Variations of its long tail would be cut, too, one after the other.</summary>
    private int VariedSteps => StepBound / 10;

    private bool WithinBudget(Exploration result, Stopwatch clock)
    {
        if (result.Executions >= MaxExecutions)
            result.Bound = $"the budget of {MaxExecutions} executions";
        else if (result.Steps >= MaxSteps)
            result.Bound = $"the budget of {MaxSteps} steps";
        else if (clock.Elapsed >= MaxTime)
            (result.Bound, result.IsOutOfTime) = ($"the time limit of {MaxTime.TotalSeconds:0.#} seconds", true);
        return result.Bound is null;
    }

    private void Count(ProgramRun run, Exploration result)
    {
        result.Steps += run.Trace.Count;
        result.Depth = run.Trace.Count;
        switch (run.End)
        {
            case ExecutionEnd.Complete:
                result.Complete++;
                result.Outcomes[run.Outcome] = CollectionExtensions.GetValueOrDefault(result.Outcomes, run.Outcome) + 1;
                if (CollectClasses)
                    result.Classes.Add(run.Trace.CanonicalForm());
                break;
            case ExecutionEnd.Blocked:
                result.Blocked++;
                break;
        }
        if (!IsCut(run))
            return;
        result.Cut++;
        result.CutSchedule ??= ScheduleText.Format(run.Model, run.Schedule, thenTurns: true);
    }

    private ProgramRun Run(MemoryModel model, IProgram program, ISchedule schedule, bool log = false)
    {
        var run = program.Run(model, schedule, StepBound, log);
        if (run.Failure is HiddenNondeterminismException or ScheduleDivergedException)
            throw run.Failure;
        return run;
    }

    // The same schedule must give the same steps; otherwise no replay and no verdict means anything.
    private void CheckDeterminism(IProgram program, ProgramRun first)
    {
        int[] schedule = [.. first.Trace.Events.Select(e => e.Strand)];
        var again = Run(first.Model, program, new Prefix(schedule));
        var (a, b) = (first.Trace, again.Trace);
        for (int i = 0; i < Math.Max(a.Count, b.Count); i++)
        {
            string left = i < a.Count ? $"strand {a[i].Strand} {a[i].Operation}" : "the end", right = i < b.Count ? $"strand {b[i].Strand} {b[i].Operation}" : "the end";
            if (left != right)
                throw new HiddenNondeterminismException($"The same schedule gave different steps: step {i + 1} was {left}, then {right}. The scenario depends on something the explorer does not control (a clock, hashing order, a thread of its own).");
        }
        if (first.Outcome != again.Outcome || first.Failure?.Message != again.Failure?.Message)
            throw new HiddenNondeterminismException($"The same schedule gave different results: '{first.Outcome}{first.Failure?.Message}', then '{again.Outcome}{again.Failure?.Message}'.");
    }

    private void Describe(IProgram program, ProgramRun failing, Exploration result)
    {
        result.Failure = failing.Failure;
        if (!Explain)
            return;
        var best = failing.Failure is SilentLoopException
            ? failing // each run of it takes as long as patience lasts
            : failing.End == ExecutionEnd.Livelock ? WithTurnsEarlier(program, failing, result) ?? failing
            : new Minimizer<ProgramRun>(
                schedule => Run(failing.Model, program, schedule),
                run => run.Failure?.Message,
                run => run.Trace,
                failing).Minimize();
        var told = Run(failing.Model, program, new Prefix(best.Schedule, best.TurnsFrom >= 0), log: true);
        result.Failure = best.Failure;
        result.Told = told;
        result.Schedule = ScheduleText.Format(failing.Model, best.Schedule, best.TurnsFrom >= 0);
        result.Report = FailureReport.Format(best.Failure!.Message, told, result.Schedule);
    }

    // A long execution, once more with its first steps only, after which everybody takes turns: a livelock that its last steps may have led out of, seen after as few as
    // possible. Null: there is none.
    private ProgramRun? WithTurnsEarlier(IProgram program, ProgramRun run, Exploration result)
    {
        var schedule = run.Schedule;
        for (int length = 0; length < schedule.Count; length = Math.Max(1, 2 * length))
        {
            var attempt = Run(run.Model, program, new Prefix([.. schedule.Take(length)], thenTurns: true));
            result.Steps += attempt.Trace.Count;
            if (attempt.End == ExecutionEnd.Livelock && (run.Failure is null || attempt.Failure?.Message == run.Failure.Message))
                return attempt;
        }
        return null;
    }

    /// <summary>Repeats the steps of an execution as far as they can be repeated; goes on with anybody after that, or lets everybody take turns.</summary>
    private sealed class Prefix(IReadOnlyList<int> strands, bool thenTurns = false) : ISchedule
    {
        public int Choose(IReadOnlyList<PendingStep> pending, Trace trace)
        {
            if (trace.Count < strands.Count && pending.Any(p => p.Strand == strands[trace.Count] && p.Enabled))
                return strands[trace.Count];
            return thenTurns ? ISchedule.TakeTurns : pending.First(p => p.Enabled).Strand;
        }
    }
}

/// <summary>A scenario does not repeat: its result would mean nothing.</summary>
public sealed class HiddenNondeterminismException(string message) : Exception(message);
