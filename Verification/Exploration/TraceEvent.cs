namespace Verification.Exploration;

/// <summary>One executed step with what it happened after.</summary>
/// <param name="Index">Position in the trace.</param>
/// <param name="Strand">Who took it.</param>
/// <param name="Operation">What it was.</param>
/// <param name="Clock">For each strand how many of its steps happened before or at this one.</param>
/// <param name="Previous">Position of the strand's step before (or its flow's, see <see cref="Operation.Flow"/>), or -1.</param>
/// <param name="Cause">Position of a step that this one cannot precede (a flush after its store, an interrupt after its request), or -1.</param>
/// <param name="SecondCause">Another such step, or -1.</param>
public sealed record TraceEvent(int Index, int Strand, Operation Operation, int[] Clock, int Previous, int Cause, int SecondCause = -1)
{
    /// <summary>The threshold that no interrupt passes.</summary>
    public const int Masked = 16;

    /// <summary>Which step of its strand this is, from 1.</summary>
    public int Step => Clock[Strand];

    /// <summary>What the word was before and is after it; of a reference only whether there is one.</summary>
    public ulong Before { get; internal set; }
    public ulong After { get; internal set; }

    /// <summary>The word was written; a compare-exchange that failed did not.</summary>
    public bool Wrote { get; internal set; }

    /// <summary>Interrupts of a priority class above this could have arrived just before it.</summary>
    public int Threshold { get; internal init; } = Masked;

    /// <summary>It is the arrival of an interrupt, of this priority class; else -1.</summary>
    public int Priority { get; internal init; } = -1;

    /// <summary>For the arrival of an interrupt: the step that the CPU was about to take, and whether it could have.</summary>
    public Operation? Displaced { get; internal init; }
    public bool DisplacedWasReady { get; internal init; }

    /// <summary>It was taken because nobody could do anything else, so that nothing that came before can be tried after it.</summary>
    public bool IsLastResort { get; internal init; }

    public bool HappensBefore(TraceEvent other) => other.Clock[Strand] >= Step && Index != other.Index;
}
