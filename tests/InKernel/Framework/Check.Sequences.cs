using System;
using System.Collections.Generic;

namespace InKernel;

public static partial class Check
{
    /// <summary>The two sequences have equal elements in the same order.</summary>
    public static void Sequence<T>(ReadOnlySpan<T> expected, IEnumerable<T> actual, string? what = null)
    {
        var list = new List<T>();
        foreach (T item in actual)
        {
            // An enumerator that never ends must fail, not hang the kernel.
            if (list.Count > expected.Length)
                break;
            list.Add(item);
        }

        Span(expected, list.ToArray(), what);
    }

    /// <summary>The two spans have equal elements in the same order.</summary>
    public static void Span<T>(ReadOnlySpan<T> expected, ReadOnlySpan<T> actual, string? what = null)
    {
        for (int i = 0; i < expected.Length && i < actual.Length; i++)
        {
            if (!EqualityComparer<T>.Default.Equals(expected[i], actual[i]))
                throw new CheckFailedException(Describe(what,
                    "element " + i.ToString() + ": expected " + Show(expected[i]) + ", got " + Show(actual[i])));
        }

        if (expected.Length > actual.Length)
            throw new CheckFailedException(Describe(what,
                "ends after " + actual.Length.ToString() + " elements of " + expected.Length.ToString()));
        if (expected.Length < actual.Length)
            throw new CheckFailedException(Describe(what,
                "expected the end after " + expected.Length.ToString() + " elements, got " + Show(actual[expected.Length])));
    }
}
