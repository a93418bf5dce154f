using System;
using System.Collections.Generic;
using System.Linq;

namespace Verification.Linearizability;

/// <summary>
/// Decides whether a history could have come from a sequential object: whether every call can be given one moment between its begin and its end such that
/// the sequential model, asked in that order, gives the same answers (Herlihy, Wing, TOPLAS 1990; search as in Wing, Gong, JPDC 1993, with
/// the states already visited remembered as Lowe does).
/// </summary>
/// <typeparam name="TState">State of the sequential model; immutable, with value equality.</typeparam>
/// <typeparam name="TOperation">What is asked.</typeparam>
/// <typeparam name="TResult">What is answered.</typeparam>
public sealed class Linearizer<TState, TOperation, TResult>(TState initial, Func<TState, TOperation, (TState Next, TResult Result)> model)
    where TState : notnull
{
    private const int MaxCalls = 62; // the set of calls already placed is a word

    /// <summary>An order that explains the history, or null: it is not linearizable.</summary>
    public IReadOnlyList<Call<TOperation, TResult>>? Explain(IReadOnlyList<Call<TOperation, TResult>> history)
    {
        if (history.Count > MaxCalls)
            throw new ArgumentException($"A history of {history.Count} calls; at most {MaxCalls} can be checked.");
        var calls = history.OrderBy(c => c.Begin).ToArray();
        var order = new Stack<Call<TOperation, TResult>>();
        var visited = new HashSet<(ulong Placed, TState State)>();
        return Place(calls, 0, initial, order, visited) ? order.Reverse().ToArray() : null;
    }

    private bool Place(Call<TOperation, TResult>[] calls, ulong placed, TState state, Stack<Call<TOperation, TResult>> order, HashSet<(ulong, TState)> visited)
    {
        if (order.Count == calls.Length)
            return true;
        if (!visited.Add((placed, state)))
            return false;
        long earliestEnd = long.MaxValue;
        for (int i = 0; i < calls.Length; i++)
            if ((placed >> i & 1) == 0)
                earliestEnd = Math.Min(earliestEnd, calls[i].End);
        for (int i = 0; i < calls.Length; i++)
        {
            // A call that begins after another has ended cannot come before it.
            if ((placed >> i & 1) != 0 || calls[i].Begin > earliestEnd)
                continue;
            var (next, result) = model(state, calls[i].Operation);
            if (!EqualityComparer<TResult>.Default.Equals(result, calls[i].Result))
                continue;
            order.Push(calls[i]);
            if (Place(calls, placed | 1UL << i, next, order, visited))
                return true;
            order.Pop();
        }
        return false;
    }
}
