using System;
using System.Collections.Generic;

namespace Verification.Exploration;

/// <summary>Asks the schedule who is next and records the answer: what the engines for small words and for whole machines have in common.</summary>
/// <remarks>
/// An execution that is too long may be stuck, or the schedule was unfair to somebody whom the others wait for. So at the bound everybody begins to take turns, the one
/// that has waited longest first. Whoever does not come to an end so, in as many steps again, never does: a livelock.
/// </remarks>
internal sealed class Recorder(ISchedule schedule, int strands, int stepBound)
{
    private readonly List<PendingStep> _pending = [];

    public Trace Trace { get; } = new(strands);

    /// <summary>Position from which everybody takes turns; -1: nowhere.</summary>
    public int TurnsFrom { get; private set; } = -1;

    /// <summary>Whether some step of this round can be taken.</summary>
    public bool AnyEnabled { get; private set; }

    /// <summary>Begins a round.</summary>
    public void Clear()
    {
        _pending.Clear();
        AnyEnabled = false;
    }

    public void Offer(in PendingStep step)
    {
        _pending.Add(step);
        AnyEnabled |= step.Enabled;
    }

    /// <summary>Lets the schedule choose among what was offered, of which something can be taken. False: the execution ends as <paramref name="end"/> says.</summary>
    public bool TryChoose(out TraceEvent recorded, out ExecutionEnd end)
    {
        recorded = null!;
        end = ExecutionEnd.Livelock;
        if (TurnsFrom >= 0 && Trace.Count >= 2 * stepBound)
            return false;
        if (TurnsFrom < 0 && Trace.Count >= stepBound)
            TurnsFrom = Trace.Count;
        end = ExecutionEnd.Abandoned;
        int chosen = TurnsFrom >= 0 ? LongestWaiting() : schedule.Choose(_pending, Trace);
        if (chosen == ISchedule.Abandon)
            return false;
        if (chosen == ISchedule.TakeTurns)
        {
            TurnsFrom = Trace.Count;
            chosen = LongestWaiting();
        }
        foreach (var step in _pending)
        {
            if (step.Strand != chosen || !step.Enabled)
                continue;
            recorded = Trace.Add(step);
            return true;
        }
        throw new InvalidOperationException($"The schedule chose strand {chosen}, which cannot take a step now.");
    }

    /// <summary>For a livelock: what it is called, and who is in it.</summary>
    /// <param name="names">Of the strands that people know; the others are their store buffers and interrupts.</param>
    /// <param name="waits">Whether a strand has a step that it is waiting to take.</param>
    public string NameLivelock(IReadOnlyList<string> names, Func<int, bool> waits)
    {
        int recent = Trace.Count - stepBound / 2;
        List<string> running = [], waiting = [];
        for (int strand = 0; strand < names.Count; strand++)
        {
            if (Trace.LastOf(strand) >= recent)
                running.Add(names[strand]);
            else if (waits(strand))
                waiting.Add(names[strand]);
        }
        string end = $"after {2 * stepBound} steps there is no end, though everybody takes turns";
        return waiting.Count == 0
            ? $"livelock of {string.Join(" and ", running)}: {end}"
            : $"starvation of {string.Join(" and ", waiting)} by {string.Join(" and ", running)}: {end}";
    }

    private int LongestWaiting()
    {
        int chosen = -1, oldest = int.MaxValue;
        foreach (var step in _pending)
        {
            if (!step.Enabled || Trace.LastOf(step.Strand) >= oldest)
                continue;
            (chosen, oldest) = (step.Strand, Trace.LastOf(step.Strand));
        }
        return chosen;
    }
}
