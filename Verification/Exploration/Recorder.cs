using System;
using System.Collections.Generic;

namespace Verification.Exploration;

/// <summary>Asks the schedule who is next and records the answer: what the engines for small words and for whole machines have in common.</summary>
internal sealed class Recorder(ISchedule schedule, int strands, int stepBound)
{
    private readonly List<PendingStep> _pending = [];

    public Trace Trace { get; } = new(strands);

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
        end = ExecutionEnd.StepBound;
        if (Trace.Count >= stepBound)
            return false;
        end = ExecutionEnd.Abandoned;
        int chosen = schedule.Choose(_pending, Trace);
        if (chosen == ISchedule.Abandon)
            return false;
        foreach (var step in _pending)
        {
            if (step.Strand != chosen || !step.Enabled)
                continue;
            recorded = Trace.Add(step);
            return true;
        }
        throw new InvalidOperationException($"The schedule chose strand {chosen}, which cannot take a step now.");
    }
}
