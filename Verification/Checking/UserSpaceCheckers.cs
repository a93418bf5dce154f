using System.Collections.Generic;
using Verification.Attacks.CpuState;
using Verification.Attacks.UserSpace;
using Verification.Properties.UserSpace;

namespace Verification.Checking;

/// <summary>What is checked about user memory and the way to user mode and back (invariants 2 and 5).</summary>
internal static class UserSpaceCheckers
{
    public static IReadOnlyList<Checker> All { get; } =
    [
        VmSpaceProperty.OneCpu,
        VmSpaceProperty.ManyCpus,
        UserCopyProperty.Checker,
        UserContextProperty.Checker,
        .. UserEntryAttack.Checkers,
        GuardAttack.Checker,
        .. CursorAttack.Checkers,
        .. UserMemoryAttack.Checkers,
    ];
}
