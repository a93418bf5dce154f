using System;

namespace Verification.Checking;

/// <summary>Runs a checker so that whatever it throws is a verdict.</summary>
public static class CheckerRun
{
    /// <summary>Runs it. An exception that gets out of it (a panic, a violation that the model machine reports, an assertion) is a violation.</summary>
    public static CheckResult Run(Checker checker, CheckBudget budget)
    {
        try
        {
            return checker.Run(budget);
        }
        catch (Exception e) when (e is not FormatException || budget.Replay is null)
        {
            return new CheckResult(
                Verdict.Violated, 0, 1, "none: it failed", $"violated: {e.GetType().Name}: {e.Message}\n{e.StackTrace}", $"./asterism check \"{checker.Name}\"");
        }
    }
}
