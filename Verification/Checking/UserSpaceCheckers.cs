using System.Collections.Generic;
using Verification.Attacks.CpuState;
using Verification.Attacks.UserSpace;
using Verification.Properties.UserSpace;
using Verification.Scenarios.UserSpace;

namespace Verification.Checking;

/// <summary>What is checked about user memory and the way to user mode and back (invariants 2 and 5).</summary>
internal static class UserSpaceCheckers
{
    public static IReadOnlyList<Checker> All { get; } =
    [
        VmSpaceProperty.OneCpu,
        VmSpaceProperty.ManyCpus,
        ShootDownScenarios.UnmapWhileUsed.ToChecker(),
        ShootDownScenarios.Crossing.ToChecker(),
        ShootDownScenarios.RangeWithInterruptsOff.ToChecker(),
        ShootDownScenarios.EndWhileLoaded.ToChecker(),
        ShootDownScenarios.RestrictWhileWritten.ToChecker(),
        EvictionScenarios.ReplacedWhole.ToChecker(),
        .. LargePageScenarios.Checkers,
        CursorScenarios.OverlappingExclude.ToChecker(),
        CursorScenarios.CopyOnWrite.ToChecker(),
        CursorScenarios.TableFilledMeanwhile.ToChecker(),
        UserCopyProperty.Checker,
        UserContextProperty.Checker,
        .. UserEntryAttack.Checkers,
        GuardAttack.Checker,
        CpuControlAttack.Checker,
        .. CursorAttack.Checkers,
        .. LargePageAttack.Checkers,
        .. UserMemoryAttack.Checkers,
    ];
}
