using System.Collections.Generic;

namespace Verification.Exploration;

/// <summary>What a strand will do next; <see cref="Strand"/> numbers are equal in every execution of a scenario.</summary>
/// <param name="Strand">Who.</param>
/// <param name="Operation">The step.</param>
/// <param name="Cause">Position of a step this one must follow, or -1.</param>
/// <param name="Enabled">Whether it can be taken now.</param>
/// <param name="IsFlush">It is a store buffer's oldest store on its way to memory, not a strand's own step.</param>
public readonly record struct PendingStep(int Strand, Operation Operation, int Cause, bool Enabled, bool IsFlush = false);

/// <summary>Decides who goes next; the search strategies implement it.</summary>
public interface ISchedule
{
    /// <summary>The strand that takes its pending step, or <see cref="Abandon"/>.</summary>
    int Choose(IReadOnlyList<PendingStep> pending, Trace trace);

    /// <summary>Nothing new lies ahead: this execution need not go on.</summary>
    public const int Abandon = -1;
}
