using System.Collections.Generic;
using Ostd.Model.Devices;

namespace Ostd.Model;

/// <summary>Ports and device memory: which device an access reaches.</summary>
internal sealed partial class ModelMachine
{
    private readonly List<ModelDevice> _devices = [];

    /// <summary>Puts a device on the board.</summary>
    internal void Attach(ModelDevice device) => _devices.Add(device);

    // ---- Ports -----------------------------------------------------------------------------------------------

    public override byte In8(ushort port) => (byte)ReadPort(port, 1);
    public override ushort In16(ushort port) => (ushort)ReadPort(port, 2);
    public override uint In32(ushort port) => ReadPort(port, 4);
    public override void Out8(ushort port, byte value) => WritePort(port, 1, value);
    public override void Out16(ushort port, ushort value) => WritePort(port, 2, value);
    public override void Out32(ushort port, uint value) => WritePort(port, 4, value);

    private uint ReadPort(ushort port, int width)
    {
        StepPort(port);
        foreach (ModelDevice device in _devices)
        {
            if (device.TryReadPort(port, width, out uint value))
                return value;
        }
        uint bytes = 0;
        for (int i = 0; i < width; i++)
            bytes |= (uint)ReadBytePort((ushort)(port + i)) << 8 * i;
        return bytes;
    }

    private byte ReadBytePort(ushort port)
    {
        if (port is >= ModelUart.Base and < ModelUart.Base + 8)
            return _uart.Read(port - ModelUart.Base);
        if (port == 0x71)
            return ReadClock();
        foreach (ModelDevice device in _devices)
        {
            if (device.TryReadPort(port, 1, out uint value))
                return (byte)value;
        }
        return 0xff;
    }

    private void WritePort(ushort port, int width, uint value)
    {
        StepPort(port);
        foreach (ModelDevice device in _devices)
        {
            if (device.TryWritePort(port, width, value))
                return;
        }
        for (int i = 0; i < width; i++)
            WriteBytePort((ushort)(port + i), (byte)(value >> 8 * i));
    }

    private void WriteBytePort(ushort port, byte value)
    {
        if (port is >= ModelUart.Base and < ModelUart.Base + 8)
            _uart.Write(port - ModelUart.Base, value);
        else if (port == 0x70)
            _clockIndex = value;
        else
        {
            foreach (ModelDevice device in _devices)
            {
                if (device.TryWritePort(port, 1, value))
                    return;
            }
        }
    }

    // ---- Device memory ---------------------------------------------------------------------------------------

    public override byte ReadMmio8(ulong vaddr) => (byte)ReadDevice(vaddr, 1);
    public override ushort ReadMmio16(ulong vaddr) => (ushort)ReadDevice(vaddr, 2);
    public override uint ReadMmio32(ulong vaddr) => (uint)ReadDevice(vaddr, 4);
    public override ulong ReadMmio64(ulong vaddr) => ReadDevice(vaddr, 8);
    public override void WriteMmio8(ulong vaddr, byte value) => WriteDevice(vaddr, 1, value);
    public override void WriteMmio16(ulong vaddr, ushort value) => WriteDevice(vaddr, 2, value);
    public override void WriteMmio32(ulong vaddr, uint value) => WriteDevice(vaddr, 4, value);
    public override void WriteMmio64(ulong vaddr, ulong value) => WriteDevice(vaddr, 8, value);

    private ulong ReadDevice(ulong vaddr, int width)
    {
        ulong paddr = DeviceAddress(vaddr, width, Access.Read);
        StepDevice(paddr, isWrite: false);
        if (paddr is >= LocalApicAddress and < LocalApicAddress + 4096)
            return Cpu.Apic.Read((uint)(paddr - LocalApicAddress), _now);
        if (paddr is >= ModelIoApic.Address and < ModelIoApic.Address + 4096)
            return _ioApic.Read(paddr - ModelIoApic.Address);
        foreach (ModelDevice device in _devices)
        {
            if (device.TryReadMemory(paddr, width, out ulong value))
                return value;
        }
        return ulong.MaxValue; // nobody answers
    }

    private void WriteDevice(ulong vaddr, int width, ulong value)
    {
        ulong paddr = DeviceAddress(vaddr, width, Access.Write);
        StepDevice(paddr, isWrite: true);
        if (paddr is >= LocalApicAddress and < LocalApicAddress + 4096)
        {
            WriteLocalApic((uint)(paddr - LocalApicAddress), (uint)value);
            return;
        }
        if (paddr is >= ModelIoApic.Address and < ModelIoApic.Address + 4096)
        {
            _ioApic.Write(paddr - ModelIoApic.Address, (uint)value);
            return;
        }
        foreach (ModelDevice device in _devices)
        {
            if (device.TryWriteMemory(paddr, width, value))
                return;
        }
    }

    // The console is no step of an exploration: what a panic writes would be hundreds.
    private void StepPort(ushort port)
    {
        if (!_exploring)
            Step();
        else if (port is < ModelUart.Base or >= ModelUart.Base + 8)
            Visible(new PendingStep(StepKind.ReadModifyWrite, DeviceLocation(port), $"port {port:x}", Drains: true));
    }

    // Nor are registers of the local APIC that nobody else can notice.
    private void StepDevice(ulong paddr, bool isWrite)
    {
        const ulong CommandLow = 0x300;
        if (!_exploring)
            Step();
        else if (paddr is < LocalApicAddress or >= LocalApicAddress + 4096)
            Visible(new PendingStep(StepKind.ReadModifyWrite, DeviceLocation(paddr), $"device register {paddr:x}", Drains: true));
        else if (isWrite && paddr - LocalApicAddress == CommandLow)
            Visible(new PendingStep(StepKind.Write, ApicLocation(Cpu.Apic.CommandTarget), $"send interrupt to CPU {Cpu.Apic.CommandTarget}", Drains: true));
    }

    private ulong DeviceAddress(ulong vaddr, int width, Access access)
    {
        if (vaddr % (ulong)width != 0)
            throw new ModelViolationException($"A device access of {width} bytes at {vaddr:x} is not aligned.");
        if (Mmu.TryTranslate(vaddr, access, out ulong paddr, out _))
        {
            if (Memory.IsRam(paddr, 1))
                throw new ModelViolationException($"A device access at {vaddr:x} reaches RAM at {paddr:x}.");
            return paddr;
        }
        // Before the framework has page tables of its own the boot flow's are in force: the first 4 GiB, linearly.
        if (vaddr >= LinearBase && vaddr < LinearBase + (4UL << 30))
            return vaddr - LinearBase;
        throw new ModelViolationException($"Device access at {vaddr:x}, which is not mapped.");
    }
}
