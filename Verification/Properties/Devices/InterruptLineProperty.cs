using System;
using System.Collections.Generic;
using FsCheck;
using FsCheck.Fluent;
using Ostd;
using Ostd.Dma;
using Ostd.Iommu;
using Ostd.Model;
using Ostd.Seam;
using Ostd.Traps;
using Verification.Checking;

namespace Verification.Properties.Devices;

/// <summary>
/// Interrupt lines against a model that counts: an interrupt arrives exactly when the device that a live line is routed to sends the line's message. Meanwhile another device sends
/// whatever it likes, and nothing of that may arrive.
/// </summary>
internal sealed class InterruptLineProperty : PropertyRun<InterruptLineProperty.Operation>
{
    private static readonly PciLocation[] s_devices = [new(0, 3, 0), new(0, 3, 1), new(2, 0, 0)];
    private static readonly PciLocation s_hostile = new(0, 5, 0);

    public static Checker Checker { get; } = Of("A device raises the lines that were routed to it, and nothing else", new IommuOptions());

    public static Checker OnAnotherUnit { get; } = Of(
        "Interrupt lines work with a unit that caches absence and knows CPUs by 8 bits", new IommuOptions { CachingMode = true, SnoopsCaches = false, WideDestinations = false });

    private readonly ModelMachine _machine = (ModelMachine)Kernel.Current.Machine;
    private readonly List<LineModel> _lines = [];
    private readonly List<MsiMessage> _messages = [];
    private readonly HostileDevice _attacker;
    private readonly long _unexpected;

    private InterruptLineProperty()
    {
        _attacker = new HostileDevice(_machine, s_hostile.RequesterId, seed: 11);
        _machine.Attach(_attacker);
        _unexpected = Unexpected;
    }

    internal abstract record Operation;

    internal sealed record Alloc : Operation;

    internal sealed record Route(int Line, int Device) : Operation;

    internal sealed record Dispose(int Line) : Operation;

    internal sealed record Send(int Message, int Device) : Operation;

    internal sealed record SendRaw(int Device, uint Address, uint Data) : Operation;

    internal sealed record Storm(int Message, int Device, int Times) : Operation;

    private static Checker Of(string name, IommuOptions unit)
    {
        Gen<int> any = Gen.Choose(0, 999);
        return PropertyRunner.Checker(
            name, [3], "irq",
            Gen.Frequency(
                (3, Gen.Constant((Operation)new Alloc())),
                (4, from line in any from device in any select (Operation)new Route(line, device)),
                (2, from line in any select (Operation)new Dispose(line)),
                (6, from message in any from device in any select (Operation)new Send(message, device)),
                (3, from device in any from low in Gen.Choose(0, 0xf_ffff) from data in Gen.Choose(0, 0xffff)
                    select (Operation)new SendRaw(device, (uint)ModelMachine.MessageWindow | (uint)low, (uint)data)),
                (1, from message in any from device in any from times in Gen.Choose(2, 40) select (Operation)new Storm(message, device, times))),
            static () => new InterruptLineProperty(),
            new PropertyOptions
            {
                Sequences = 60,
                MaxLength = 70,
                Machine = new ModelOptions { MemoryMiB = 4, MaxSteps = 3_000_000, Iommu = unit, Attach = EveryStep.Attach },
            });
    }

    private static long Unexpected => Kernel.Current.Irqs.Unexpected.Load(Ostd.Sync.MemoryOrder.Relaxed);

    public override void Apply(Operation operation)
    {
        switch (operation)
        {
            case Alloc when _lines.Count < 100:
                var line = new LineModel(IrqLine.Alloc());
                line.Handle.SetHandler(() => line.Raised++);
                _lines.Add(line);
                break;
            case Route route when _lines.Count > 0:
                RouteLine(_lines[route.Line % _lines.Count], s_devices[route.Device % s_devices.Length]);
                break;
            case Dispose dispose when _lines.Count > 0:
                _lines[dispose.Line % _lines.Count].IsLive = false;
                _lines[dispose.Line % _lines.Count].Handle.Dispose();
                break;
            case Send send when _messages.Count > 0:
                SendMessage(s_devices[send.Device % s_devices.Length], _messages[send.Message % _messages.Count], times: 1);
                break;
            case SendRaw send:
                SendMessage(s_devices[send.Device % s_devices.Length], new MsiMessage(send.Address, send.Data), times: 1);
                break;
            case Storm storm when _messages.Count > 0:
                SendMessage(s_devices[storm.Device % s_devices.Length], _messages[storm.Message % _messages.Count], storm.Times);
                break;
        }
    }

    public override void End()
    {
        foreach (LineModel line in _lines)
            line.Handle.Dispose();
        foreach (MsiMessage message in _messages)
        {
            foreach (PciLocation device in s_devices)
                Require(!_machine.DeviceMessage(device.RequesterId, message.Address, message.Data), $"device {device} still raises a line although none is left");
        }
        RequireEqual(0L, _attacker.Succeeded, "messages and accesses of a device that was never given anything");
        RequireEqual(_unexpected, Unexpected, "interrupts that nobody handles");
    }

    private void RouteLine(LineModel line, PciLocation device)
    {
        if (!line.IsLive)
        {
            OstdException refused = RequireThrows<OstdException>(() => line.Handle.RouteMessage(device), "routing a line that was given back");
            RequireEqual(OstdError.Stale, refused.Error, "why it was refused");
            return;
        }
        line.Message = line.Handle.RouteMessage(device);
        line.Device = device;
        _messages.Add(line.Message);
        _attacker.Messages.Add((line.Message.Address, line.Message.Data));
    }

    /// <summary>The message, whoever it was made for, raises the line that is routed by it now, if this device may. A burst may count as one: an interrupt says only "something".</summary>
    private void SendMessage(PciLocation device, MsiMessage message, int times)
    {
        LineModel? expected = null;
        foreach (LineModel line in _lines)
        {
            if (line.IsLive && line.Device == device && IsSameEntry(line.Message, message))
                expected = line;
        }
        int before = expected?.Raised ?? 0;
        for (int i = 0; i < times; i++)
            RequireEqual(expected is not null, _machine.DeviceMessage(device.RequesterId, message.Address, message.Data), $"device {device} may send {message}");
        Root.Machine.Pause(); // what was requested is delivered
        if (expected is not null)
        {
            int raised = expected.Raised - before;
            Require(raised >= 1 && raised <= times, $"{times} interrupts were sent to vector {expected.Handle.Vector:x}, {raised} arrived");
            expected.Expected += raised;
        }
        foreach (LineModel line in _lines)
            RequireEqual(line.Expected, line.Raised, $"interrupts on vector {line.Handle.Vector:x}");
    }

    /// <summary>Remappable format: the entry is in bits 5 to 19 and 2 of the address, plus the datum where bit 3 says so.</summary>
    private static bool IsSameEntry(MsiMessage routed, MsiMessage sent) =>
        (sent.Address & 1 << 4) != 0 && EntryOf(sent) == EntryOf(routed);

    private static uint EntryOf(MsiMessage message) =>
        (message.Address >> 5 & 0x7fff | (message.Address & 4) << 13) + ((message.Address & 8) != 0 ? message.Data & 0xffff : 0);

    private sealed class LineModel(IrqLine handle)
    {
        public IrqLine Handle => handle;

        public bool IsLive { get; set; } = true;

        public PciLocation? Device { get; set; }

        public MsiMessage Message { get; set; }

        public int Raised { get; set; }

        public int Expected { get; set; }
    }
}
