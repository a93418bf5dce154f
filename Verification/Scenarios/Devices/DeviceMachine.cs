using Ostd.Model;
using Ostd.Model.Vtd;
using Verification.Properties.Devices;

namespace Verification.Scenarios.Devices;

/// <summary>A machine for scenarios about devices: memory, interrupt controllers and the IOMMU are up, and nothing else, so that the explored part is short.</summary>
internal static class DeviceMachine
{
    /// <summary>One CPU; beside it the IOMMU and a device.</summary>
    internal static ScenarioMachine OneCpu { get; } = Of(cpus: 1, devices: 2);

    /// <summary>Two CPUs, and beside them the IOMMU.</summary>
    internal static ScenarioMachine TwoCpus { get; } = Of(cpus: 2, devices: 1);

    private static ScenarioMachine Of(int cpus, int devices) => ScenarioMachine.Bare(cpus) with
    {
        Devices = devices, Iommu = new IommuOptions(), UsualEffort = ScenarioMachine.BootedEffort,
    };

    /// <summary>Brings it up. Invariants 3 and 6 are evaluated after every step.</summary>
    /// <param name="s">The scenario.</param>
    /// <param name="isBroken">For the faulty twin: the unit says that it has forgotten, and has not.</param>
    internal static ModelVtd Prepare(KernelScenario s, bool isBroken)
    {
        s.Kernel.BootMemory();
        s.Kernel.BootControllers();
        s.Machine.AsEachCpu(() => s.Machine.Mmu.LoadCr3(s.Kernel.Memory.Space.Root));
        EveryStep.Attach(s.Machine);
        s.Machine.Vtd!.NeverForgets = isBroken;
        return s.Machine.Vtd;
    }
}
