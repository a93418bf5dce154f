using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Ostd;
using Ostd.Dma;
using Ostd.Io;
using Ostd.Model;
using Ostd.Model.Pci;
using Ostd.Model.Virtio;
using Ostd.Pci;
using Ostd.Seam;
using Verification.Attacks.Pci;
using Verification.Checking;
using Verification.Drivers;

namespace Verification.Properties.Pci;

/// <summary>
/// PCI functions against a model in which one is free or has one owner, who has pages of its windows, lets it master, and has handlers for its messages. Two are cards whose drivers misuse
/// everything; a third is a disk whose driver works, in between, and whose sectors are known.
/// </summary>
internal sealed class PciProperty : PropertyRun<PciProperty.Operation>
{
    private const int Sectors = 16;
    private const ulong PageSize = 4096, FirstMessagePage = 2;

    private static readonly PciLocation[] s_places = [new(0, 3, 0), new(0, 4, 0), new(0, 5, 0), new(0, 9, 0)];

    public static Checker Checker { get; } = PropertyRunner.Checker(
        "A PCI function has one owner, who has its windows but for the messages, and is silent when it has none", [3, 6, 7], "pci",
        Operations(),
        static () => new PciProperty(),
        new PropertyOptions
        {
            Sequences = 60,
            MaxLength = 70,
            Machine = new ModelOptions { MemoryMiB = 4, MaxSteps = 3_000_000, Iommu = new IommuOptions(), Attach = Populate },
        });

    private readonly ModelMachine _machine = (ModelMachine)Kernel.Current.Machine;
    private readonly List<Claimed> _claims = [];
    private readonly List<Window> _windows = [];
    private readonly byte[] _disk = new byte[Sectors * BlockDriver.Sector];
    private BlockDriver? _driver;

    private PciProperty() => _ = PciBus.Functions; // from here on functions are silent

    internal abstract record Operation;

    internal sealed record Claim(int Place) : Operation;

    internal sealed record Release(int Which) : Operation;

    internal sealed record Map(int Which, int Index, ulong Offset, ulong Length) : Operation;

    internal sealed record OpenPorts(int Which, int Index) : Operation;

    internal sealed record CloseWindow(int Which) : Operation;

    internal sealed record Master(int Which, bool On) : Operation;

    internal sealed record Handle(int Which, int Entry, bool On) : Operation;

    internal sealed record Raise(int Device, int Entry) : Operation;

    internal sealed record DeviceWrites(int Device) : Operation;

    internal sealed record DiskRequest(ulong Sector, byte Value, bool Write) : Operation;

    internal sealed record CloseDisk : Operation;

    private static Gen<Operation> Operations()
    {
        Gen<int> any = Gen.Choose(0, 99);
        Gen<ulong> offset = Gen.Frequency((6, Gen.Choose(0, 0x4400).Select(o => (ulong)o)), (1, Numbers.Any64));
        Gen<ulong> length = Gen.Frequency((6, Gen.Choose(0, 0x2000).Select(o => (ulong)o)), (1, Numbers.Any64));
        Gen<bool> flag = Gen.Elements(true, false);
        return Gen.Frequency(
            (5, from place in any select (Operation)new Claim(place)),
            (3, from which in any select (Operation)new Release(which)),
            (5, from which in any from index in Gen.Choose(-1, 6) from at in offset from count in length select (Operation)new Map(which, index, at, count)),
            (5, from which in any from at in offset from count in length select (Operation)new Map(which, 0, at, count)),
            (2, from which in any from index in Gen.Choose(-1, 2) select (Operation)new OpenPorts(which, index)),
            (5, from which in any select (Operation)new CloseWindow(which)),
            (4, from which in any from isOn in flag select (Operation)new Master(which, isOn)),
            (5, from which in any from entry in Gen.Choose(-1, 5) from isOn in flag select (Operation)new Handle(which, entry, isOn)),
            (6, from device in any from entry in Gen.Choose(0, 3) select (Operation)new Raise(device, entry)),
            (3, from device in any select (Operation)new DeviceWrites(device)),
            (3, from sector in Gen.Choose(0, Sectors + 1) from value in Gen.Choose(1, 255) from write in flag select (Operation)new DiskRequest((ulong)sector, (byte)value, write)),
            (1, Gen.Constant((Operation)new CloseDisk())));
    }

    private static void Populate(ModelMachine machine)
    {
        Devices.EveryStep.Attach(machine);
        machine.Pci.Add(3, 0, OddFunction.Ordinary());
        machine.Pci.Add(4, 0, OddFunction.Ordinary());
        machine.Pci.Add(5, 0, new ModelVirtioBlock(Sectors));
    }

    public override void Apply(Operation operation)
    {
        switch (operation)
        {
            case Claim claim:
                TakeFunction(s_places[claim.Place % s_places.Length]);
                break;
            case Release release when Pick(_claims, release.Which) is { } claim:
                claim.Function.Dispose();
                if (claim.IsLive)
                    RequireSilent(claim.Device);
                claim.IsLive = false;
                break;
            case Map map when Pick(_claims, map.Which) is { } claim:
                OpenWindow(claim, map);
                break;
            case OpenPorts open when Pick(_claims, open.Which) is { } claim:
                TakePorts(claim, open.Index);
                break;
            case CloseWindow close when Pick(_windows, close.Which) is { } window:
                window.IsOpen = false;
                window.Registers.Dispose();
                break;
            case Master master when Pick(_claims, master.Which) is { } claim:
                Expect(claim.IsLive ? null : OstdError.Stale, () => claim.Function.SetMaster(master.On));
                claim.IsMaster = claim.IsLive ? master.On : claim.IsMaster;
                break;
            case Handle handle when Pick(_claims, handle.Which) is { } claim:
                SetHandler(claim, handle.Entry, handle.On);
                break;
            case Raise raise:
                Interrupt(raise.Device % 2, raise.Entry);
                break;
            case DeviceWrites write:
                Reach(write.Device % 2);
                break;
            case DiskRequest request:
                UseDisk(request);
                break;
            case CloseDisk:
                _driver?.Dispose();
                _driver = null;
                break;
        }
        foreach (ModelPciFunction device in _machine.Pci.Functions.Take(2))
            RequireEqual(OwnerOf(device)?.IsMaster ?? false, device.IsMaster, $"function {device.Source:x4} masters the bus");
    }

    public override void End()
    {
        _driver?.Dispose();
        foreach (Claimed claim in _claims)
            claim.Function.Dispose();
        foreach (ModelPciFunction device in _machine.Pci.Functions)
            RequireSilent(device);
        foreach (Window window in _windows)
            window.Registers.Dispose();
        foreach (PciLocation place in s_places[..3])
            PciFunction.Claim(place).Dispose();
    }

    private void TakeFunction(PciLocation place)
    {
        ModelPciFunction? device = _machine.Pci.Functions.SingleOrDefault(f => f.Source == place.RequesterId);
        bool isTaken = device is not null && (OwnerOf(device) is not null || _windows.Exists(w => w.IsOpen && w.Device == device) || device is ModelVirtioBlock && _driver is not null);
        PciFunction? function = null;
        Expect(device is null ? OstdError.InvalidArgs : isTaken ? OstdError.Busy : null, () => function = PciFunction.Claim(place));
        if (function is null)
            return;
        RequireSilent(device!);
        _claims.Add(new Claimed(function, device!));
    }

    private void OpenWindow(Claimed claim, Map map)
    {
        PciBar? bar = claim.Function.Bars.SingleOrDefault(b => b.Index == map.Index && !b.IsPorts);
        bool isInside = bar is not null && map.Length != 0 && (UInt128)map.Offset + map.Length <= bar.Length;
        ulong first = bar is null ? 0 : (bar.Start + map.Offset) / PageSize, last = bar is null || !isInside ? 0 : (bar.Start + map.Offset + map.Length - 1) / PageSize;
        bool hasMessages = bar is not null && last >= bar.Start / PageSize + FirstMessagePage;
        bool isTaken = _windows.Exists(w => w.IsOpen && w.FirstPage <= last && first <= w.LastPage);
        OstdError? expected = !claim.IsLive ? OstdError.Stale : !isInside ? OstdError.InvalidArgs : (claim.IsCard && hasMessages) || isTaken ? OstdError.AccessDenied : null;
        if (claim.Device is ModelVirtioBlock && bar?.Index == 1 && isInside && claim.IsLive)
            expected = OstdError.AccessDenied; // nothing else is in that window
        IoMem? registers = null;
        Expect(expected, () => registers = claim.Function.MapBar(map.Index, map.Offset, map.Length));
        if (registers is not null)
            _windows.Add(new Window(registers, claim.Device, first, last));
    }

    private void TakePorts(Claimed claim, int index)
    {
        const int Ports = 1;
        bool isThere = claim.IsCard && index == Ports;
        bool isTaken = _windows.Exists(w => w.IsOpen && w.Device == claim.Device && w.Registers is IoPort);
        IoPort? ports = null;
        Expect(!claim.IsLive ? OstdError.Stale : !isThere ? OstdError.InvalidArgs : isTaken ? OstdError.AccessDenied : null, () => ports = claim.Function.OpenPorts(index));
        if (ports is not null)
            _windows.Add(new Window(ports, claim.Device, ulong.MaxValue, 0));
    }

    private void SetHandler(Claimed claim, int entry, bool isOn)
    {
        int index = Math.Clamp(entry, 0, claim.Raised.Length - 1);
        Action? handler = isOn ? () => claim.Raised[index]++ : null;
        Expect(!claim.IsLive ? OstdError.Stale : (uint)entry >= (uint)claim.Function.InterruptCount ? OstdError.InvalidArgs : null, () => claim.Function.SetInterrupt(entry, handler));
        if (claim.IsLive && entry == index)
            claim.IsHandled[entry] = isOn;
    }

    // A message that was masked may be pending, and arrive with the handler: at least the one that is raised now does.
    private void Interrupt(int device, int entry)
    {
        ModelPciFunction card = _machine.Pci.Functions[device];
        Claimed? owner = OwnerOf(card);
        int[][] before = [.. _claims.Select(c => (int[])c.Raised.Clone())];
        card.Msix!.Raise(entry);
        Root.Machine.Pause();
        for (int i = 0; i < _claims.Count; i++)
        {
            bool isExpected = _claims[i] == owner && owner.IsMaster && owner.IsHandled[entry];
            if (isExpected)
                Require(_claims[i].Raised[entry] > before[i][entry], $"message {entry} of function {card.Source:x4} did not arrive");
            else
                RequireEqual(before[i][entry], _claims[i].Raised[entry], $"handlers of message {entry} that ran, of an owner who has none, or does not let function {card.Source:x4} master the bus");
        }
    }

    private void Reach(int device)
    {
        ModelPciFunction card = _machine.Pci.Functions[device];
        using var buffer = DmaCoherent.Alloc(s_places[device], 1);
        RequireEqual(OwnerOf(card) is { IsMaster: true }, card.DmaWrite(buffer.DeviceAddress, new byte[8]), $"function {card.Source:x4} may reach a buffer that is lent to it");
    }

    private void UseDisk(DiskRequest request)
    {
        ModelPciFunction device = _machine.Pci.Functions[2];
        if (_driver is null)
        {
            if (OwnerOf(device) is not null || _windows.Exists(w => w.IsOpen && w.Device == device))
            {
                RequireThrows<OstdException>(() => new BlockDriver(), "a second driver");
                return;
            }
            _driver = new BlockDriver();
        }
        byte[] data = new byte[BlockDriver.Sector];
        if (request.Sector >= Sectors)
        {
            RequireThrows<ArgumentException>(() => _driver.Read(request.Sector, data), "a sector that is not there");
            return;
        }
        Span<byte> known = _disk.AsSpan((int)request.Sector * BlockDriver.Sector, BlockDriver.Sector);
        if (request.Write)
        {
            known.Fill(request.Value);
            _driver.Write(request.Sector, known);
        }
        _driver.Read(request.Sector, data);
        Require(data.AsSpan().SequenceEqual(known), $"sector {request.Sector} holds something else than was written");
    }

    private static void RequireSilent(ModelPciFunction device)
    {
        RequireEqual(1 << 10, (int)device.CommandRegister, $"the command register of function {device.Source:x4}, which opened nothing");
        Require(device.Msix?.IsEnabled != true, $"function {device.Source:x4} may send messages");
    }

    private Claimed? OwnerOf(ModelPciFunction device) => _claims.Find(c => c.IsLive && c.Device == device);

    private static void Expect(OstdError? refusal, Action call)
    {
        if (refusal is { } error)
            RequireEqual(error, RequireThrows<OstdException>(call, $"a call that is {error}").Error, "why it was refused");
        else
            call();
    }

    private static T? Pick<T>(List<T> from, int index)
        where T : class => from.Count == 0 ? null : from[index % from.Count];

    private sealed class Claimed(PciFunction function, ModelPciFunction device)
    {
        public PciFunction Function => function;
        public ModelPciFunction Device => device;
        public bool IsCard => device is OddFunction;
        public bool IsLive { get; set; } = true;
        public bool IsMaster { get; set; }
        public bool[] IsHandled { get; } = new bool[4];
        public int[] Raised { get; } = new int[4];
    }

    private sealed class Window(IDisposable registers, ModelPciFunction device, ulong firstPage, ulong lastPage)
    {
        public IDisposable Registers => registers;
        public ModelPciFunction Device => device;
        public ulong FirstPage => firstPage;
        public ulong LastPage => lastPage;
        public bool IsOpen { get; set; } = true;
    }
}
