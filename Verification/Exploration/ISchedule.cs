using System.Collections.Generic;

namespace Verification.Exploration;

/// <summary>What a strand will do next; <see cref="Strand"/> numbers are equal in every execution of a scenario.</summary>
public struct PendingStep
{
    /// <summary>Who.</summary>
    public int Strand { get; init; }

    private readonly Operation _operation;

    /// <summary>The step.</summary>
    public readonly Operation Operation { get => _operation; init => _operation = value; }

    /// <summary>Positions of steps that this one must follow, or -1.</summary>
    public int Cause { get; init; } = -1;
    public int SecondCause { get; init; } = -1;

    /// <summary>Whether it can be taken now.</summary>
    public bool Enabled { get; init; }

    /// <summary>It is the hardware's own step, which costs no CPU anything: a store that leaves a store buffer, a translation that falls out of a TLB.</summary>
    public bool IsHardware { get; init; }

    /// <summary>For a store that leaves a store buffer, which sooner or later it does: the strand whose buffer that is. Else -1.</summary>
    public int FlushOf { get; init; } = -1;

    /// <summary>It is an idle turn of a loop that waits for others.</summary>
    public bool IsPause { get; init; }

    /// <summary>As in <see cref="TraceEvent"/>.</summary>
    public int Threshold { get; init; } = TraceEvent.Masked;
    public int Priority { get; init; } = -1;
    public Operation? Displaced { get; init; }
    public bool DisplacedWasReady { get; init; }
    public bool IsLastResort { get; init; }

    public PendingStep(int strand, in Operation operation, bool enabled)
    {
        Strand = strand;
        _operation = operation;
        Enabled = enabled;
    }
}

/// <summary>Decides who goes next; the search strategies implement it.</summary>
public interface ISchedule
{
    /// <summary>The strand that takes its pending step, or <see cref="TakeTurns"/>, or <see cref="Abandon"/>.</summary>
    int Choose(IReadOnlyList<PendingStep> pending, Trace trace);

    /// <summary>From here on everybody takes turns, and the schedule is not asked any more.</summary>
    public const int TakeTurns = -2;

    /// <summary>Nothing new lies ahead: this execution need not go on.</summary>
    public const int Abandon = -1;
}
