using System.Numerics;
using System.Runtime.CompilerServices;

namespace System;

/// <summary>Numbers to text and back. Culture-free: everything looks as it does in .NET's invariant culture.</summary>
internal static partial class Number
{
    private static ReadOnlySpan<ulong> PowersOfTen =>
    [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000,
        100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000,
        10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
    ];

    /// <summary>How many decimal digits a number has; zero has one.</summary>
    public static int CountDigits(ulong value)
    {
        // 1233 / 4096 is log10(2): right, or one too few.
        int guess = ((BitOperations.Log2(value | 1) + 1) * 1233) >> 12;
        return guess + (value >= PowersOfTen[guess] ? 1 : 0) + (value == 0 ? 1 : 0);
    }

    public static ReadOnlySpan<char> NotNull(string s, [CallerArgumentExpression(nameof(s))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(s, name);
        return s.AsSpan();
    }
}
