using System;
using System.Collections.Generic;
using System.Linq;

namespace Verification.Exploration;

/// <summary>What a search found, in numbers and in words.</summary>
public sealed class Exploration
{
    public required MemoryModel Model { get; init; }
    public long Executions { get; internal set; }

    /// <summary>Executions in which every strand came to its end.</summary>
    public long Complete { get; internal set; }

    /// <summary>Executions that end in a spin loop which others continue.</summary>
    public long Blocked { get; internal set; }

    /// <summary>Executions given up because others had explored what lay ahead.</summary>
    public long Redundant { get; internal set; }

    /// <summary>Continuations that were planned and could not be followed, so that completeness cannot be claimed.</summary>
    public long Lost { get; internal set; }

    /// <summary>Executions that hit the bound of steps: what their schedule had in mind after that was not seen, since everybody took turns from there on. So completeness cannot be claimed.</summary>
    public long Cut { get; internal set; }

    /// <summary>The schedule of the first of them, to be replayed.</summary>
    public string? CutSchedule { get; internal set; }

    /// <summary>Longest execution that is not cut, in steps.</summary>
    public int StepBound { get; init; } = Explorer.DefaultStepBound;

    /// <summary>Steps taken in all executions.</summary>
    public long Steps { get; internal set; }

    /// <summary>Of the latest execution, in steps.</summary>
    public int Depth { get; internal set; }

    /// <summary>Estimated share of the executions that were run, from 0 to 1; null: the search does not know, it samples or raises its bound. See <see cref="OptimalSearch.Explored"/>.</summary>
    public double? Explored { get; internal set; }

    /// <summary>Nothing is left to explore.</summary>
    public bool Exhausted { get; internal set; }

    /// <summary>What ended the search before that, in words.</summary>
    public string? Bound { get; internal set; }

    /// <summary>A limit of time ended it: how far it came depends on the machine that it ran on.</summary>
    public bool IsOutOfTime { get; internal set; }

    /// <summary>What a search that samples still guarantees, in words.</summary>
    public string? Guarantee { get; internal set; }

    public TimeSpan Time { get; internal set; }

    /// <summary>How often each outcome was seen.</summary>
    public SortedDictionary<string, long> Outcomes { get; } = new(StringComparer.Ordinal);

    /// <summary>Canonical forms of the complete executions, when collected.</summary>
    public HashSet<string> Classes { get; } = [];

    public Exception? Failure { get; internal set; }

    /// <summary>The minimised failing schedule, to be replayed.</summary>
    public string? Schedule { get; internal set; }

    /// <summary>The execution of <see cref="Report"/>, step by step; see <see cref="Timeline"/>.</summary>
    internal ProgramRun? Told { get; set; }

    /// <summary>The failing execution for a reader.</summary>
    public string? Report { get; internal set; }

    public bool Holds => Failure is null;

    /// <summary>Outcomes that there are here and not under <paramref name="stronger"/>, a memory model that allows less: none means robust. Null: one of the two left something out.</summary>
    public IReadOnlyList<string>? Beyond(Exploration stronger) => Exhausted && stronger.Exhausted ? [.. Outcomes.Keys.Except(stronger.Outcomes.Keys)] : null;

    public string Verdict => Failure is not null
        ? $"violated in execution {Executions}: {Failure.Message}"
        : Exhausted
            ? $"all {Complete} equivalence classes explored, {Blocked} blocked, {Redundant} redundant, memory model {Model.ToString().ToUpperInvariant()}, no bound hit"
            : $"{Complete} executions explored, {Limits}";

    /// <summary>For a search that was not exhaustive: what it leaves open, and what not.</summary>
    public string Limits => string.Join("; ", new[] { Bound is null ? null : $"stopped by {Bound}", Cut == 0 ? null : $"{Cut} cut at {StepBound} steps", Guarantee }.Where(said => said is not null));
}
