using System.Collections.Generic;
using Ostd;
using Ostd.Dma;
using Ostd.Iommu;
using Ostd.Model;
using Ostd.Model.Vtd;
using Ostd.Sync;
using Ostd.Tasks;
using Ostd.Traps;
using Verification.Checking;
using Verification.Properties.Devices;

namespace Verification.Attacks.Devices;

/// <summary>Interrupts that nobody asked for.</summary>
internal static class InterruptAttacks
{
    private static readonly PciLocation s_device = new(0, 3, 0), s_other = new(0, 4, 0);
    private static readonly ModelOptions s_machine = new() { MemoryMiB = 4, MaxSteps = 20_000_000, Iommu = new IommuOptions() };

    public static Checker Checker { get; } = DeviceAttack.Checker(
        "No message of a device raises a vector that was not routed to it", [3], "irq", s_machine with { Attach = EveryStep.Attach },
        [
            new DeviceAttack("messages that name their vector: every vector, every delivery mode, every CPU", NamesItsVector),
            new DeviceAttack("messages that name any entry, with and without a sub-handle", NamesAnyEntry),
            new DeviceAttack("another device sends the message of a line", PretendsToBeAnother),
            new DeviceAttack("a device sends the message of a line that was freed, its entry cached", InterruptsFreedLine),
            new DeviceAttack("a device sends the message of a line that was routed to another since", InterruptsReroutedLine),
            new DeviceAttack("a device interrupts all the time while its line is handled, freed and had by others", InterruptsDuringUnregistration, s_machine with { Cpus = 2 }),
            new DeviceAttack("a storm of messages, most of them refused", Storms),
            new DeviceAttack("a device raises the framework's own line, the console's", InterruptsTheFramework, s_machine with { ConsoleInput = "hello" }),
            new DeviceAttack("a driver routes a line that it gave back", RoutesFreedLine),
            new DeviceAttack("a driver asks for messages on a machine without IOMMU", HasNoIommu, s_machine with { Iommu = null }),
        ]);

    private static long Unexpected => Kernel.Current.Irqs.Unexpected.Load(MemoryOrder.Relaxed);

    private static void NamesItsVector(AttackRun run)
    {
        using var line = IrqLine.Alloc();
        int raised = 0;
        line.SetHandler(() => raised++);
        line.RouteMessage(s_device);
        for (uint vector = 0; vector < 256; vector++)
        {
            for (uint mode = 0; mode < 8; mode++)
            {
                for (uint cpu = 0; cpu < 3; cpu++)
                    Send(run, s_device, new MsiMessage((uint)ModelMachine.MessageWindow | cpu << 12, vector | mode << 8), mustFail: true);
            }
        }
        run.Require(raised == 0, "a message that names its vector was delivered");
    }

    private static void NamesAnyEntry(AttackRun run)
    {
        using var line = IrqLine.Alloc();
        int raised = 0;
        line.SetHandler(() => raised++);
        MsiMessage own = line.RouteMessage(s_device);
        for (uint entry = 0; entry < 0x1_0000; entry += entry < 0x400 ? 1u : 61)
        {
            uint address = (uint)ModelMachine.MessageWindow | 1 << 4 | (entry & 0x7fff) << 5 | (entry >> 15) << 2;
            bool isOwn = entry == line.Vector;
            run.MustFail(run.Machine.DeviceMessage(s_device.RequesterId, address, 0) != isOwn, $"entry {entry:x} {(isOwn ? "does not work" : "works")}");
            bool reachesOwn = (entry + 5 & 0x1_ffff) == line.Vector;
            run.MustFail(run.Machine.DeviceMessage(s_device.RequesterId, address | 1 << 3, 5) != reachesOwn, $"entry {entry:x} with sub-handle 5");
        }
        Task.Yield();
        run.Require(raised > 0 && own.Address >> 20 == 0xfee, "the line's own message did not arrive");
    }

    private static void PretendsToBeAnother(AttackRun run)
    {
        using var line = IrqLine.Alloc();
        MsiMessage message = line.RouteMessage(s_device);
        Send(run, s_device, message, mustFail: false); // now the unit has the entry in its cache
        for (int requester = 0; requester < 0x1_0000; requester += 7)
        {
            if (requester != s_device.RequesterId)
                Send(run, new PciLocation((ushort)requester), message, mustFail: true);
        }
        for (int function = 1; function < 8; function++)
            Send(run, new PciLocation(0, 3, function), message, mustFail: true);
    }

    private static void InterruptsFreedLine(AttackRun run)
    {
        for (int round = 0; round < 20; round++)
        {
            var line = IrqLine.Alloc();
            MsiMessage message = line.RouteMessage(s_device);
            Send(run, s_device, message, mustFail: false);
            Task.Yield();
            line.Dispose();
            using var next = IrqLine.Alloc();
            int raised = 0;
            next.SetHandler(() => raised++);
            Send(run, s_device, message, mustFail: true);
            next.RouteMessage(s_other);
            Send(run, s_device, message, mustFail: true);
            Task.Yield();
            run.Require(raised == 0, "an interrupt of a device that lost its line arrived at the vector's next owner");
        }
    }

    private static void InterruptsReroutedLine(AttackRun run)
    {
        using var line = IrqLine.Alloc();
        for (int round = 0; round < 20; round++)
        {
            MsiMessage first = line.RouteMessage(s_device);
            Send(run, s_device, first, mustFail: false);
            Send(run, s_other, first, mustFail: true);
            MsiMessage second = line.RouteMessage(s_other);
            Send(run, s_other, second, mustFail: false);
            Send(run, s_device, first, mustFail: true);
            Send(run, s_device, second, mustFail: true);
        }
    }

    private static void InterruptsDuringUnregistration(AttackRun run)
    {
        var device = new HostileDevice(run.Machine, s_device.RequesterId, seed: 3);
        run.Machine.Attach(device);
        bool done = false;
        var other = Task.Spawn(() =>
        {
            for (int i = 0; i < 30; i++)
                UseLine(device, s_device);
            done = true;
        });
        for (int i = 0; i < 30; i++)
            UseLine(device, s_other);
        while (!done)
            Task.Yield();
        run.Require(other is not null && device.Succeeded > 0, "the device never got an interrupt through to its own lines");
    }

    private static void UseLine(HostileDevice device, PciLocation owner)
    {
        using var line = IrqLine.Alloc();
        int raised = 0;
        line.SetHandler(() => raised++);
        MsiMessage message = line.RouteMessage(owner);
        device.Messages.Add((message.Address, message.Data));
        for (int i = 0; i < 5; i++)
            Task.Yield();
        line.SetHandler(null);
    }

    private static void Storms(AttackRun run)
    {
        using var line = IrqLine.Alloc();
        int raised = 0;
        line.SetHandler(() => raised++);
        MsiMessage message = line.RouteMessage(s_device);
        for (int i = 0; i < 5_000; i++)
        {
            Send(run, s_device, message, mustFail: false);
            Send(run, s_other, message, mustFail: true);
            if (i % 100 == 0)
                Task.Yield();
        }
        run.Require(raised > 0, "no interrupt of the storm arrived");
        run.Require(Unexpected == 0, "interrupts that nobody handles");
        var faults = new DmaFault[16];
        int known = DmaFaults.Take(faults, out bool someLost);
        run.Require(known > 0 && someLost && faults[0].Device == s_other && faults[0].Reason == 0x26, "refused messages are not reported as such");
    }

    private static void InterruptsTheFramework(AttackRun run)
    {
        var received = new List<byte>();
        Ostd.Console.SerialConsole.SetReceiver(received.Add);
        for (int entry = 0; entry < InterruptRemapping.Entries; entry++)
            Send(run, s_device, MsiMessage.Remapped(entry), mustFail: true);
        for (int i = 0; i < 1000 && received.Count < 5; i++)
            Task.Yield();
        run.Require(received.Count == 5, "the console's own interrupts do not come through the IOMMU");
        run.Require(run.Machine.Vtd!.Caches.Interrupts.Count > 0 && ModelVtd.IoApicSource != s_device.RequesterId, "the console's interrupts come past the IOMMU");
    }

    private static void RoutesFreedLine(AttackRun run)
    {
        var line = IrqLine.Alloc();
        line.Dispose();
        run.MustRefuse(OstdError.Stale, () => line.RouteMessage(s_device), "routing a line that was given back");
        run.MustRefuse(OstdError.Stale, () => line.SetHandler(null), "handling a line that was given back");
        line.Dispose();
    }

    private static void HasNoIommu(AttackRun run)
    {
        using var line = IrqLine.Alloc();
        run.MustRefuse(OstdError.AccessDenied, () => line.RouteMessage(s_device), "a message");
    }

    private static void Send(AttackRun run, PciLocation device, MsiMessage message, bool mustFail)
    {
        bool sent = run.Machine.DeviceMessage(device.RequesterId, message.Address, message.Data);
        if (mustFail)
            run.MustFail(sent, $"device {device} sent {message}");
        else
            run.Require(sent, $"device {device} cannot send the message {message} of its own line");
    }
}
