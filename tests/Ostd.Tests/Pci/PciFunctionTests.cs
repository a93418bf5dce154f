using System;
using System.Linq;
using Ostd.Dma;
using Ostd.Io;
using Ostd.Model;
using Ostd.Model.Pci;
using Ostd.Pci;
using Ostd.Tasks;
using Services.Policies;
using Xunit;

namespace Ostd.Tests.Pci;

/// <summary>What a driver does with a PCI function, as long as everybody behaves.</summary>
public sealed class PciFunctionTests
{
    private static readonly PciLocation s_place = new(0, 3, 0);

    [Fact]
    public void Functions_are_found_behind_bridges_too() => Run(machine =>
    {
        ModelPciBridge bridge = machine.Pci.Add(5, 0, new ModelPciBridge(2, 3));
        ModelPciBridge inner = machine.Pci.Add(1, 0, new ModelPciBridge(3, 3), bridge);
        machine.Pci.Add(7, 0, new TestFunction(), inner);
        machine.Pci.Add(7, 2, new TestFunction(), inner);
        Assert.Equal(["00:03.0", "00:05.0", "02:01.0", "03:07.0", "03:07.2"], PciBus.Functions.Select(f => f.Location.ToString()).Order());
        PciIdentity far = PciBus.Functions.Single(f => f.Location == new PciLocation(3, 7, 2));
        Assert.Equal((0x1234, 0x5678, 0x01_00_00u), (far.Vendor, far.Device, far.Class));
        using PciFunction function = PciFunction.Claim(far.Location);
        Assert.Equal(OstdError.AccessDenied, Assert.Throws<OstdException>(() => PciFunction.Claim(new PciLocation(0, 5, 0))).Error);
        Assert.Equal(OstdError.InvalidArgs, Assert.Throws<OstdException>(() => PciFunction.Claim(new PciLocation(0, 6, 0))).Error);
    });

    [Fact]
    public void What_firmware_left_on_is_off_until_a_driver_wants_it() => Run(machine =>
    {
        ModelPciFunction function = machine.Pci.Functions[0];
        function.SetCommand(7);
        _ = PciBus.Functions;
        Assert.Equal(1 << 10, function.CommandRegister);
    });

    [Fact]
    public void A_claimed_function_has_its_windows_and_capabilities() => Run(machine =>
    {
        using PciFunction function = PciFunction.Claim(s_place);
        ModelPciFunction device = machine.Pci.Functions[0];
        Assert.Equal(
            [new PciBar(0, device.Bars[0].Start, 0x4000, false, false), new PciBar(2, device.Bars[1].Start, 0x1000, false, true), new PciBar(4, device.Bars[2].Start, 0x20, true, false)], function.Bars);
        Assert.Equal([9, 0x11], function.Capabilities.Select(c => (int)c.Id));
        Assert.Equal(6, function.Capabilities[0].Length);
        Assert.Equal([6, 0xab, 0xcd, 0xef], Enumerable.Range(2, 4).Select(i => (int)function.Capabilities[0].ReadByte(i)));
        Assert.Equal(0xefcd_ab06u, function.Capabilities[0].ReadUInt32(2));
        Assert.Equal(0, function.Capabilities[1].Length);
        using (IoMem memory = function.MapBar(2, 0x10, 0x10))
        {
            memory.Write32(4, 99);
            Assert.Equal(99u, memory.Read32(4));
        }
        using (IoPort ports = function.OpenPorts(4))
        {
            ports.Write16(6, 0x1234);
            Assert.Equal(0x34, ports.Read8(6));
        }
        Assert.Equal(3 | 1 << 10, device.CommandRegister);
    });

    [Fact]
    public void The_message_table_s_pages_are_nobody_s() => Run(_ =>
    {
        using PciFunction function = PciFunction.Claim(s_place);
        foreach ((ulong offset, ulong length) in ((ulong, ulong)[])[(0, 0x4000), (0x2000, 1), (0x2800, 4), (0x3000, 8), (0x1fff, 2), (0x3fff, 1)])
            Assert.Equal(OstdError.AccessDenied, Assert.Throws<OstdException>(() => function.MapBar(0, offset, length)).Error);
        function.MapBar(0, 0, 0x2000).Dispose();
    });

    [Fact]
    public void A_message_runs_its_handler_while_the_function_masters_the_bus() => Run(machine =>
    {
        ModelPciFunction device = machine.Pci.Functions[0];
        using PciFunction function = PciFunction.Claim(s_place);
        Assert.Equal(TestFunction.Entries, function.InterruptCount);
        int[] raised = new int[2];
        function.SetInterrupt(0, () => raised[0]++);
        function.SetInterrupt(2, () => raised[1]++);
        device.Msix!.Raise(0);
        Pause();
        Assert.Equal([0, 0], raised);
        function.SetMaster(true);
        device.Msix.Raise(0);
        device.Msix.Raise(2);
        device.Msix.Raise(1); // has no handler
        Pause();
        Assert.Equal(1, raised[1]);
        Assert.InRange(raised[0], 1, 2);
        function.SetInterrupt(2, null);
        device.Msix.Raise(2);
        Pause();
        Assert.Equal(1, raised[1]);
    });

    [Fact]
    public void Disposing_silences_the_function_and_the_next_may_have_it() => Run(machine =>
    {
        ModelPciFunction device = machine.Pci.Functions[0];
        PciFunction function = PciFunction.Claim(s_place);
        function.SetInterrupt(0, () => { });
        function.SetMaster(true);
        IoMem registers = function.MapBar(2, 0, 0x1000);
        Assert.Equal(OstdError.Busy, Assert.Throws<OstdException>(() => PciFunction.Claim(s_place)).Error);
        function.Dispose();
        Assert.Equal(1 << 10, device.CommandRegister);
        Assert.False(device.Msix!.IsEnabled);
        Assert.Equal(OstdError.Busy, Assert.Throws<OstdException>(() => PciFunction.Claim(s_place)).Error);
        Assert.Equal(uint.MaxValue, registers.Read32(0));
        registers.Dispose();
        using PciFunction next = PciFunction.Claim(s_place);
        Assert.Equal(OstdError.Stale, Assert.Throws<OstdException>(() => function.SetMaster(true)).Error);
        using IoMem again = next.MapBar(2, 0, 0x1000);
    });

    [Fact]
    public void Nobody_masters_the_bus_without_an_iommu() => Run(
        machine =>
        {
            using PciFunction function = PciFunction.Claim(s_place);
            Assert.Equal(OstdError.AccessDenied, Assert.Throws<OstdException>(() => function.SetMaster(true)).Error);
            Assert.Equal(OstdError.AccessDenied, Assert.Throws<OstdException>(() => function.SetInterrupt(0, () => { })).Error);
            Assert.False(machine.Pci.Functions[0].IsMaster);
        },
        iommu: null);

    private static void Pause()
    {
        for (int i = 0; i < 10; i++)
            Task.Yield();
    }

    private static void Run(Action<ModelMachine> body) => Run(body, new IommuOptions());

    private static void Run(Action<ModelMachine> body, IommuOptions? iommu) => ModelKernel.Run(
        () => body((ModelMachine)Kernel.Current.Machine),
        new ModelOptions
        {
            MemoryMiB = 8,
            DetectUndefinedBehaviour = true,
            Iommu = iommu,
            Inject = DefaultPolicies.Inject,
            Attach = machine => machine.Pci.Add(3, 0, new TestFunction()),
        });
}
