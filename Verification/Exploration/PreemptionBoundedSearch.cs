using System.Collections.Generic;

namespace Verification.Exploration;

/// <summary>
/// Every interleaving with at most a given number of preemptions (switches away from a strand that could have gone on): most bugs need few
/// (Musuvathi, Qadeer, PLDI 2007). A step of the hardware's own costs nothing.
/// </summary>
/// <remarks>
/// Without preemptions a loop that waits for others would turn for ever. So whoever is about to take an idle turn gives way while somebody else can go, which is no preemption
/// (fairness as in Musuvathi, Qadeer, "Fair stateless model checking", PLDI 2008). When nobody else can, the second idle turn in a row waits for the others' store buffers: what the loop waits for may be in one.
/// </remarks>
public sealed class PreemptionBoundedSearch(int bound) : ISchedule
{
    private readonly List<(int[] Choices, int At)> _stack = [];
    private int _depth, _preemptions, _previous = -1;

    // Of the strand that runs, since anybody else took a step.
    private int _idleTurns;

    /// <summary>Some interleaving was left out because of the bound.</summary>
    public bool LeftSomethingOut { get; private set; }

    public int Choose(IReadOnlyList<PendingStep> pending, Trace trace)
    {
        if (_depth == _stack.Count)
            _stack.Add((Allowed(pending), 0));
        var (choices, at) = _stack[_depth++];
        int chosen = choices[at];
        if (IsPreemption(pending, chosen))
            _preemptions++;
        Note(pending, chosen);
        return chosen;
    }

    private void Note(IReadOnlyList<PendingStep> pending, int chosen)
    {
        foreach (var step in pending)
        {
            if (step.Strand != chosen)
                continue;
            if (step.Strand != _previous && step.FlushOf != _previous)
                _idleTurns = 0;
            if (step.IsHardware)
                return;
            if (step.IsPause)
                _idleTurns++;
            _previous = chosen;
        }
    }

    /// <summary>Moves to the next interleaving; false: there is none.</summary>
    /// <param name="varied">Only so many first steps of the one before are to be varied.</param>
    public bool Next(int varied = int.MaxValue)
    {
        (_depth, _preemptions, _previous, _idleTurns) = (0, 0, -1, 0);
        if (_stack.Count > varied)
            _stack.RemoveRange(varied, _stack.Count - varied);
        while (_stack.Count > 0)
        {
            var (choices, at) = _stack[^1];
            if (at + 1 < choices.Length)
            {
                _stack[^1] = (choices, at + 1);
                return true;
            }
            _stack.RemoveAt(_stack.Count - 1);
        }
        return false;
    }

    // The strand that runs comes first, so that the first execution has no preemption at all.
    private int[] Allowed(IReadOnlyList<PendingStep> pending)
    {
        var choices = new List<int>();
        foreach (var step in pending)
        {
            if (!step.Enabled || step.IsPause && step.Strand == _previous && AnotherCanGo(pending))
                continue;
            if (_preemptions == bound && IsPreemption(pending, step.Strand))
                LeftSomethingOut = true;
            else if (step.Strand == _previous)
                choices.Insert(0, step.Strand);
            else
                choices.Add(step.Strand);
        }
        return choices.ToArray();
    }

    private bool IsPreemption(IReadOnlyList<PendingStep> pending, int chosen)
    {
        if (chosen == _previous || IsHardware(pending, chosen))
            return false;
        foreach (var step in pending)
            if (step.Strand == _previous)
                return step.Enabled && !step.IsPause;
        return false;
    }

    private bool AnotherCanGo(IReadOnlyList<PendingStep> pending)
    {
        foreach (var step in pending)
            if (step.Strand != _previous && step.Enabled && (!step.IsHardware || _idleTurns > 0 && step.FlushOf >= 0 && step.FlushOf != _previous))
                return true;
        return false;
    }

    private static bool IsHardware(IReadOnlyList<PendingStep> pending, int strand)
    {
        foreach (var step in pending)
            if (step.Strand == strand)
                return step.IsHardware;
        return false;
    }
}
