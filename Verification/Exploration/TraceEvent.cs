namespace Verification.Exploration;

/// <summary>One executed step with what it happened after.</summary>
/// <param name="Index">Position in the trace.</param>
/// <param name="Strand">Who took it.</param>
/// <param name="Operation">What it was.</param>
/// <param name="Clock">For each strand how many of its steps happened before or at this one.</param>
/// <param name="Previous">Position of the strand's step before, or -1.</param>
/// <param name="Cause">Position of a step of another strand that this one cannot precede (a flush after its store), or -1.</param>
public sealed record TraceEvent(int Index, int Strand, Operation Operation, int[] Clock, int Previous, int Cause)
{
    /// <summary>Which step of its strand this is, from 1.</summary>
    public int Step => Clock[Strand];

    public bool HappensBefore(TraceEvent other) => other.Clock[Strand] >= Step && Index != other.Index;
}
