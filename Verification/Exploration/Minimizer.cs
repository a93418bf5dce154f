using System;
using System.Collections.Generic;
using System.Linq;

namespace Verification.Exploration;

/// <summary>
/// Looks for a failing schedule with fewer switches and then fewer steps, and keeps what still fails the same way. It takes runs of steps away and lets the strand before go on
/// instead; and it stops each strand as early as it can, before its first step if the failure does not need it at all.
/// </summary>
/// <remarks>Every attempt is a real execution, so what it keeps is a failure of the program: a claim about the end of everybody still needs everybody to come to an end.</remarks>
internal sealed class Minimizer<TRun>(Func<ISchedule, TRun> run, Func<TRun, string?> failureOf, Func<TRun, Trace> traceOf, TRun failing)
{
    private const int MaxTries = 2_000, Nobody = -1;

    private readonly string _rule = failureOf(failing)!;
    private TRun _best = failing;
    private int _tries;

    public TRun Minimize()
    {
        while (StopStrands() | MergeRuns())
        {
        }
        return _best;
    }

    // Each strand in turn ends as many steps earlier as it can; whether that helped.
    private bool StopStrands()
    {
        bool helped = false;
        foreach (int strand in traceOf(_best).Events.Select(e => e.Strand).Distinct().ToList())
        {
            int dropped = StepsOf(strand);
            while (dropped > 0)
            {
                if (Try(Stopping(strand, StepsOf(strand) - dropped), strand))
                {
                    helped = true;
                    dropped = Math.Min(dropped, StepsOf(strand));
                }
                else
                {
                    dropped /= 2;
                }
            }
        }
        return helped;
    }

    // Runs are taken away as long as that helps; whether it did.
    private bool MergeRuns()
    {
        bool helped = false;
        var runs = RunsOf(traceOf(_best));
        for (int i = 0; i < runs.Count; i++)
        {
            if (!Try(Without(runs, i), Nobody))
                continue;
            helped = true;
            runs = RunsOf(traceOf(_best));
            i = -1;
        }
        return helped;
    }

    /// <param name="order">Who goes when.</param>
    /// <param name="last">Who goes on after that only when nobody else can.</param>
    private bool Try(IReadOnlyList<int> order, int last)
    {
        if (_tries++ >= MaxTries)
            return false;
        var attempt = run(new Guided(order, last));
        if (failureOf(attempt) != _rule || !IsSimpler(traceOf(attempt), traceOf(_best)))
            return false;
        _best = attempt;
        return true;
    }

    private int StepsOf(int strand) => traceOf(_best).Events.Count(e => e.Strand == strand);

    // The best order with only so many steps of the strand.
    private List<int> Stopping(int strand, int steps)
    {
        var order = new List<int>();
        foreach (var e in traceOf(_best).Events)
            if (e.Strand != strand || steps-- > 0)
                order.Add(e.Strand);
        return order;
    }

    private static bool IsSimpler(Trace a, Trace b)
    {
        int switchesA = RunsOf(a).Count, switchesB = RunsOf(b).Count;
        return switchesA < switchesB || switchesA == switchesB && a.Count < b.Count;
    }

    private static List<(int Strand, int Count)> RunsOf(Trace trace)
    {
        var runs = new List<(int Strand, int Count)>();
        foreach (var e in trace.Events)
        {
            if (runs.Count > 0 && runs[^1].Strand == e.Strand)
                runs[^1] = (e.Strand, runs[^1].Count + 1);
            else
                runs.Add((e.Strand, 1));
        }
        return runs;
    }

    // Moves run i behind the next run of the same strand's place: the two become one.
    private static List<int> Without(List<(int Strand, int Count)> runs, int i)
    {
        var order = new List<(int Strand, int Count)>(runs);
        var moved = order[i];
        order.RemoveAt(i);
        int later = order.FindIndex(i, r => r.Strand == moved.Strand);
        if (later >= 0)
            order.Insert(later, moved);
        return order.SelectMany(r => Enumerable.Repeat(r.Strand, r.Count)).ToList();
    }

    /// <summary>Follows a list of strands where that is possible; else the strand that ran, else the first that can; <paramref name="last"/> when nobody else can.</summary>
    private sealed class Guided(IReadOnlyList<int> wishes, int last) : ISchedule
    {
        private int _at, _previous = Nobody;

        public int Choose(IReadOnlyList<PendingStep> pending, Trace trace)
        {
            while (_at < wishes.Count)
            {
                int wish = wishes[_at++];
                if (CanGo(pending, wish))
                    return _previous = wish;
            }
            if (_previous != last && CanGo(pending, _previous))
                return _previous;
            foreach (var step in pending)
                if (step.Enabled && step.Strand != last)
                    return _previous = step.Strand;
            return _previous = last;
        }

        private static bool CanGo(IReadOnlyList<PendingStep> pending, int strand) => pending.Any(p => p.Strand == strand && p.Enabled);
    }
}
