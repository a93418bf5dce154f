using System;
using Ostd.Dma;
using Ostd.Frames;
using Ostd.Model.Vtd;

namespace Verification.Scenarios.Devices;

/// <summary>
/// Pages on their way back from a device. The CPUs are the drivers'; beside them the remapping unit works off its queue whenever it gets round to it, and a device goes on using the
/// address.
/// </summary>
internal static class DmaScenarios
{
    private static readonly PciLocation s_device = new(0, 3, 0), s_other = new(0, 4, 0);

    /// <summary>Commands of one request for translations: forget, say so.</summary>
    private const int Request = 2;

    /// <summary>Checks the theorem at <c>InvalidationQueue</c>. The translation is in the unit's cache already.</summary>
    public static ScenarioDefinition ReuseAfterUnmap { get; } = new(
        "A page that a device had is reused only after the device has lost it", [6], "dma", DeviceMachine.OneCpu,
        s => BuildReuse(s, isCached: true, isBroken: false), s => BuildReuse(s, isCached: true, isBroken: true), "dma-no-wait");

    /// <summary>The same while the unit is still walking the tables for the device's first access.</summary>
    public static ScenarioDefinition UnmapDuringWalk { get; } = new(
        "A page is reused only after a walk of the device's tables that was under way has come to nothing", [6], "dma", DeviceMachine.OneCpu,
        s => BuildReuse(s, isCached: false, isBroken: false), s => BuildReuse(s, isCached: false, isBroken: true), "dma-translation-kept");

    /// <summary>Both wait for the unit; there is one queue, and one answer.</summary>
    public static ScenarioDefinition TwoDrivers { get; } = new(
        "Two CPUs that take back buffers at once are both answered by the IOMMU", [6], "dma", DeviceMachine.TwoCpus,
        s => BuildTwoDrivers(s, isBroken: false), s => BuildTwoDrivers(s, isBroken: true), "dma-stale-ticket");

    /// <summary>The device's tables go with its last buffer, unless another one comes just then.</summary>
    public static ScenarioDefinition LastBufferAndNext { get; } = new(
        "A device whose last buffer goes while it gets another one reaches that one, and nothing else", [6], "dma", DeviceMachine.TwoCpus,
        s => BuildLastAndNext(s, isBroken: false), s => BuildLastAndNext(s, isBroken: true), "dma-context-kept");

    private static void BuildReuse(KernelScenario s, bool isCached, bool isBroken)
    {
        ModelVtd unit = DeviceMachine.Prepare(s, isBroken);
        _ = DmaCoherent.Alloc(s_device, 1); // so that the device keeps its tables
        var segment = USegment.Alloc(1);
        var buffer = DmaStream.Map(s_device, segment, DmaDirection.FromDevice);
        ulong address = buffer.DeviceAddress, page = segment.Paddr;
        if (isCached)
            s.Assert(s.Machine.DeviceWrite(s_device.RequesterId, address, new byte[8]), "the device reaches its buffer");
        s.OnCpu(0, () =>
        {
            buffer.Dispose();
            s.Machine.CopyToPhys(page, BitConverter.GetBytes(7UL)); // the next owner's word
        }, "driver");
        s.OnDevice(() => s.Machine.PlayUnit(Request), "IOMMU");
        s.OnDevice(() =>
        {
            if (unit.TryBegin(s_device.RequesterId, address, write: true, 666) && unit.UnderWay.Count != 0)
                unit.Complete(unit.UnderWay[0]);
        }, "device");
        s.AtEnd(() => s.Assert(s.Machine.Memory.Read64(page) == 7, "the next owner of a page finds in it what it wrote"));
    }

    private static void BuildLastAndNext(KernelScenario s, bool isBroken)
    {
        DeviceMachine.Prepare(s, isBroken);
        USegment[] segments = [USegment.Alloc(1), USegment.Alloc(1)];
        var last = DmaStream.Map(s_device, segments[0], DmaDirection.Both);
        ulong oldAddress = last.DeviceAddress;
        s.Assert(s.Machine.DeviceWrite(s_device.RequesterId, oldAddress, new byte[8]), "the device reaches its buffer");
        DmaStream? next = null;
        int done = 0;
        s.OnCpu(0, () =>
        {
            last.Dispose();
            s.Machine.WakeUnit(() => done++);
        }, "first driver");
        s.OnCpu(1, () =>
        {
            next = DmaStream.Map(s_device, segments[1], DmaDirection.Both);
            s.Machine.WakeUnit(() => done++);
        }, "second driver");
        s.OnDevice(() => s.Machine.PlayUnit(() => done == 2), "IOMMU");
        s.AtEnd(() =>
        {
            s.Assert(s.Machine.DeviceWrite(s_device.RequesterId, next!.DeviceAddress, [1, 2, 3, 4, 5, 6, 7, 8]), "the device reaches its next buffer");
            s.Assert(s.Machine.Memory.Read64(segments[1].Paddr) == 0x0807060504030201, "what the device writes to its next buffer arrives there");
            s.Assert(next.DeviceAddress == oldAddress || !s.Machine.DeviceWrite(s_device.RequesterId, oldAddress, new byte[8]), "the device does not reach its last buffer any more");
        });
    }

    private static void BuildTwoDrivers(KernelScenario s, bool isBroken)
    {
        DeviceMachine.Prepare(s, isBroken);
        _ = DmaCoherent.Alloc(s_device, 1);
        _ = DmaCoherent.Alloc(s_other, 1);
        var first = DmaCoherent.Alloc(s_device, 1);
        var second = DmaCoherent.Alloc(s_other, 1);
        foreach (DmaCoherent buffer in (DmaCoherent[])[first, second])
            s.Assert(s.Machine.DeviceWrite(buffer.Device.RequesterId, buffer.DeviceAddress, new byte[8]), "each device reaches its buffer");
        s.OnCpu(0, first.Dispose, "first driver");
        s.OnCpu(1, second.Dispose, "second driver");
        s.OnDevice(() => s.Machine.PlayUnit(2 * Request), "IOMMU");
        s.AtEnd(() => s.Assert(s.Machine.Vtd!.Caches.Translations.Count == 0, "the IOMMU has forgotten both buffers"));
    }
}
