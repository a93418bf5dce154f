using System.Collections.Generic;
using Verification.Attacks.Devices;
using Verification.Properties.Devices;
using Verification.Scenarios.Devices;

namespace Verification.Checking;

/// <summary>What looks for ways of devices into memory and CPUs: invariants 3 and 6.</summary>
internal static class DeviceCheckers
{
    public static IReadOnlyList<Checker> All { get; } =
    [
        InterruptAttacks.Checker,
        InterruptLineProperty.Checker,
        InterruptLineProperty.OnAnotherUnit,
        MemoryAttacks.Checker,
        DmaProperty.Checker,
        DmaProperty.OnAnotherUnit,
        InterruptRoutingScenarios.FreeDuringInterrupt.ToChecker(),
        InterruptRoutingScenarios.RerouteDuringInterrupt.ToChecker(),
        DmaScenarios.ReuseAfterUnmap.ToChecker(),
        DmaScenarios.UnmapDuringWalk.ToChecker(),
        DmaScenarios.TwoDrivers.ToChecker(),
        DmaScenarios.LastBufferAndNext.ToChecker(),
    ];
}
