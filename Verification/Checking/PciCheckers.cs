using System.Collections.Generic;
using Verification.Attacks.Pci;
using Verification.Properties.Pci;
using Verification.Scenarios.Pci;

namespace Verification.Checking;

/// <summary>PCI functions and their drivers: invariants 3, 6 and 7.</summary>
internal static class PciCheckers
{
    public static IReadOnlyList<Checker> All { get; } =
    [
        PciAttacks.Checker,
        HostileDeviceAttacks.Checker,
        PciProperty.Checker,
        PciScenarios.TeardownDuringCompletion.ToChecker(),
        PciScenarios.TwoClaims.ToChecker(),
    ];
}
