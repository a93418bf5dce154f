using System;
using System.Collections.Concurrent;
using Verification.Checking;
using Xunit;

namespace Invariants.Tests;

/// <summary>Runs checkers as tests: each must hold, and its positive control must have been caught.</summary>
internal static class CheckerRuns
{
    /// <summary>A checker of several invariants is a row of each, and runs once.</summary>
    private static readonly ConcurrentDictionary<string, Lazy<CheckResult>> s_results = new();

    private const int OperationsOfAProperty = 2000;

    public static void Hold(string name)
    {
        CheckResult result = Of(name);
        Assert.True(result.Verdict == Verdict.Holds, $"{result.Verdict}: {name}\n{result.Report}\n{result.Replay}");
        Assert.True(result.Executions > 0, $"\"{name}\" did not execute anything.");
        Assert.True(Checkers.Named(name).Kind != CheckerKind.Property || result.Operations >= OperationsOfAProperty, $"\"{name}\" made only {result.Operations} operations.");
    }

    /// <summary>What a checker says at its default effort.</summary>
    public static CheckResult Of(string name) => s_results.GetOrAdd(name, n => new Lazy<CheckResult>(() => Checkers.Named(n).Run(CheckBudget.Default))).Value;
}
