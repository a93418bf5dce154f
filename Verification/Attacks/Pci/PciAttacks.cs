using System;
using System.Linq;
using Ostd;
using Ostd.Dma;
using Ostd.Io;
using Ostd.Model;
using Ostd.Model.Pci;
using Ostd.Pci;
using Ostd.Seam;
using Ostd.Sync;
using Ostd.Tasks;
using Verification.Attacks.Devices;
using Verification.Checking;

namespace Verification.Attacks.Pci;

/// <summary>Drivers that want more of a PCI function than is theirs, and functions whose configuration space lies.</summary>
internal static class PciAttacks
{
    private static readonly PciLocation s_place = new(0, 3, 0), s_other = new(0, 4, 0), s_bridge = new(0, 5, 0), s_absent = new(0, 9, 0);

    private static readonly ModelOptions s_machine = new() { MemoryMiB = 4, MaxSteps = 400_000, Iommu = new IommuOptions(), Attach = Populate };

    public static Checker Checker { get; } = DeviceAttack.Checker(
        "No driver and no lie in configuration space gets at more than one PCI function's own windows and messages", [3, 6, 7], "pci", s_machine,
        [
            new DeviceAttack("a function that somebody has, a bridge, a part of the board, nothing", ClaimsOthers),
            new DeviceAttack("the pages of the message table and of its pending bits, whole and in part", OpensMessageTable),
            new DeviceAttack("offsets and lengths outside a window, and some that overflow", LeavesWindows),
            new DeviceAttack("messages that the function does not have", NamesNoMessage),
            new DeviceAttack("a function that was given back", UsesStaleHandle),
            new DeviceAttack("registers kept from the last time", KeepsRegisters),
            new DeviceAttack("a table that somebody has a page of", HoldsThePage),
            new DeviceAttack("mastering without an IOMMU", MastersUnconfined, s_machine with { Iommu = null }),
            new DeviceAttack("a function that firmware left mastering and interrupting", FindsItRunning),
            new DeviceAttack("windows over RAM, over sensitive registers and ports, over another's", MisplacesWindows),
            new DeviceAttack("windows of odd sizes and types, and some that wander", OddWindows),
            new DeviceAttack("capabilities that lead in a circle, out of their part, and nowhere", CircularCapabilities),
            new DeviceAttack("a message table outside its window, in none, or larger than it", MisplacesMessageTable),
            new DeviceAttack("bridges that lead to each other, to themselves and to bus 0", CircularBridges),
            new DeviceAttack("interrupts and DMA after the function was given back", ActsAfterRelease),
            new DeviceAttack("two drivers that configure their functions at the same time on two CPUs", ConfiguresAtOnce, s_machine with { Cpus = 2 }),
        ]);

    private static void Populate(ModelMachine machine)
    {
        Properties.Devices.EveryStep.Attach(machine);
        machine.Pci.Add(3, 0, OddFunction.Ordinary());
        machine.Pci.Add(4, 0, OddFunction.Wide());
        machine.Pci.Add(5, 0, new ModelPciBridge(1, 1));
        machine.Pci.Add(6, 0, new OddFunction(0x08_06_00));
    }

    private static ModelPciFunction At(AttackRun run, PciLocation place) => run.Machine.Pci.Functions.Single(f => f.Source == place.RequesterId);

    // ---- Drivers ---------------------------------------------------------------------------------------------

    private static void ClaimsOthers(AttackRun run)
    {
        using var mine = PciFunction.Claim(s_place);
        run.MustRefuse(OstdError.Busy, () => PciFunction.Claim(s_place), "a function that somebody has");
        run.MustRefuse(OstdError.AccessDenied, () => PciFunction.Claim(s_bridge), "a bridge");
        run.MustRefuse(OstdError.AccessDenied, () => PciFunction.Claim(new PciLocation(0, 6, 0)), "an IOMMU");
        run.MustRefuse(OstdError.InvalidArgs, () => PciFunction.Claim(s_absent), "nothing");
        run.MustRefuse(OstdError.AccessDenied, () => IoPort.Acquire(0xcf8, 8), "the ports of configuration space");
    }

    private static void OpensMessageTable(AttackRun run)
    {
        OpensMessageTable(run, s_place);
        OpensMessageTable(run, s_other);
    }

    private static void OpensMessageTable(AttackRun run, PciLocation place)
    {
        using var function = PciFunction.Claim(place);
        ulong start = function.Bars[0].Start;
        for (ulong offset = 0x1c00; offset < 0x4000; offset += 0x3ff)
        {
            for (ulong length = 1; length <= 0x4000 - offset; length *= 5)
            {
                if (offset + length <= 0x2000)
                    continue;
                run.MustRefuse(OstdError.AccessDenied, () => function.MapBar(0, offset, length), $"{length:x} bytes at {offset:x}, where messages are");
                run.MustRefuse(OstdError.AccessDenied, () => IoMem.Acquire(start + offset, length), $"{length:x} bytes at {offset:x}, by their address");
            }
        }
        run.MustRefuse(OstdError.AccessDenied, () => function.MapBar(0, 0, 0x4000), "the whole window");
        function.MapBar(0, 0, 0x2000).Dispose();
    }

    private static void LeavesWindows(AttackRun run)
    {
        using var function = PciFunction.Claim(s_place);
        foreach ((ulong offset, ulong length) in ((ulong, ulong)[])[(0, 0), (0, 0x4001), (0x4000, 1), (1, ulong.MaxValue), (ulong.MaxValue, 1), (ulong.MaxValue, 2), (0x2000, ulong.MaxValue - 0x1fff), (0, ulong.MaxValue)])
            run.MustRefuse(OstdError.InvalidArgs, () => function.MapBar(0, offset, length), $"{length:x} bytes at {offset:x}");
        foreach (int index in (int[])[-1, 1, 2, 5, 6, int.MaxValue, int.MinValue])
            run.MustRefuse(OstdError.InvalidArgs, () => function.MapBar(index, 0, 1), $"window {index}");
        foreach (int index in (int[])[-1, 0, 2, 6])
            run.MustRefuse(OstdError.InvalidArgs, () => function.OpenPorts(index), $"ports of window {index}");
        PciCapability capability = function.Capabilities[0];
        foreach (int offset in (int[])[0, -1, int.MaxValue, int.MinValue])
        {
            run.MustRefuse(OstdError.InvalidArgs, () => capability.ReadByte(offset), $"byte {offset} of the framework's capability");
            run.MustRefuse(OstdError.InvalidArgs, () => capability.ReadUInt32(offset), $"word {offset} of the framework's capability");
        }
        using IoPort ports = function.OpenPorts(1);
        run.MustRefuse(OstdError.AccessDenied, () => function.OpenPorts(1), "ports that are open");
    }

    private static void NamesNoMessage(AttackRun run)
    {
        using var function = PciFunction.Claim(s_place);
        foreach (int entry in (int[])[-1, 4, 5, 0x7ff, int.MaxValue, int.MinValue])
        {
            run.MustRefuse(OstdError.InvalidArgs, () => function.SetInterrupt(entry, static () => { }), $"message {entry}");
            run.MustRefuse(OstdError.InvalidArgs, () => function.SetInterrupt(entry, null), $"message {entry}");
        }
    }

    private static void UsesStaleHandle(AttackRun run)
    {
        var function = PciFunction.Claim(s_place);
        function.Dispose();
        using var next = PciFunction.Claim(s_place);
        function.Dispose();
        run.MustRefuse(OstdError.Busy, () => PciFunction.Claim(s_place), "a function that the stale handle gave back once more");
        run.MustRefuse(OstdError.Stale, () => function.MapBar(0, 0, 1), "a window");
        run.MustRefuse(OstdError.Stale, () => function.OpenPorts(1), "ports");
        run.MustRefuse(OstdError.Stale, () => function.SetMaster(true), "mastering");
        run.MustRefuse(OstdError.Stale, () => function.SetInterrupt(0, static () => { }), "an interrupt");
        run.Require(!At(run, s_place).IsMaster, "a stale handle lets the function master the bus");
    }

    private static void KeepsRegisters(AttackRun run)
    {
        var function = PciFunction.Claim(s_place);
        IoMem registers = function.MapBar(0, 0, 0x1000);
        IoMem part = registers.Slice(8, 8);
        run.Require(part.Read32(0) != uint.MaxValue, "an open window does not answer");
        function.Dispose();
        run.Require(part.Read32(0) == uint.MaxValue, "the window of a function that nobody has answers");
        run.MustRefuse(OstdError.Busy, () => PciFunction.Claim(s_place), "a function of which somebody has registers");
        registers.Dispose();
        run.MustRefuse(OstdError.Busy, () => PciFunction.Claim(s_place), "a function of which somebody has a part of the registers");
        part.Dispose();
        PciFunction.Claim(s_place).Dispose();
        using (IoPort ports = OpenPorts(s_place))
            run.MustRefuse(OstdError.Busy, () => PciFunction.Claim(s_place), "a function of which somebody has ports");
        PciFunction.Claim(s_place).Dispose();
    }

    private static IoPort OpenPorts(PciLocation place)
    {
        using var function = PciFunction.Claim(place);
        return function.OpenPorts(1);
    }

    private static void HoldsThePage(AttackRun run)
    {
        ulong table = At(run, s_place).Bars[0].Start + 0x2000;
        using (IoMem page = IoMem.Acquire(table, 4))
            run.MustRefuse(OstdError.Busy, () => PciFunction.Claim(s_place), "a function of which somebody has the message table");
        PciFunction.Claim(s_place).Dispose();
    }

    private static void MastersUnconfined(AttackRun run)
    {
        using var function = PciFunction.Claim(s_place);
        run.MustRefuse(OstdError.AccessDenied, () => function.SetMaster(true), "mastering the bus");
        run.MustRefuse(OstdError.AccessDenied, () => function.SetInterrupt(0, static () => { }), "a message");
        run.Require(!At(run, s_place).IsMaster, "the function masters the bus");
    }

    private static void ConfiguresAtOnce(AttackRun run)
    {
        using var mine = PciFunction.Claim(s_place);
        using var other = PciFunction.Claim(s_other);
        var done = new AtomicInt32(0);
        var theirs = Task.Spawn(() =>
        {
            for (int i = 0; i < 200; i++)
                Toggle(run, other, s_other);
            done.Store(1, MemoryOrder.Release);
        });
        for (int i = 0; i < 200; i++)
            Toggle(run, mine, s_place);
        while (done.Load(MemoryOrder.Acquire) == 0)
            Task.Yield();
        run.Require(theirs is not null, "two tasks");
    }

    private static void Toggle(AttackRun run, PciFunction function, PciLocation place)
    {
        foreach (bool isMaster in (bool[])[true, false])
        {
            function.SetMaster(isMaster);
            run.MustFail(At(run, place).IsMaster != isMaster, "what was written to one function's command register went to another's");
        }
    }

    // ---- Functions -------------------------------------------------------------------------------------------

    private static void FindsItRunning(AttackRun run)
    {
        ModelPciFunction device = At(run, s_place);
        device.SetCommand(7);
        ulong at = device.Bars[0].Start + 0x2000;
        run.Machine.Pci.TryWriteMemory(at, 4, 0xfee0_0000);
        run.Machine.Pci.TryWriteMemory(at + 8, 4, 0x40);
        run.Machine.Pci.TryWriteMemory(at + 12, 4, 0);
        device.Msix!.WriteControl(0x8000);
        _ = PciBus.Functions;
        run.MustFail(device.IsMaster, "a function that nobody has masters the bus");
        using var function = PciFunction.Claim(s_place);
        function.SetMaster(true);
        run.MustFail(device.Msix.IsOpen(0), "a message of the firmware's may be sent");
        function.SetInterrupt(1, static () => { });
        run.MustFail(device.Msix.IsOpen(0), "a message of the firmware's may be sent");
    }

    private static void MisplacesWindows(AttackRun run)
    {
        ModelPciFunction device = At(run, s_place), other = At(run, s_other);
        ulong own = device.Bars[0].Start;
        ulong[] places = [0, 0x10_0000, 0x3f_c000, 0xb000_0000, 0xfec0_0000, 0xfed9_0000, 0xfee0_0000, 0xffff_c000, other.Bars[0].Start];
        int place = 0;
        foreach (ulong start in places)
        {
            OddFunction odd = run.Machine.Pci.Add(10 + place / 8, place % 8, OddFunction.Ordinary());
            odd.Bars[0].Write(0, (uint)start);
            place++;
        }
        OddFunction ports = run.Machine.Pci.Add(20, 0, OddFunction.Ordinary());
        ports.Bars[1].Write(1, 0xce0); // up to the ports of configuration space
        OddFunction inside = run.Machine.Pci.Add(21, 0, OddFunction.Ordinary());
        inside.AddBar(3, BarKind.Memory32, 0x1000).Write(3, (uint)inside.Bars[0].Start + 0x2000); // over its own message table
        for (int i = 0; i < place; i++)
        {
            using var odd = PciFunction.Claim(new PciLocation(0, 10 + i / 8, i % 8));
            run.MustRefuse(OstdError.AccessDenied, () => odd.MapBar(0, 0, 0x1000), $"a window at {places[i]:x}");
            run.Require(odd.InterruptCount == 0, $"a message table at {places[i]:x}");
            odd.SetMaster(true);
        }
        using (var odd = PciFunction.Claim(new PciLocation(0, 20, 0)))
            run.MustRefuse(OstdError.AccessDenied, () => odd.OpenPorts(1), "ports of the framework's");
        using (var odd = PciFunction.Claim(new PciLocation(0, 21, 0)))
            run.MustRefuse(OstdError.AccessDenied, () => odd.MapBar(3, 0, 0x1000), "a window over the function's own message table");
        using var good = PciFunction.Claim(s_place);
        good.MapBar(0, 0, 0x1000).Dispose();
        run.Require(good.Bars[0].Start == own, "a function with windows of its own lost them");
        using var victim = PciFunction.Claim(s_other);
        run.MustRefuse(OstdError.AccessDenied, () => victim.MapBar(0, 0, 0x1000), "a window that another lies over");
    }

    private static void OddWindows(AttackRun run)
    {
        int device = 10;
        foreach (byte[] low in (byte[][])[[0x06], [0x0c, 0xf0, 0x0f], [0x01, 0x00, 0x00, 0x00], [0x04], [0xff, 0xff, 0xff, 0xff], [0x02, 0x12]])
        {
            foreach (int register in (int[])[0x10, 0x14, 0x24])
                run.Machine.Pci.Add(device / 8, device++ % 8, OddFunction.Ordinary().With(register, low));
        }
        OddFunction wanders = run.Machine.Pci.Add(29, 0, OddFunction.Ordinary());
        foreach (PciIdentity identity in PciBus.Functions)
        {
            if (identity.Vendor != 0x1234 || identity.Class == 0x08_06_00)
                continue;
            using var function = PciFunction.Claim(identity.Location);
            foreach (PciBar bar in function.Bars)
                run.MustFail((bar.Length & bar.Length - 1) != 0 || bar.Length == 0 || bar.Start % bar.Length != 0 || bar.Index is < 0 or > 5, $"{bar} is a window");
        }
        using var last = PciFunction.Claim(new PciLocation(0, 29, 0));
        wanders.With(0x13, 0x12);
        run.MustRefuse(OstdError.IoError, () => last.MapBar(0, 0, 1), "a window that is somewhere else by now");
        run.Require(!wanders.DecodesMemoryNow, "a window that wanders is open");
    }

    private static void CircularCapabilities(AttackRun run)
    {
        OddFunction all = run.Machine.Pci.Add(30, 0, new OddFunction());
        all.With(0x06, 0x10).With(0x34, 0x40);
        int shape = 0;
        foreach (Func<int, int> link in (Func<int, int>[])[at => at, at => at + 4, at => 0x40, at => 0x34, at => at ^ 4, at => 0xff, at => at - 4])
        {
            for (int at = 0x40; at < 0x100; at += 4)
                all.With(at, 9, (byte)link(at), (byte)(shape == 1 ? 0xff : shape), 0);
            shape++;
            using var function = PciFunction.Claim(new PciLocation(0, 30, 0));
            run.MustFail(function.Capabilities.Count > 48, "more capabilities than there is room for");
            foreach (PciCapability capability in function.Capabilities)
            {
                run.MustFail(capability.Length > 192, "a capability longer than there is room for");
                run.MustRefuse(OstdError.InvalidArgs, () => capability.ReadByte(capability.Length), "a byte behind a capability");
                run.MustRefuse(OstdError.InvalidArgs, () => capability.ReadUInt32(capability.Length - 3), "a word across its end");
            }
        }
    }

    private static void MisplacesMessageTable(AttackRun run)
    {
        int device = 10;
        foreach ((uint table, uint pending, byte[] control) in ((uint, uint, byte[])[])[
            (0x4000, 0x3000, [3, 0]), (0x3ff8, 0x2000, [3, 0]), (0xffff_fff8, 0, [3, 0]), (0x2000, 0x4000, [3, 0]), (0x2000, 0xffff_fff8, [3, 0]),
            (0x2001, 0x3000, [3, 0]), (0x2006, 0x3000, [3, 0]), (0x2007, 0x3007, [3, 0]), (0x2005, 0x3000, [3, 0]), (0, 0x3000, [0xff, 7])])
        {
            OddFunction odd = OddFunction.Ordinary();
            int at = odd.Msix!.Capability;
            odd.With(at + 2, control).With(at + 4, BitConverter.GetBytes(table)).With(at + 8, BitConverter.GetBytes(pending));
            run.Machine.Pci.Add(device++, 0, odd);
        }
        for (int i = 10; i < device; i++)
        {
            using var function = PciFunction.Claim(new PciLocation(0, i, 0));
            run.MustFail(function.InterruptCount != 0, $"the message table of function {i} can be used");
            run.MustRefuse(OstdError.InvalidArgs, () => function.SetInterrupt(0, static () => { }), "a message");
        }
    }

    private static void CircularBridges(AttackRun run)
    {
        ModelPciBridge first = run.Machine.Pci.Functions.OfType<ModelPciBridge>().Single();
        run.Machine.Pci.Add(0, 0, OddFunction.Ordinary().With(0x0e, 0x81).With(0x0b, 6).With(0x19, 0), first);
        run.Machine.Pci.Add(1, 0, OddFunction.Ordinary().With(0x0e, 0x81).With(0x0b, 6).With(0x19, 1), first);
        run.Machine.Pci.Add(7, 0, OddFunction.Ordinary().With(0x0e, 0xff).With(0x0b, 6), first);
        run.Machine.Pci.Add(8, 0, OddFunction.Ordinary().With(0x0e, 1).With(0x0b, 2).With(0x19, 77));
        var places = PciBus.Functions.Select(f => f.Location).ToList();
        run.MustFail(places.Distinct().Count() != places.Count || places.Count != 8, $"{places.Count} functions were found");
        run.MustRefuse(OstdError.AccessDenied, () => PciFunction.Claim(new PciLocation(0, 8, 0)), "a bridge that says it is a card");
    }

    private static void ActsAfterRelease(AttackRun run)
    {
        ModelPciFunction device = At(run, s_place);
        int raised = 0;
        for (int round = 0; round < 10; round++)
        {
            var function = PciFunction.Claim(s_place);
            function.SetInterrupt(0, () => raised++);
            function.SetInterrupt(2, () => raised++);
            function.SetMaster(true);
            (ulong address, uint data) = device.Msix!.Message(2);
            run.Require(device.SendMessage(address, data), "the function cannot send its message");
            Task.Yield();
            if (round % 2 == 0)
                function.SetInterrupt(2, null);
            run.MustFail(round % 2 == 0 && run.Machine.DeviceMessage(device.Source, address, data), "a message whose handler is gone");
            using var buffer = DmaCoherent.Alloc(s_place, 1);
            run.Require(device.DmaWrite(buffer.DeviceAddress, new byte[8]), "the function does not reach its buffer");
            function.Dispose();
            run.MustFail(device.DmaWrite(buffer.DeviceAddress, new byte[8]), "DMA of a function that was given back");
            int before = raised;
            run.MustFail(run.Machine.DeviceMessage(device.Source, address, data), "a message of a function that was given back, sent all the same");
            Task.Yield();
            run.Require(raised == before, "an interrupt of a function that was given back");
        }
        run.Require(raised > 0 && Root.Kernel.Irqs.Unexpected.Load(MemoryOrder.Relaxed) == 0, "interrupts arrive where they should");
    }
}
