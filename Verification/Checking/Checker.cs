using System;
using System.Collections.Generic;

namespace Verification.Checking;

/// <summary>How a checker looks for violations.</summary>
public enum CheckerKind
{
    /// <summary>Generated operation sequences against a small pure model.</summary>
    Property,

    /// <summary>A small concurrent program under every schedule that matters.</summary>
    Scenario,

    /// <summary>A fixed list of hostile moves, each of which must be refused.</summary>
    Attack,
}

/// <summary>Something that looks for violations of one or more invariants. All are listed in <see cref="Checkers"/>.</summary>
/// <param name="Name">A sentence about behaviour: what holds when it passes. Unique.</param>
/// <param name="Invariants">Numbers of the invariants it checks; empty for the finer rules (locks, RCU, …).</param>
/// <param name="Kind">How it looks.</param>
/// <param name="Topic">What it is about, one word in lower case: "frames", "locks", "rcu", "tlb", "irq", "collector", "usercopy", … Mutants name it.</param>
/// <param name="Run">Looks as far as the budget says. Deterministic in the budget's effort and seed, unless the time limit stops it.</param>
public sealed record Checker(string Name, IReadOnlyList<int> Invariants, CheckerKind Kind, string Topic, Func<CheckBudget, CheckResult> Run)
{
    /// <summary>Name of the mutant that is its positive control, when that is a mutant: it alone has to kill it.</summary>
    public string? Control { get; init; }

    public override string ToString() => Name;
}

/// <summary>How much a checker may do.</summary>
/// <param name="Effort">How many times its default number of sequences, executions and schedules: the same on every machine. 1 in <c>dotnet test</c>.</param>
/// <param name="MaxTime">Stop when this has passed, and say so in the guarantee: what was left out then depends on the machine.</param>
/// <param name="Seed">Where generated choices come from; null: the checker's own default, which never changes.</param>
/// <param name="Progress">Told now and then how far it is.</param>
/// <param name="Replay">Do only what this says: the last part of a <see cref="CheckResult.Replay"/>. Null: search.</param>
/// <param name="Explain">Whether a violation is worth shrinking and describing; not when a mutant is to be killed.</param>
public sealed record CheckBudget(
    double Effort, TimeSpan MaxTime, ulong? Seed = null, Action<CheckProgress>? Progress = null, string? Replay = null, bool Explain = true)
{
    /// <summary>
    /// What <c>dotnet test</c> gives every checker: its default effort, which takes a few seconds. The time is a safety net, wide enough for a machine that is busy with much else.
    /// </summary>
    public static CheckBudget Default { get; } = new(1, TimeSpan.FromMinutes(5));

    /// <summary>As much as the time allows.</summary>
    public static CheckBudget For(TimeSpan time, ulong? seed = null) => new(double.PositiveInfinity, time, seed);

    /// <summary>The number of something that this budget allows.</summary>
    /// <param name="usual">The number at effort 1.</param>
    public long Scale(long usual) => double.IsPositiveInfinity(Effort) ? long.MaxValue : Math.Max(1, (long)(usual * Effort));
}

public enum Verdict
{
    Holds,
    Violated,

    /// <summary>Nothing was found, but a bug put there on purpose was not found either: the pass means nothing.</summary>
    Inconclusive,
}

/// <summary>What a checker found.</summary>
/// <param name="Verdict">Whether the invariants hold as far as it looked.</param>
/// <param name="Operations">API calls made, or steps explored.</param>
/// <param name="Executions">Runs from a fresh machine.</param>
/// <param name="Guarantee">What a pass is worth, in words: "all 90 equivalence classes…", "1,000 sequences of up to 60 operations".</param>
/// <param name="Report">For a violation: the shrunk counterexample or trace, the violated rule first. Else null.</param>
/// <param name="Replay">For a violation: the one line that repeats it. Else null.</param>
public sealed record CheckResult(Verdict Verdict, long Operations, long Executions, string Guarantee, string? Report = null, string? Replay = null)
{
    /// <summary>The time limit ended it before its effort did.</summary>
    public bool IsOutOfTime { get; init; }

    /// <summary>The searches of a scenario, in order.</summary>
    public IReadOnlyList<Exploration.Exploration> Explorations { get; init; } = [];
}
