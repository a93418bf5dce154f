using System.Collections.Generic;
using System.Linq;

namespace Verification.Checking;

/// <summary>Every checker there is.</summary>
public static class Checkers
{
    public static IReadOnlyList<Checker> All { get; } =
    [
        Properties.Boot.FreeRangesProperty.Checker,
        Properties.Paging.VirtualAreasProperty.Checker,
        Properties.Policies.BuddyAllocatorProperty.Checker,
        .. SyncCheckers.All,
        .. UserSpaceCheckers.All,
        .. DeviceCheckers.All,
        .. PciCheckers.All,
        .. ScenarioCheckers.All,
        Properties.Io.DeviceRangeProperty.Checker,
        Properties.Irq.IrqLineProperty.Checker,
        .. Properties.Corlib.CollectionProperty.Checkers,
        Properties.Corlib.NumberProperty.Checker,
        Attacks.Irq.IrqAttack.Checker,
        Attacks.Io.SensitiveDeviceAttack.Checker,
        .. Scenarios.Io.DeviceRangeScenarios.Checkers,
        .. Scenarios.Pipes.PipeScenarios.Checkers,
        .. ServiceCheckers.All,
        .. MemoryCheckers.All,
    ];

    public static Checker Named(string name) =>
        All.FirstOrDefault(c => c.Name == name) ?? throw new KeyNotFoundException($"There is no checker \"{name}\".");

    public static IEnumerable<Checker> For(int invariant) => All.Where(c => c.Invariants.Contains(invariant));
}
