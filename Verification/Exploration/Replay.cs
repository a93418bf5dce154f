using System;
using System.Collections.Generic;

namespace Verification.Exploration;

/// <summary>Repeats a recorded schedule to the letter; a step it cannot repeat is an error that says where.</summary>
public sealed class Replay(IReadOnlyList<int> strands, bool thenTurns = false) : ISchedule
{
    private int _at;

    public int Choose(IReadOnlyList<PendingStep> pending, Trace trace)
    {
        if (_at == strands.Count && thenTurns)
            return ISchedule.TakeTurns;
        if (_at == strands.Count)
            throw new ScheduleDivergedException($"The schedule ends after {_at} steps, but the program goes on: it is not the program the schedule was recorded with.");
        int wanted = strands[_at];
        foreach (var step in pending)
            if (step.Strand == wanted && step.Enabled)
            {
                _at++;
                return wanted;
            }
        throw new ScheduleDivergedException($"Step {_at + 1} of the schedule is strand {wanted}'s, but it cannot take a step there: it is not the program the schedule was recorded with.");
    }

    /// <summary>After the execution: everything was used.</summary>
    public void CheckUsedUp()
    {
        if (_at < strands.Count)
            throw new ScheduleDivergedException($"The program ended after {_at} of the schedule's {strands.Count} steps: it is not the program the schedule was recorded with.");
    }
}

/// <summary>A replayed schedule does not fit the program.</summary>
public sealed class ScheduleDivergedException(string message) : Exception(message);
