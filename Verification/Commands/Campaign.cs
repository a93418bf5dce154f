using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Verification.Checking;

namespace Verification.Commands;

/// <summary>One checker and how far it is. Written by the thread that runs it, read by the display.</summary>
internal sealed class CheckerProgress(Checker checker)
{
    private readonly Stopwatch _clock = new();
    private volatile CheckProgress _progress = new(0, 0);

    public Checker Checker => checker;
    public bool HasStarted { get; private set; }
    public CheckResult? Result { get; private set; }
    public double Seconds => _clock.Elapsed.TotalSeconds;

    /// <summary>When it has ended: what it came to.</summary>
    public CheckProgress Progress => Result is { } result ? new CheckProgress(result.Operations, result.Executions) : _progress;

    public void Run(CheckBudget budget)
    {
        HasStarted = true;
        _clock.Start();
        Result = CheckerRun.Run(checker, budget with { Progress = progress => _progress = progress });
        _clock.Stop();
    }
}

/// <summary>A number of checkers, run as many at a time as there are processors.</summary>
internal sealed class Campaign
{
    private readonly CheckBudget _budget;

    /// <param name="checkers">What to run.</param>
    /// <param name="time">For all of them together; null: each does its default.</param>
    /// <param name="seed">Where generated choices come from; null: each checker's default.</param>
    public Campaign(IReadOnlyList<Checker> checkers, TimeSpan? time, ulong? seed)
    {
        Checkers = checkers.Select(c => new CheckerProgress(c)).ToList();
        Parallel = Math.Clamp(Environment.ProcessorCount, 1, Math.Max(1, checkers.Count));
        HasTimeLimit = time is not null;
        _budget = time is { } total
            ? CheckBudget.For(total * Parallel / Math.Max(1, checkers.Count), seed)
            : CheckBudget.Default with { Seed = seed };
    }

    public IReadOnlyList<CheckerProgress> Checkers { get; }

    /// <summary>How many run at a time.</summary>
    public int Parallel { get; }

    /// <summary>Whether time bounds the checkers; else their effort does, and time is only a safety net.</summary>
    public bool HasTimeLimit { get; }

    /// <summary>What each checker gets.</summary>
    public TimeSpan TimeEach => _budget.MaxTime;

    /// <summary>Runs them all; <paramref name="ended"/> is told of each, from any thread.</summary>
    public void Run(Action<CheckerProgress> ended)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallel };
        System.Threading.Tasks.Parallel.ForEach(System.Collections.Concurrent.Partitioner.Create(Checkers, System.Collections.Concurrent.EnumerablePartitionerOptions.NoBuffering), options, progress =>
        {
            progress.Run(_budget);
            ended(progress);
        });
    }
}
