using System;
using System.Collections.Generic;

namespace Verification.Exploration;

/// <summary>What a strand is about to do, as far as others can notice.</summary>
public enum OperationKind : byte
{
    /// <summary>Noticed by nobody: a store entering its own store buffer, a fence with an empty one, disabling interrupts.</summary>
    Local,
    Read,
    Write,

    /// <summary>Atomic read-modify-write; a failing compare-exchange counts as one too.</summary>
    ReadModifyWrite,
}

/// <summary>What a step waits for, as far as a search must know.</summary>
public enum Waiting : byte
{
    /// <summary>Nothing, or only the strand's own store buffer.</summary>
    Nothing,

    /// <summary>The word is zero: a lock that is taken when it is free.</summary>
    UntilFree,

    /// <summary>One of some words has been written: the next turn of a spin loop. Once it can be taken it always can.</summary>
    UntilChanged,

    /// <summary>An interrupt, whose arrival is a step of its own.</summary>
    ForInterrupt,
}

/// <summary>
/// One visible step. Two operations depend on each other when they name the same location and one of them writes, or when they belong to the same flow;
/// everything else commutes.
/// </summary>
/// <param name="Kind">Read or write.</param>
/// <param name="Location">A number that names the same thing in every execution; 0 for <see cref="OperationKind.Local"/>.</param>
/// <param name="Ready">Whether the step can be taken now (a fence waits for its CPU's store buffer); null: always.</param>
/// <param name="Flow">The CPU, plus one, whose steps it is one of: its own, and the arrivals of interrupts there. 0: the strand alone.</param>
/// <param name="Waits">What it waits for.</param>
/// <param name="Watched">For <see cref="Waiting.UntilChanged"/>: the words. The first write to one of them ends the wait.</param>
public readonly record struct Operation(
    OperationKind Kind, long Location, Func<bool>? Ready = null, int Flow = 0, Waiting Waits = Waiting.Nothing, IReadOnlyList<WatchedLocation>? Watched = null)
{
    public bool Writes => Kind is OperationKind.Write or OperationKind.ReadModifyWrite;

    /// <summary>They access the same location and one of them writes.</summary>
    public bool ConflictsWith(in Operation other) =>
        Location == other.Location && Location != 0 && (Writes || other.Writes);

    public bool WritesTo(IReadOnlyList<WatchedLocation> watched)
    {
        if (Writes)
            foreach (var (location, _) in watched)
                if (location == Location)
                    return true;
        return false;
    }

    public bool DependsOn(in Operation other) => (Flow != 0 && Flow == other.Flow) || ConflictsWith(other);

    /// <summary>The same step, as far as it can be compared between executions.</summary>
    public bool IsSameAs(in Operation other) => Kind == other.Kind && Location == other.Location && Waits == other.Waits;

    public override string ToString() => Kind == OperationKind.Local ? "local" : $"{Kind} v{Location:x}";
}

/// <summary>A word that a spin loop looks at.</summary>
/// <param name="Location">Which.</param>
/// <param name="LookedAt">Position of the step that did so last; -1: before the first one.</param>
public readonly record struct WatchedLocation(long Location, int LookedAt);
