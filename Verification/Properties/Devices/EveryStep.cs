using System;
using Invariants;
using Ostd;
using Ostd.Model;
using Ostd.Seam;

namespace Verification.Properties.Devices;

/// <summary>Evaluates invariants between any two steps of a machine, not only between operations: devices act there.</summary>
internal sealed class EveryStep(ModelMachine machine, params Invariant[] invariants) : IMachineObserver
{
    /// <summary>Attaches one for the invariants about devices.</summary>
    internal static Action<ModelMachine> Attach { get; } = machine => machine.Attach(new EveryStep(machine, new Invariant03DeviceInterrupts(), new Invariant06DeviceMemoryAccess()));

    public void AfterStep()
    {
        if (Root.KernelIfBound is not { Iommu: not null } kernel)
            return;
        foreach (Invariant invariant in invariants)
            invariant.Check(kernel, machine);
    }
}
