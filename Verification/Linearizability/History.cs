using System;
using System.Collections.Generic;

namespace Verification.Linearizability;

/// <summary>One operation of a concurrent history: who, what it was asked, what it answered, and when it began and ended.</summary>
/// <param name="Strand">Who called.</param>
/// <param name="Operation">What was asked.</param>
/// <param name="Result">What came back.</param>
/// <param name="Begin">Logical time of the call.</param>
/// <param name="End">Logical time of the return; long.MaxValue when it never returned.</param>
public readonly record struct Call<TOperation, TResult>(int Strand, TOperation Operation, TResult Result, long Begin, long End);

/// <summary>Records calls on a concurrent object: a call that ended before another began has the smaller time.</summary>
/// <param name="tick">
/// The next logical time. A step of the explorer that all ticks share, such as an addition to one word: then each order of beginnings and ends is tried, which decides what may explain what.
/// </param>
public sealed class History<TOperation, TResult>(Func<long> tick)
{
    private readonly List<Call<TOperation, TResult>> _calls = [];

    public IReadOnlyList<Call<TOperation, TResult>> Calls => _calls;

    public void Record(int strand, TOperation operation, Func<TResult> call)
    {
        long begin = tick();
        TResult result = call();
        _calls.Add(new Call<TOperation, TResult>(strand, operation, result, begin, tick()));
    }
}
