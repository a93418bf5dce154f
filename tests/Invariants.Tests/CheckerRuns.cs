using System.Linq;
using Verification.Checking;
using Xunit;

namespace Invariants.Tests;

/// <summary>Runs one checker as a test: it must hold, and its positive control must have been caught.</summary>
internal static class CheckerRuns
{
    /// <summary>Stands for the checkers of an invariant that has none so far.</summary>
    public const string NothingRegistered = "(no checker is registered)";

    public static void Hold(string name)
    {
        if (name == NothingRegistered)
            return;
        Checker checker = Checkers.All.Single(c => c.Name == name);
        CheckResult result = checker.Run(CheckBudget.Default);
        Assert.True(result.Verdict == Verdict.Holds, $"{result.Verdict}: {checker.Name}\n{result.Report}\n{result.Replay}");
        Assert.True(result.Executions > 0, $"\"{checker.Name}\" did not execute anything.");
    }
}
