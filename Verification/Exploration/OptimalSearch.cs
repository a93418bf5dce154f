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
public sealed class OptimalSearch : ISchedule
{
    private readonly List<Node> _stack = [];
    private int _depth;

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
            if (step.Strand == chosen.Strand && step.Enabled && step.Operation.IsSameAs(chosen.Operation))
                return chosen.Strand;
        }
        if (repeats)
            throw new HiddenNondeterminismException($"Step {_depth} was strand {chosen.Strand}'s {chosen.Operation} when the same schedule ran before, and cannot be taken now. The scenario depends on something the explorer does not control (a clock, hashing order, a thread of its own).");
        Lost++;
        return ISchedule.Abandon;
    }

    /// <summary>After an execution: plans what its races ask for and moves to the next unexplored branch. False: none is left.</summary>
    public bool Next(Trace trace, bool complete)
    {
        if (complete)
        {
            Plan(trace);
            _planned = trace.Count;
        }
        _depth = 0;
        while (_stack.Count > 0)
        {
            var node = _stack[^1];
            node.Sleep[node.Chosen.Strand] = node.Chosen.Operation;
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
        var sleep = new Dictionary<int, Operation>();
        WakeupTree plans = new();
        if (_stack.Count > 0)
        {
            var parent = _stack[^1];
            foreach (var (strand, operation) in parent.Sleep)
                if (strand != parent.Chosen.Strand && !operation.DependsOn(parent.Chosen.Operation))
                    sleep.Add(strand, operation);
            plans = parent.Plans.First.After;
        }
        if (plans.IsEmpty)
        {
            foreach (var step in pending)
            {
                if (!step.Enabled || sleep.ContainsKey(step.Strand))
                    continue;
                plans.AddSingle(new PlannedStep(step.Strand, step.Operation));
                break;
            }
        }
        if (plans.IsEmpty)
        {
            Redundant++;
            return false;
        }
        _stack.Add(new Node(sleep, plans));
        return true;
    }

    private void Plan(Trace trace)
    {
        foreach (var race in trace.Races(_planned))
            Reverse(trace, race);
    }

    // Before `earlier`: everything that does not depend on it, then `later`.
    private void Reverse(Trace trace, in Race race)
    {
        var earlier = race.Earlier;
        var node = _stack[earlier.Index];
        var continuation = new List<PlannedStep>();
        for (int i = earlier.Index + 1; i < trace.Count; i++)
            if (i != race.LaterIndex && !earlier.HappensBefore(trace[i]))
                continuation.Add(new PlannedStep(trace[i].Strand, trace[i].Operation));
        continuation.Add(race.Later);

        foreach (var (strand, operation) in node.Sleep)
            if (WakeupTree.IsWeakInitial(new PlannedStep(strand, operation), continuation))
                return; // explored already
        node.Plans.Insert(continuation);
    }

    /// <summary>A point of the execution under way.</summary>
    private sealed class Node(Dictionary<int, Operation> sleep, WakeupTree plans)
    {
        /// <summary>Strands whose next step was explored from here or before and has met nothing it depends on since.</summary>
        public Dictionary<int, Operation> Sleep { get; } = sleep;

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
