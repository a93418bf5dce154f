using System.Collections.Generic;

namespace Verification.Exploration;

/// <summary>A step that is planned: who takes it and what it will be.</summary>
/// <param name="Strand">Who.</param>
/// <param name="Operation">What.</param>
/// <param name="Ends">It ends a wait for a write to any of these words: a write to another of them, before it, would do that in its place.</param>
public readonly record struct PlannedStep(int Strand, Operation Operation, IReadOnlyList<WatchedLocation>? Ends = null)
{
    public bool DependsOn(in PlannedStep other) => Operation.DependsOn(other.Operation) || ComesBefore(other) || other.ComesBefore(this);

    private bool ComesBefore(in PlannedStep other) => Ends is not null && other.Operation.WritesTo(Ends);
}

/// <summary>
/// Continuations that still must be explored from one point, as an ordered tree of steps (Abdulla, Aronis, Jonsson, Sagonas:
/// "Source sets: a foundation for optimal dynamic partial order reduction", JACM 2017). A new continuation is added only when no
/// branch covers it up to reordering of independent steps; that is why no execution is explored twice.
/// </summary>
public sealed class WakeupTree
{
    private readonly List<(PlannedStep Step, WakeupTree After)> _branches = [];

    public bool IsEmpty => _branches.Count == 0;

    /// <summary>Branches that were not explored to their end.</summary>
    public int Count => _branches.Count;

    /// <summary>The branch to explore next.</summary>
    public (PlannedStep Step, WakeupTree After) First => _branches[0];

    /// <summary>The branch was explored.</summary>
    public void RemoveFirst() => _branches.RemoveAt(0);

    public void AddSingle(PlannedStep step) => _branches.Add((step, new WakeupTree()));

    /// <summary>Adds <paramref name="continuation"/> unless a branch covers it.</summary>
    public void Insert(List<PlannedStep> continuation)
    {
        var node = this;
        var rest = new List<PlannedStep>(continuation);
        while (rest.Count > 0)
        {
            WakeupTree? covered = null;
            foreach (var (step, branch) in node._branches)
            {
                int at = InitialPosition(step, rest);
                if (at == NotInitial)
                    continue;
                if (at >= 0)
                    rest.RemoveAt(at);
                if (branch.IsEmpty)
                    return; // the branch ends here: whatever follows it will be explored anyway
                covered = branch;
                break;
            }
            if (covered is null)
            {
                foreach (var step in rest)
                {
                    var next = new WakeupTree();
                    node._branches.Add((step, next));
                    node = next;
                }
                return;
            }
            node = covered;
        }
    }

    private const int NotInitial = -2, Independent = -1;

    /// <summary>
    /// Whether <paramref name="step"/> can come first in some order equivalent to <paramref name="sequence"/> (a weak initial):
    /// its position there, <see cref="Independent"/> when it is not in it but commutes with all of it, else <see cref="NotInitial"/>.
    /// </summary>
    private static int InitialPosition(in PlannedStep step, List<PlannedStep> sequence)
    {
        for (int i = 0; i < sequence.Count; i++)
        {
            if (sequence[i].Strand == step.Strand)
                return i;
            if (sequence[i].DependsOn(step))
                return NotInitial;
        }
        return Independent;
    }

    /// <summary>Whether <paramref name="step"/> is a weak initial of <paramref name="sequence"/>.</summary>
    public static bool IsWeakInitial(in PlannedStep step, List<PlannedStep> sequence) => InitialPosition(step, sequence) != NotInitial;
}
