using Ostd.Dma;
using Ostd.Iommu;
using Ostd.Sync;
using Ostd.Traps;

namespace Verification.Scenarios.Devices;

/// <summary>Lines that are taken away from a device that goes on interrupting. The CPU is the driver's; the remapping unit and the device act beside it.</summary>
internal static class InterruptRoutingScenarios
{
    private static readonly PciLocation s_device = new(0, 3, 0), s_other = new(0, 4, 0);

    /// <summary>Commands of one request: forget, say so.</summary>
    private const int Request = 2;

    public static ScenarioDefinition FreeDuringInterrupt { get; } = new(
        "A vector is free only after its device can raise it no more", [3], "irq", DeviceMachine.OneCpu,
        s => BuildFree(s, isBroken: false), s => BuildFree(s, isBroken: true), "irq-cached-entry-kept");

    public static ScenarioDefinition RerouteDuringInterrupt { get; } = new(
        "A line that goes to another device is closed to the first one before", [3], "irq", DeviceMachine.OneCpu,
        s => BuildReroute(s, isBroken: false), s => BuildReroute(s, isBroken: true), "irq-rerouted-unclosed");

    private static void BuildFree(KernelScenario s, bool isBroken)
    {
        DeviceMachine.Prepare(s, isBroken);
        (IrqLine line, MsiMessage message) = Prepare(s);
        s.OnCpu(0, line.Dispose, "driver");
        s.OnDevice(() => s.Machine.PlayUnit(Request), "IOMMU");
        s.OnDevice(() => s.Machine.DeviceMessage(s_device.RequesterId, message.Address, message.Data), "device");
        s.AtEnd(() => s.Assert(!s.Kernel.Irqs.IsTaken(line.Vector), "the vector is free"));
    }

    private static void BuildReroute(KernelScenario s, bool isBroken)
    {
        DeviceMachine.Prepare(s, isBroken);
        (IrqLine line, MsiMessage message) = Prepare(s);
        var isRerouted = new AtomicBool(false);
        s.OnCpu(0, () =>
        {
            line.RouteMessage(s_other);
            isRerouted.Store(true, MemoryOrder.Release);
        }, "driver");
        s.OnDevice(() => s.Machine.PlayUnit(Request), "IOMMU");
        s.OnDevice(() =>
        {
            bool wasRerouted = isRerouted.Load(MemoryOrder.Acquire);
            bool isDelivered = s.Machine.DeviceMessage(s_device.RequesterId, message.Address, message.Data);
            s.Assert(!(wasRerouted && isDelivered), "a device that lost its line does not raise it");
        }, "device");
    }

    /// <summary>A line of the device, with its entry in the unit's cache.</summary>
    private static (IrqLine Line, MsiMessage Message) Prepare(KernelScenario s)
    {
        var line = IrqLine.Alloc();
        MsiMessage message = line.RouteMessage(s_device);
        s.Assert(s.Machine.DeviceMessage(s_device.RequesterId, message.Address, message.Data), "the device raises its line");
        return (line, message);
    }
}
