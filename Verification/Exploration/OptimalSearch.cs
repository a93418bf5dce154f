using System;
using System.Collections.Generic;

namespace Verification.Exploration;

/// <summary>
/// Optimal dynamic partial-order reduction with sleep sets and wakeup trees (the JACM 2017 algorithm named at <see cref="WakeupTree"/>): of each
/// equivalence class of executions exactly one is run to its end.
/// </summary>
/// <remarks>
/// Stateless: every execution starts afresh and replays the choices on the stack. <see cref="Plan"/> reads the races off a finished
/// execution and plans, at the point before each, a continuation with the two steps the other way round.
/// What it covers is every class of executions. States between two steps it sees only as they occur in the one execution that stands for a class: two steps that
/// commute are tried in one order.
/// Checked by: OptimalSearchTests and MachineSearchTests, Reaches_exactly_the_classes_of_an_unreduced_enumeration.
/// </remarks>
/// <param name="longestRun">Where nothing is planned, who has taken so many steps in a row lets somebody else go: a loop that waits for others may be no loop that says so.</param>
public sealed class OptimalSearch(int longestRun = int.MaxValue) : ISchedule
{
    private readonly List<Node> _stack = [];
    private int _depth;

    // Who took the last steps of the execution, and how many of them in a row.
    private int _runs, _run;

    // So many choices are the same as in the execution before.
    private int _fixed;

    // Of so many leading steps of the execution the races were planned when an earlier one took them.
    private int _planned;

    /// <summary>Executions given up because everything possible was asleep; 0 by the algorithm's theorem when no step ever waits.</summary>
    public long Redundant { get; private set; }

    /// <summary>Planned continuations that could not be followed to their end, so that something may have been missed.</summary>
    public long Lost { get; private set; }

    /// <summary>
    /// Estimated share of the executions that were run, from 0 to 1 (1: all). Every branch that a point is known to have gets an equal part of what the point's other branches
    /// have left (Knuth, "Estimating the efficiency of backtrack programs", 1975, weighs leaves so). An estimate: the branches have subtrees of different sizes, and
    /// races found later add branches, which makes it too large early on. It never goes back.
    /// </summary>
    public double Explored { get; private set; }

    public int Choose(IReadOnlyList<PendingStep> pending, Trace trace)
    {
        bool isNew = _depth == _stack.Count;
        if (isNew && !Extend(pending))
            return ISchedule.Abandon;
        var chosen = _stack[_depth].Chosen;
        bool repeats = _depth < _fixed;
        _depth++;
        foreach (var step in pending)
        {
            if (step.Strand != chosen.Strand || !step.Enabled || !step.Operation.IsSameAs(chosen.Operation))
                continue;
            (_runs, _run) = (chosen.Strand, chosen.Strand == _runs ? _run + 1 : 1);
            return chosen.Strand;
        }
        if (repeats)
            throw new HiddenNondeterminismException($"Step {_depth} was strand {chosen.Strand}'s {chosen.Operation} when the same schedule ran before, and cannot be taken now. The scenario depends on something the explorer does not control (a clock, hashing order, a thread of its own).");
        Lost++;
        return ISchedule.Abandon;
    }

    /// <summary>After an execution: plans what its races ask for and moves to the next unexplored branch. False: none is left.</summary>
    /// <param name="trace">Its steps.</param>
    /// <param name="complete">It was not given up.</param>
    /// <param name="varied">Only so many of its first steps are to be varied, and only by continuations that are no longer than that.</param>
    public bool Next(Trace trace, bool complete, int varied = int.MaxValue)
    {
        if (complete)
        {
            Plan(trace, varied);
            _planned = Math.Max(_planned, Math.Min(trace.Count, varied));
        }
        (_depth, _run) = (0, 0);
        while (_stack.Count > 0)
        {
            var node = _stack[^1];
            node.Sleep[node.Chosen.Strand] = new Sleeper(node.Chosen.Operation, _stack.Count - 1);
            node.Finish();
            if (!node.Plans.IsEmpty)
            {
                _fixed = _stack.Count - 1;
                _planned = Math.Min(_planned, _fixed);
                Explored = Math.Max(Explored, Estimate());
                return true;
            }
            _stack.RemoveAt(_stack.Count - 1);
        }
        Explored = 1;
        return false;
    }

    // From the last point up: the branch under way counts for as much of its part as was explored beyond it.
    private double Estimate()
    {
        double share = 0;
        for (int i = _stack.Count - 1; i >= 0; i--)
            share = _stack[i].Finished + _stack[i].PartOfBranch * share;
        return share;
    }

    // A new point of the execution: continue as planned, or with any strand that is not asleep.
    private bool Extend(IReadOnlyList<PendingStep> pending)
    {
        var sleep = new Dictionary<int, Sleeper>();
        WakeupTree plans = new();
        if (_stack.Count > 0)
        {
            var parent = _stack[^1];
            foreach (var (strand, sleeper) in parent.Sleep)
                if (strand != parent.Chosen.Strand && !sleeper.Operation.DependsOn(parent.Chosen.Operation) && !WouldEndAWait(sleeper, pending))
                    sleep.Add(strand, sleeper);
            plans = parent.Plans.First.After;
        }
        if (plans.IsEmpty)
        {
            if (Any(pending, sleep) is not { } any)
            {
                Redundant++;
                return false;
            }
            plans.AddSingle(new PlannedStep(any.Strand, any.Operation));
        }
        _stack.Add(new Node(sleep, plans));
        return true;
    }

    private PendingStep? Any(IReadOnlyList<PendingStep> pending, Dictionary<int, Sleeper> sleep)
    {
        PendingStep? tired = null;
        foreach (var step in pending)
        {
            if (!step.Enabled || sleep.ContainsKey(step.Strand))
                continue;
            if (step.Strand != _runs || _run < longestRun)
                return step;
            tired = step;
        }
        return tired;
    }

    // A wait has ended since the sleeper's step was explored; had it come before that, it would have been what ended it.
    private static bool WouldEndAWait(in Sleeper sleeper, IReadOnlyList<PendingStep> pending)
    {
        foreach (var step in pending)
            if (step.Enabled && step.Operation.Waits == Waiting.UntilChanged && step.Cause >= sleeper.Since && sleeper.Operation.WritesTo(step.Operation.Watched!))
                return true;
        return false;
    }

    private void Plan(Trace trace, int varied)
    {
        var waits = new Dictionary<int, List<TraceEvent>>();
        for (int i = 0; i < trace.Count; i++)
        {
            if (trace[i].Operation.Waits != Waiting.UntilChanged || trace[i].Cause < 0)
                continue;
            if (!waits.TryGetValue(trace[i].Cause, out var ended))
                waits.Add(trace[i].Cause, ended = []);
            ended.Add(trace[i]);
        }
        foreach (var race in trace.Races(_planned))
            if (race.Earlier.Index < varied)
                Reverse(trace, race, waits, varied);
    }

    // Before `earlier`: everything that does not depend on it, then `later`. `waits`: by position, those that a step ended.
    private void Reverse(Trace trace, in Race race, Dictionary<int, List<TraceEvent>> waits, int longest)
    {
        var earlier = race.Earlier;
        var node = _stack[earlier.Index];
        var continuation = new List<PlannedStep>();
        for (int i = earlier.Index + 1; i < trace.Count; i++)
            if (i != race.LaterIndex && !earlier.HappensBefore(trace[i]))
                continuation.Add(new PlannedStep(trace[i].Strand, trace[i].Operation, WatchedByThoseWhomItFrees(i, race, waits)));
        continuation.Add(race.Later);
        if (continuation.Count > longest)
            return;

        foreach (var (strand, sleeper) in node.Sleep)
            if (WakeupTree.IsWeakInitial(new PlannedStep(strand, sleeper.Operation), continuation))
                return; // explored already
        node.Plans.Insert(continuation);
    }

    private static List<WatchedLocation>? WatchedByThoseWhomItFrees(int index, in Race race, Dictionary<int, List<TraceEvent>> waits)
    {
        List<WatchedLocation>? watched = null;
        if (waits.TryGetValue(index, out var freed))
            foreach (var wait in freed)
                if (!race.Earlier.HappensBefore(wait))
                    (watched ??= []).AddRange(wait.Operation.Watched!);
        if (index == race.Ender)
            (watched ??= []).AddRange(race.Later.Operation.Watched!);
        return watched;
    }

    /// <param name="Operation">A step that was explored already.</param>
    /// <param name="Since">Depth of the point from which it was.</param>
    private readonly record struct Sleeper(Operation Operation, int Since);

    /// <summary>A point of the execution under way.</summary>
    private sealed class Node(Dictionary<int, Sleeper> sleep, WakeupTree plans)
    {
        /// <summary>Strands whose next step was explored from here or before and has met nothing it depends on since.</summary>
        public Dictionary<int, Sleeper> Sleep { get; } = sleep;

        public WakeupTree Plans { get; } = plans;

        public PlannedStep Chosen => Plans.First.Step;

        /// <summary>Estimated share of what lies beyond that its finished branches had.</summary>
        public double Finished { get; private set; }

        /// <summary>Estimated share that the branch under way has.</summary>
        public double PartOfBranch => (1 - Finished) / Plans.Count;

        /// <summary>The branch under way was explored to its end.</summary>
        public void Finish()
        {
            Finished += PartOfBranch;
            Plans.RemoveFirst();
        }
    }
}
