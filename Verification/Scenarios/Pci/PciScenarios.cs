using Ostd;
using Ostd.Dma;
using Ostd.Model.Pci;
using Ostd.Pci;
using Ostd.Sync;
using Verification.Attacks.Pci;
using Verification.Scenarios.Devices;

namespace Verification.Scenarios.Pci;

/// <summary>Drivers of a PCI function that come and go while it works.</summary>
internal static class PciScenarios
{
    private static readonly PciLocation s_place = new(0, 3, 0);

    /// <summary>The CPU is the driver's; beside it acts the device, whose writes take their time.</summary>
    public static ScenarioDefinition TeardownDuringCompletion { get; } = new(
        "No write of a PCI function arrives after its driver has given it back", [6], "pci", DeviceMachine.OneCpu,
        s => BuildTeardown(s, isBroken: false), s => BuildTeardown(s, isBroken: true), "pci-release-unread");

    public static ScenarioDefinition TwoClaims { get; } = new(
        "Of two drivers that claim a PCI function one gets it", [3, 6, 7], "pci", DeviceMachine.TwoCpus, BuildClaims, KilledMutant: "pci-claimed-twice");

    private static OddFunction Plug(KernelScenario s)
    {
        DeviceMachine.Prepare(s, isBroken: false);
        OddFunction device = s.Machine.Pci.Add(3, 0, new OddFunction());
        _ = PciBus.Functions;
        return device;
    }

    private static void BuildTeardown(KernelScenario s, bool isBroken)
    {
        OddFunction device = Plug(s);
        device.AnswersOvertake = isBroken;
        var function = PciFunction.Claim(s_place);
        var buffer = DmaCoherent.Alloc(s_place, 1); // stays lent: here nobody but the function holds it back
        ulong address = buffer.DeviceAddress;
        function.SetMaster(true);
        var isReleased = new AtomicBool(false);
        s.OnCpu(0, () =>
        {
            function.Dispose();
            isReleased.Store(true, MemoryOrder.Release);
        }, "driver");
        s.OnDevice(() =>
        {
            device.Post(address, 666);
            bool wasReleased = isReleased.Load(MemoryOrder.Acquire);
            s.Assert(device.CompletePosted() == 0 || !wasReleased, "what the function wrote is where it goes when the function is given back");
        }, "device");
        s.AtEnd(() => s.Assert(!device.IsMaster, "a function that nobody has does not master the bus"));
    }

    private static void BuildClaims(KernelScenario s)
    {
        Plug(s);
        var owners = new AtomicInt32(0);
        for (int cpu = 0; cpu < 2; cpu++)
        {
            s.OnCpu(cpu, () =>
            {
                try
                {
                    _ = PciFunction.Claim(s_place);
                    s.Assert(owners.FetchAdd(1) == 0, "a function has one owner");
                }
                catch (OstdException e) when (e.Error == OstdError.Busy)
                {
                }
            });
        }
        s.AtEnd(() => s.Assert(owners.Load(MemoryOrder.Relaxed) == 1, "one of the two has it"));
    }
}
