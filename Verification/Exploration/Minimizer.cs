using System;
using System.Collections.Generic;
using System.Linq;

namespace Verification.Exploration;

/// <summary>
/// Looks for a failing schedule with fewer switches: takes runs of steps away, lets the strand before go on instead, keeps what still fails the same way.
/// </summary>
internal sealed class Minimizer<TRun>(Func<ISchedule, TRun> run, Func<TRun, string?> failureOf, Func<TRun, Trace> traceOf)
{
    private const int MaxTries = 2_000;
    private int _tries;

    public TRun Minimize(TRun failing)
    {
        string rule = failureOf(failing)!;
        var best = failing;
        bool improved = true;
        while (improved && _tries < MaxTries)
        {
            improved = false;
            var runs = RunsOf(traceOf(best));
            for (int i = 0; i < runs.Count && _tries < MaxTries; i++)
            {
                var shorter = Without(runs, i);
                _tries++;
                var attempt = run(new Guided(shorter));
                if (failureOf(attempt) != rule || !IsSimpler(traceOf(attempt), traceOf(best)))
                    continue;
                best = attempt;
                improved = true;
                break;
            }
        }
        return best;
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

    /// <summary>Follows a list of strands where that is possible; else the strand that ran, else the first that can.</summary>
    private sealed class Guided(List<int> wishes) : ISchedule
    {
        private int _at, _previous = -1;

        public int Choose(IReadOnlyList<PendingStep> pending, Trace trace)
        {
            while (_at < wishes.Count)
            {
                int wish = wishes[_at++];
                if (CanGo(pending, wish))
                    return _previous = wish;
            }
            return _previous = CanGo(pending, _previous) ? _previous : pending.First(p => p.Enabled).Strand;
        }

        private static bool CanGo(IReadOnlyList<PendingStep> pending, int strand) => pending.Any(p => p.Strand == strand && p.Enabled);
    }
}
