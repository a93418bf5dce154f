using System;
using System.Collections.Generic;
using Ostd.Model.Devices;
using Ostd.Model.Vtd;
using Ostd.Sync;

namespace Ostd.Model;

/// <summary>Devices that master the bus: their way to memory and to the CPUs' interrupts, through the IOMMU where there is one; and when they get to act.</summary>
internal sealed partial class ModelMachine
{
    /// <summary>Writes to this megabyte are interrupts, never memory (Intel SDM volume 3, 12.11).</summary>
    internal const ulong MessageWindow = 0xfee0_0000, MessageWindowEnd = 0xfef0_0000;

    /// <summary>A device that can act does so at one step in so many, on average.</summary>
    private const int StepsPerAct = 4;

    private readonly List<IActor> _actors = [];

    /// <summary>The DMA-remapping unit; null on a machine without.</summary>
    internal ModelVtd? Vtd { get; private set; }

    /// <summary>All that acts on its own time.</summary>
    internal IReadOnlyList<IActor> Actors => _actors;

    internal void Attach(IActor actor) => _actors.Add(actor);

    /// <summary>A device reads memory. False: refused, or nothing is there; then the bytes are all ones, as on the bus.</summary>
    internal bool DeviceRead(ushort source, ulong address, Span<byte> destination)
    {
        destination.Fill(0xff);
        bool isMessage = address < MessageWindowEnd && address + (ulong)destination.Length > MessageWindow;
        for (int done = 0; done < destination.Length;)
        {
            int part = Math.Min(destination.Length - done, Together(address));
            if (isMessage || !TryReach(source, address, part, write: false, out ulong paddr))
                return false;
            BeforeDeviceAccess(paddr, AtomicAccess.Load);
            Memory.CopyFrom(paddr, destination.Slice(done, part));
            AfterDeviceAccess(paddr, AtomicAccess.Load);
            done += part;
            address += (ulong)part;
        }
        return true;
    }

    /// <summary>A device writes memory, or, in the window for messages, raises an interrupt. False: refused, or nothing is there.</summary>
    internal bool DeviceWrite(ushort source, ulong address, ReadOnlySpan<byte> bytes)
    {
        if (address < MessageWindowEnd && address + (ulong)bytes.Length > MessageWindow)
            return bytes.Length == 4 && (address & 3) == 0 && DeviceMessage(source, address, BitConverter.ToUInt32(bytes));
        for (int done = 0; done < bytes.Length;)
        {
            int part = Math.Min(bytes.Length - done, Together(address));
            if (!TryReach(source, address, part, write: true, out ulong paddr))
                return false;
            BeforeDeviceAccess(paddr, AtomicAccess.Store);
            Memory.CopyTo(paddr, bytes.Slice(done, part));
            AfterDeviceAccess(paddr, AtomicAccess.Store);
            done += part;
            address += (ulong)part;
        }
        return true;
    }

    /// <summary>A device sends an interrupt message. False: refused.</summary>
    internal bool DeviceMessage(ushort source, ulong address, uint data)
    {
        var direct = new DeliveredInterrupt((uint)(address >> 12) & 0xff, (int)(data & 0xff), (int)(data >> 8 & 7));
        if (Vtd is { } unit && !unit.TryRemap(source, address, data, out direct))
            return false;
        Deliver(source, direct);
        return true;
    }

    // Bytes that a device reaches at once: under an explorer a word at a time, each of which is a step.
    private int Together(ulong address) => _exploring ? 8 - (int)(address & 7) : 4096 - (int)(address & 0xfff);

    private void BeforeDeviceAccess(ulong paddr, AtomicAccess access)
    {
        if (_exploring)
            VisibleAccess(access, LocationOf(paddr & ~7UL));
    }

    private void AfterDeviceAccess(ulong paddr, AtomicAccess access)
    {
        if (!_exploring)
            return;
        ulong word = Memory.Read64(paddr & ~7UL);
        Happened(new AtomicEvent(_current, LocationOf(paddr & ~7UL), null, access, MemoryOrder.Relaxed, word, word));
    }

    public override void FlushCacheLine(ulong paddr) => Vtd?.OnFlush(paddr);

    private void InitializeIommu()
    {
        if (_options.Iommu is not { } options)
            return;
        Vtd = new ModelVtd(this, options);
        Attach((ModelDevice)Vtd);
        Attach((IActor)Vtd);
    }

    /// <summary>A line of a device goes up: an edge on a pin of the I/O APIC.</summary>
    internal void RaisePin(int pin)
    {
        if (Vtd is { RemapsInterrupts: true } unit)
        {
            if (_ioApic.TryRouteRemapped(pin, out int entry) && unit.TryLookUp(ModelVtd.IoApicSource, entry, out DeliveredInterrupt remapped))
                Deliver(ModelVtd.IoApicSource, remapped);
        }
        else if (_ioApic.TryRoute(pin, out uint apicId, out int vector))
        {
            _cpus[apicId].Apic.Request(vector);
        }
    }

    // ---- Under an explorer: a CPU of the scenario plays the unit, another one the device --------------------------

    /// <summary>What the unit remembers, and the accesses under way, as a location; its registers are another one.</summary>
    private static long UnitMemory => DeviceLocation(ModelVtd.Address + ModelVtd.Length);

    /// <summary>What the unit remembers is looked at or changed next.</summary>
    internal void BeforeUnitStep(string what)
    {
        if (_exploring)
            Visible(new PendingStep(StepKind.ReadModifyWrite, UnitMemory, $"the IOMMU {what}"));
    }

    /// <summary>A PCI function looks next at what its registers let it do.</summary>
    internal void BeforeDeviceStep(Pci.ModelPciFunction function, string what)
    {
        const ulong ConfigurationPorts = 0xcf8; // whoever reads or writes its registers does so through these
        if (_exploring)
            Visible(new PendingStep(StepKind.ReadModifyWrite, DeviceLocation(ConfigurationPorts), $"device {function.Source:x4} {what}"));
    }

    /// <summary>What a device does in one step of an exploration, with nobody in between.</summary>
    internal void InOneStep(Action act)
    {
        if (_exploring)
            Silently(act);
        else
            act();
    }

    /// <summary>A register was written: the unit, if it waits for that, looks again.</summary>
    internal void AfterUnitRegister()
    {
        if (!_exploring)
            return;
        CountWrite(DeviceLocation(ModelVtd.Address));
        _schedule!.ReportWrite();
    }

    /// <summary>The unit reads a word of memory.</summary>
    internal ulong UnitReads(ulong paddr) => _exploring ? LoadPhys64(paddr, Sync.MemoryOrder.Acquire) : Memory.Read64(paddr);

    /// <summary>The unit writes an aligned word of memory.</summary>
    internal void UnitWrites(ulong paddr, ulong value)
    {
        if (_exploring)
            StorePhys64(paddr, value, Sync.MemoryOrder.SeqCst);
        else
            Memory.Write64(paddr, value);
    }

    /// <summary>For a CPU that plays the unit: carries out every command of the queue when it is there, until there is none and <paramref name="isDone"/> says that none will come.</summary>
    internal void PlayUnit(Func<bool> isDone)
    {
        long registers = DeviceLocation(ModelVtd.Address);
        while (true)
        {
            Visible(new PendingStep(StepKind.Read, registers, "the IOMMU looks for a command"));
            if (Vtd!.CanAct)
            {
                Vtd.Act();
                continue;
            }
            if (isDone())
                return;
            Cpu.Watched.Clear();
            Cpu.Watched.Add(new WatchedWord { Location = registers, Version = VersionOf(null, registers), LookedAt = _schedule!.LastStep });
            Visible(new PendingStep(StepKind.Local, 0, "the IOMMU has nothing to do", WaitKind.UntilChanged));
            Cpu.Watched.Clear();
        }
    }

    /// <summary>The same, for a number of commands that is known.</summary>
    internal void PlayUnit(int commands)
    {
        int end = Vtd!.CommandsDone + commands;
        PlayUnit(() => Vtd.CommandsDone == end);
    }

    /// <summary>For a CPU that is done with the unit: who plays it looks whether everybody is.</summary>
    internal void WakeUnit(Action change)
    {
        Visible(new PendingStep(StepKind.Write, DeviceLocation(ModelVtd.Address), "done with the IOMMU"));
        change();
        AfterUnitRegister();
    }

    private bool TryReach(ushort source, ulong address, int length, bool write, out ulong paddr)
    {
        paddr = address;
        if (Vtd is { } unit && !unit.TryTranslate(source, address, write, out paddr) || !Memory.IsRam(paddr, (ulong)length))
            return false;
        TellOfAccess(paddr, (ulong)length, write, by: Accessor.Device);
        return true;
    }

    private void Deliver(ushort source, DeliveredInterrupt interrupt)
    {
        if (interrupt.Mode > 1)
            Fail(new ModelViolationException($"Device {source:x4} sent a CPU an interrupt of delivery mode {interrupt.Mode}: a reset, a non-maskable or a system-management interrupt."));
        if (interrupt.Vector < Traps.Vectors.FirstInterrupt)
            Fail(new ModelViolationException($"Device {source:x4} raised vector {interrupt.Vector}, which belongs to a CPU exception."));
        if (interrupt.Destination >= (uint)CpuCount)
            return;
        if (_exploring)
            Visible(new PendingStep(StepKind.Write, ApicLocation(interrupt.Destination), $"device sends interrupt {interrupt.Vector:x} to CPU {interrupt.Destination}"));
        _cpus[interrupt.Destination].Apic.Request(interrupt.Vector);
    }

    /// <summary>Lets one device act, perhaps; surely when a CPU waits.</summary>
    private void DevicesAct(bool surely)
    {
        if (_actors.Count == 0 || _silence != 0 || !surely && NextRandom() % StepsPerAct != 0)
            return;
        int first = (int)(NextRandom() % (ulong)_actors.Count);
        for (int i = 0; i < _actors.Count; i++)
        {
            IActor actor = _actors[(first + i) % _actors.Count];
            if (!actor.CanAct)
                continue;
            actor.Act();
            return;
        }
    }
}
