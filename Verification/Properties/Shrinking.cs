using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Reflection;

namespace Verification.Properties;

/// <summary>Makes a failing sequence shorter and its numbers smaller while it still fails.</summary>
internal static class Shrinking
{
    private const int MaxRuns = 1_000;
    private static readonly TimeSpan s_maxTime = TimeSpan.FromSeconds(15);

    public static (Sequence<TOperation> Sequence, StepFailure Failure) Shorten<TOperation>(Sequence<TOperation> failing, StepFailure failure)
        where TOperation : notnull
    {
        var clock = Stopwatch.StartNew();
        int runs = 0;
        var best = failing;
        // Nothing after the failing operation matters.
        if (failure.Step >= 0 && failure.Step < best.Operations.Count)
            Accept(best.Operations.Take(failure.Step + 1).ToList());

        bool smaller;
        do
        {
            smaller = DropOperations();
            smaller |= ShrinkNumbers();
        }
        while (smaller);
        return (best, failure);

        // Leaves out ever smaller pieces.
        bool DropOperations()
        {
            bool any = false;
            for (int piece = Math.Max(1, best.Operations.Count / 2); ; piece /= 2)
            {
                for (int at = 0; at < best.Operations.Count;)
                {
                    if (best.Operations.Count > 1 && Accept([.. best.Operations.Take(at), .. best.Operations.Skip(at + piece)]))
                        any = true;
                    else
                        at += piece;
                }
                if (piece == 1)
                    return any;
            }
        }

        bool ShrinkNumbers()
        {
            bool any = false;
            for (int at = 0; at < best.Operations.Count; at++)
            {
                bool again;
                do
                {
                    again = false;
                    foreach (TOperation simpler in Simpler(best.Operations[at]))
                    {
                        if (Accept([.. best.Operations.Take(at), simpler, .. best.Operations.Skip(at + 1)]))
                        {
                            any = again = true;
                            break;
                        }
                    }
                }
                while (again && at < best.Operations.Count);
            }
            return any;
        }

        bool Accept(IReadOnlyList<TOperation> candidate)
        {
            if (++runs > MaxRuns || clock.Elapsed > s_maxTime)
                return false;
            var sequence = best.With(candidate);
            if (sequence.Run() is not { } found)
                return false;
            (best, failure) = (sequence, found);
            return true;
        }
    }

    /// <summary>The same record with one number smaller: zero, half, one less.</summary>
    private static IEnumerable<TOperation> Simpler<TOperation>(TOperation operation)
        where TOperation : notnull
    {
        Type type = operation.GetType();
        ConstructorInfo? constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length);
        if (constructor is null)
            yield break;
        ParameterInfo[] parameters = constructor.GetParameters();
        object?[] values = new object?[parameters.Length];
        for (int i = 0; i < parameters.Length; i++)
        {
            if (type.GetProperty(parameters[i].Name!) is not { } property)
                yield break;
            values[i] = property.GetValue(operation);
        }
        for (int i = 0; i < values.Length; i++)
        {
            foreach (object simpler in SimplerNumbers(values[i]))
            {
                object?[] changed = [.. values];
                changed[i] = simpler;
                yield return (TOperation)constructor.Invoke(changed);
            }
        }
    }

    private static IEnumerable<object> SimplerNumbers(object? value) => value switch
    {
        bool b => b ? [false] : [],
        byte n => Smaller(n).Select(s => (object)(byte)s),
        ushort n => Smaller(n).Select(s => (object)(ushort)s),
        uint n => Smaller(n).Select(s => (object)(uint)s),
        ulong n => Smaller(n).Select(s => (object)s),
        int n => n < 0 ? [0, -(n + 1)] : Smaller((ulong)n).Select(s => (object)(int)s),
        long n => n < 0 ? [0L, -(n + 1)] : Smaller((ulong)n).Select(s => (object)(long)s),
        _ => [],
    };

    private static IEnumerable<ulong> Smaller(ulong value)
    {
        if (value > 0)
            yield return 0;
        if (value > 3)
            yield return value / 2;
        if (value > 1)
            yield return value - 1;
    }
}
