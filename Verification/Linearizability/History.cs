using System.Collections.Generic;

namespace Verification.Linearizability;

/// <summary>One operation of a concurrent history: who, what it was asked, what it answered, and when it began and ended.</summary>
/// <param name="Strand">Who called.</param>
/// <param name="Operation">What was asked.</param>
/// <param name="Result">What came back.</param>
/// <param name="Begin">Logical time of the call.</param>
/// <param name="End">Logical time of the return; long.MaxValue when it never returned.</param>
public readonly record struct Call<TOperation, TResult>(int Strand, TOperation Operation, TResult Result, long Begin, long End);

/// <summary>
/// Records calls on a concurrent object. One strand runs at a time under the explorer, so a counter is the clock: a call that ended before another began
/// has the smaller time.
/// </summary>
public sealed class History<TOperation, TResult>
{
    private readonly List<Call<TOperation, TResult>> _calls = [];
    private long _time;

    public IReadOnlyList<Call<TOperation, TResult>> Calls => _calls;

    public TResult Record(int strand, TOperation operation, System.Func<TResult> call)
    {
        long begin = ++_time;
        TResult result = call();
        _calls.Add(new Call<TOperation, TResult>(strand, operation, result, begin, ++_time));
        return result;
    }
}
