using Verification.Checking;
using Xunit;

namespace Invariants.Tests;

/// <summary>Runs one checker as a test: it must hold, and its positive control must have been caught.</summary>
internal static class CheckerRuns
{
    public static void Hold(string name)
    {
        Checker checker = Checkers.Named(name);
        CheckResult result = checker.Run(CheckBudget.Default);
        Assert.True(result.Verdict == Verdict.Holds, $"{result.Verdict}: {checker.Name}\n{result.Report}\n{result.Replay}");
        Assert.True(result.Executions > 0, $"\"{checker.Name}\" did not execute anything.");
    }
}
