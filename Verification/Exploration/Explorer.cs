using System;
using System.Collections.Generic;
using System.Diagnostics;

namespace Verification.Exploration;

/// <summary>What a search found, in numbers and in words.</summary>
public sealed class Exploration
{
    public required MemoryModel Model { get; init; }
    public long Executions { get; set; }
    public long Complete { get; set; }

    /// <summary>Executions that end in a spin loop which others continue.</summary>
    public long Blocked { get; set; }
    public long Redundant { get; set; }
    public bool Exhausted { get; set; }
    public string? Bound { get; set; }
    public TimeSpan Time { get; set; }
    public SortedDictionary<string, long> Outcomes { get; } = new(StringComparer.Ordinal);
    public HashSet<string> Classes { get; } = [];
    public Exception? Failure { get; set; }
    public Trace? FailingTrace { get; set; }

    public bool Holds => Failure is null;

    public string Verdict => Failure is not null
        ? $"violated in execution {Executions}: {Failure.Message}"
        : Exhausted
            ? $"all {Complete} equivalence classes explored, {Blocked} blocked, {Redundant} redundant, memory model {Model.ToString().ToUpperInvariant()}, no bound hit"
            : $"{Complete} executions explored, stopped by {Bound}";
}

/// <summary>Runs a scenario under every schedule that matters.</summary>
public sealed class Explorer
{
    public const int DefaultStepBound = 10_000;

    private readonly Worker.Pool _workers = new();

    /// <summary>Longest execution, in steps.</summary>
    public int StepBound { get; init; } = DefaultStepBound;

    public long MaxExecutions { get; init; } = long.MaxValue;

    /// <summary>Remember the canonical form of every execution, to compare two searches.</summary>
    public bool CollectClasses { get; init; }

    /// <summary>All equivalence classes, each once; stops at the first failure.</summary>
    public Exploration Exhaustively(MemoryModel model, Action<Scenario> setup)
    {
        var search = new OptimalSearch();
        return Loop(model, setup, search, (execution, result) =>
        {
            result.Redundant = search.Redundant;
            return search.Next(execution.Trace, execution.End != ExecutionEnd.Abandoned);
        });
    }

    /// <summary>All interleavings without reduction.</summary>
    public Exploration WithoutReduction(MemoryModel model, Action<Scenario> setup)
    {
        var search = new UnreducedSearch();
        return Loop(model, setup, search, (_, _) => search.Next());
    }

    private Exploration Loop(MemoryModel model, Action<Scenario> setup, ISchedule schedule, Func<Execution, Exploration, bool> next)
    {
        var result = new Exploration { Model = model };
        var clock = Stopwatch.StartNew();
        bool more = true;
        while (more && result.Failure is null)
        {
            if (result.Executions >= MaxExecutions)
            {
                result.Bound = $"the bound of {MaxExecutions} executions";
                break;
            }
            var execution = RunOnce(model, setup, schedule, result);
            if (result.Failure is null)
                more = next(execution, result);
        }
        result.Exhausted = !more && result.Bound is null;
        result.Time = clock.Elapsed;
        return result;
    }

    private Execution RunOnce(MemoryModel model, Action<Scenario> setup, ISchedule schedule, Exploration result)
    {
        var execution = new Execution(model, schedule, _workers, StepBound);
        var scenario = new Scenario(execution);
        setup(scenario);
        execution.Run();
        result.Executions++;
        switch (execution.End)
        {
            case ExecutionEnd.Complete:
                result.Complete++;
                Judge(execution, scenario, result);
                break;
            case ExecutionEnd.Blocked:
                result.Blocked++;
                break;
            case ExecutionEnd.Deadlock:
                Report(new ClaimViolatedException("deadlock: everybody who is left waits for ever"), execution, result);
                break;
            case ExecutionEnd.Failed:
                Report(execution.Failure!, execution, result);
                break;
            case ExecutionEnd.StepBound:
                result.Bound = $"the bound of {StepBound} steps";
                break;
        }
        return execution;
    }

    private void Judge(Execution execution, Scenario scenario, Exploration result)
    {
        try
        {
            scenario.AtEndAction?.Invoke();
        }
        catch (Exception e)
        {
            Report(e, execution, result);
        }
        result.Outcomes[scenario.Outcome] = result.Outcomes.GetValueOrDefault(scenario.Outcome) + 1;
        if (CollectClasses)
            result.Classes.Add(execution.Trace.CanonicalForm());
    }

    private static void Report(Exception failure, Execution execution, Exploration result)
    {
        result.Failure = failure;
        result.FailingTrace = execution.Trace;
    }
}
