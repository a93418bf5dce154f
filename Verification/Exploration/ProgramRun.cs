using System;
using System.Collections.Generic;
using System.Linq;

namespace Verification.Exploration;

/// <summary>Something that can be run again and again, each time from the beginning, under a schedule.</summary>
internal interface IProgram
{
    /// <param name="model">What CPUs see of each other's stores.</param>
    /// <param name="schedule">Who goes next.</param>
    /// <param name="stepBound">Longest execution, in steps.</param>
    /// <param name="log">Remember what happened, in words.</param>
    ProgramRun Run(MemoryModel model, ISchedule schedule, int stepBound, bool log = false);
}

/// <summary>One execution, when it is over.</summary>
/// <param name="Model">What CPUs saw of each other's stores.</param>
/// <param name="Trace">Its steps.</param>
/// <param name="End">How it ended.</param>
/// <param name="Failure">What was violated; null: nothing.</param>
/// <param name="Outcome">What it came to, for tables of outcomes.</param>
/// <param name="Columns">Who took the steps, for people: strand numbers modulo their count.</param>
/// <param name="Log">What happened, in words; null when that was not asked for.</param>
/// <param name="TurnsFrom">Position from which everybody took turns; -1: nowhere.</param>
internal sealed record ProgramRun(
    MemoryModel Model, Trace Trace, ExecutionEnd End, Exception? Failure, string Outcome, IReadOnlyList<string> Columns, IReadOnlyList<LogLine>? Log, int TurnsFrom)
{
    /// <summary>Columns that a reader needs: of those who took part.</summary>
    public IReadOnlyList<int> TookPart => [.. Log!.Select(line => line.Strand).Distinct().Order()];

    /// <summary>The steps that a schedule chose, in order; whatever comes after them is the turns of everybody.</summary>
    public IReadOnlyList<int> Schedule
    {
        get
        {
            int[] strands = new int[TurnsFrom >= 0 ? TurnsFrom : Trace.Count];
            for (int i = 0; i < strands.Length; i++)
                strands[i] = Trace[i].Strand;
            return strands;
        }
    }
}
