using System.Collections.Generic;

namespace Verification.Exploration;

/// <summary>Every interleaving, one by one: the yardstick that <see cref="OptimalSearch"/> is compared with.</summary>
public sealed class UnreducedSearch : ISchedule
{
    private readonly List<(int[] Choices, int At)> _stack = [];
    private int _depth;

    public int Choose(IReadOnlyList<PendingStep> pending, Trace trace)
    {
        if (_depth == _stack.Count)
        {
            var enabled = new List<int>();
            foreach (var step in pending)
                if (step.Enabled)
                    enabled.Add(step.Strand);
            _stack.Add((enabled.ToArray(), 0));
        }
        var (choices, at) = _stack[_depth++];
        return choices[at];
    }

    /// <summary>Moves to the next interleaving; false: there is none.</summary>
    /// <param name="varied">Only so many first steps of the one before are to be varied.</param>
    public bool Next(int varied = int.MaxValue)
    {
        _depth = 0;
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
}
