using System.Collections.Generic;
using Verification.Scenarios.Locks;
using Verification.Scenarios.Sleeping;

namespace Verification.Checking;

/// <summary>The scenarios that show how scenarios are written; those of a topic stand with its other checkers.</summary>
internal static class ScenarioCheckers
{
    public static IReadOnlyList<Checker> All { get; } =
    [
        SpinLockScenarios.MutualExclusion.ToChecker(),
        WaitQueueScenarios.NoWakeupIsLost.ToChecker(),
    ];
}
