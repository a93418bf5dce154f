using System;
using System.Collections.Generic;
using System.Linq;

namespace Verification.Exploration;

/// <summary>Any strand that can go, with equal chance.</summary>
public sealed class RandomWalk(int seed) : ISchedule
{
    private readonly Random _random = new(seed);

    public int Choose(IReadOnlyList<PendingStep> pending, Trace trace)
    {
        var enabled = pending.Where(p => p.Enabled).ToArray();
        return enabled[_random.Next(enabled.Length)].Strand;
    }
}

/// <summary>
/// Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi, Nagarakatte, ASPLOS 2010): random priorities, lowered at d - 1 random steps.
/// A bug that needs d ordering constraints among k steps of n strands is hit by one run with probability at least 1 / (n · k^(d-1)).
/// </summary>
/// <remarks>
/// Priorities alone starve: a loop that waits for others, at the highest priority, would turn for ever. So whoever takes an idle turn goes behind everybody else, as the
/// paper does at a yield; no bug needs two idle turns in a row.
/// </remarks>
public sealed class PriorityWalk : ISchedule
{
    private readonly Random _random;
    private readonly Dictionary<int, int> _priorities = [];
    private readonly HashSet<int> _changePoints = [];
    private int _lowest;

    public PriorityWalk(int seed, int depth, int expectedSteps)
    {
        _random = new Random(seed);
        for (int i = 1; i < depth; i++)
            _changePoints.Add(_random.Next(Math.Max(expectedSteps, 1)));
    }

    /// <summary>The guarantee of one run, as the paper states it.</summary>
    public static double ProbabilityOfOneRun(int strands, int steps, int depth) => 1.0 / (strands * Math.Pow(Math.Max(steps, 1), depth - 1));

    public int Choose(IReadOnlyList<PendingStep> pending, Trace trace)
    {
        foreach (var step in pending)
            if (!_priorities.ContainsKey(step.Strand))
                _priorities.Add(step.Strand, _random.Next(1, int.MaxValue));
        int chosen = Highest(pending);
        if (_changePoints.Remove(trace.Count))
        {
            _priorities[chosen] = --_lowest;
            chosen = Highest(pending);
        }
        foreach (var step in pending)
            if (step.Strand == chosen && step.IsPause)
                _priorities[chosen] = --_lowest;
        return chosen;
    }

    private int Highest(IReadOnlyList<PendingStep> pending) =>
        pending.Where(p => p.Enabled).MaxBy(p => _priorities[p.Strand]).Strand;
}
