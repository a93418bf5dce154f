using System.Collections.Generic;
using System.Text;

namespace Ostd.Model;

/// <summary>Ports, device memory, model-specific registers and CPU identification.</summary>
internal sealed partial class ModelMachine
{
    internal const int ExtendedStateSize = 832; // legacy area and header 576, upper halves of ymm 256

    private const ulong LinearBase = 0xffff_8000_0000_0000;
    private const ulong LocalApicAddress = 0xfee0_0000;

    private readonly ModelUart _uart = new();
    private readonly ModelIoApic _ioApic = new();
    private byte _clockIndex;

    /// <summary>What was written to the console.</summary>
    internal string Output => _uart.Output;

    private void InitializeDevices()
    {
        _uart.Interrupt = () =>
        {
            if (_ioApic.TryRoute(ModelUart.Pin, out uint apicId, out int vector))
                _cpus[apicId].Apic.Request(vector);
        };
        _uart.Type(Encoding.UTF8.GetBytes(_options.ConsoleInput));
    }

    public override byte In8(ushort port)
    {
        Step();
        return port switch
        {
            >= ModelUart.Base and < ModelUart.Base + 8 => _uart.Read(port - ModelUart.Base),
            0x71 => ReadClock(),
            _ => 0xff,
        };
    }

    public override void Out8(ushort port, byte value)
    {
        Step();
        if (port is >= ModelUart.Base and < ModelUart.Base + 8)
            _uart.Write(port - ModelUart.Base, value);
        else if (port == 0x70)
            _clockIndex = value;
    }

    public override ushort In16(ushort port) => 0xffff;
    public override uint In32(ushort port) => 0xffffffff;
    public override void Out16(ushort port, ushort value) => Step();
    public override void Out32(ushort port, uint value) => Step();

    // The battery clock stands at 2025-06-01 12:00:00, in binary-coded decimal.
    private byte ReadClock() => _clockIndex switch
    {
        4 => 0x12,
        7 => 0x01,
        8 => 0x06,
        9 => 0x25,
        11 => 2,
        _ => 0,
    };

    public override byte ReadMmio8(ulong vaddr) => (byte)ReadMmio32(vaddr);
    public override ushort ReadMmio16(ulong vaddr) => (ushort)ReadMmio32(vaddr);

    public override uint ReadMmio32(ulong vaddr)
    {
        Step();
        ulong paddr = DeviceAddress(vaddr);
        if (paddr is >= LocalApicAddress and < LocalApicAddress + 4096)
            return Cpu.Apic.Read((uint)(paddr - LocalApicAddress), _now);
        if (paddr is >= ModelIoApic.Address and < ModelIoApic.Address + 4096)
            return _ioApic.Read(paddr - ModelIoApic.Address);
        return 0xffffffff;
    }

    public override ulong ReadMmio64(ulong vaddr) => ReadMmio32(vaddr) | (ulong)ReadMmio32(vaddr + 4) << 32;
    public override void WriteMmio8(ulong vaddr, byte value) => WriteMmio32(vaddr, value);
    public override void WriteMmio16(ulong vaddr, ushort value) => WriteMmio32(vaddr, value);

    public override void WriteMmio32(ulong vaddr, uint value)
    {
        Step();
        ulong paddr = DeviceAddress(vaddr);
        if (paddr is >= LocalApicAddress and < LocalApicAddress + 4096)
            WriteLocalApic((uint)(paddr - LocalApicAddress), value);
        else if (paddr is >= ModelIoApic.Address and < ModelIoApic.Address + 4096)
            _ioApic.Write(paddr - ModelIoApic.Address, value);
    }

    public override void WriteMmio64(ulong vaddr, ulong value)
    {
        WriteMmio32(vaddr, (uint)value);
        WriteMmio32(vaddr + 4, (uint)(value >> 32));
    }

    private ulong DeviceAddress(ulong vaddr)
    {
        if (Mmu.TryTranslate(vaddr, Access.Read, out ulong paddr, out _))
            return paddr;
        // Before the framework has page tables of its own the boot flow's are in force: the first 4 GiB, linearly.
        if (vaddr >= LinearBase && vaddr < LinearBase + (4UL << 30))
            return vaddr - LinearBase;
        throw new ModelViolationException($"Device access at {vaddr:x}, which is not mapped.");
    }

    public override ulong ReadMsr(uint msr)
    {
        Step();
        return msr switch
        {
            0x1b => Cpu.Apic.BaseMsr | (_current == 0 ? 0x100u : 0),
            >= 0x800 and < 0x840 => Cpu.Apic.ReadX2((msr - 0x800) << 4, _now),
            _ => Cpu.Msrs.GetValueOrDefault(msr),
        };
    }

    public override void WriteMsr(uint msr, ulong value)
    {
        Step();
        switch (msr)
        {
            case 0x1b:
                Cpu.Apic.BaseMsr = value;
                break;
            case 0x6e0:
                Cpu.Apic.SetDeadline(value);
                FindNextTimer();
                break;
            case 0x830:
                Cpu.Apic.SendX2(value);
                break;
            case >= 0x800 and < 0x840:
                WriteLocalApic((msr - 0x800) << 4, (uint)value);
                break;
            case PageAttributes:
                for (int entry = 0; entry < 64; entry += 8)
                {
                    if ((value >> entry & 0xff) is 2 or 3 or > 7)
                        throw new ModelViolationException($"The page-attribute table was set to {value:x}, which names a memory type that does not exist: a fault in the kernel.");
                }
                Cpu.Msrs[msr] = value;
                break;
            default:
                throw new ModelViolationException($"Model-specific register {msr:x} was written: the framework has no business there after the machine is set up.");
        }
    }

    private const uint PageAttributes = 0x277;

    private void WriteLocalApic(uint register, uint value)
    {
        Cpu.Apic.Write(register, value, _now);
        FindNextTimer();
    }

    public override void Cpuid(uint leaf, uint subleaf, out uint eax, out uint ebx, out uint ecx, out uint edx)
    {
        (eax, ebx, ecx, edx) = (leaf, subleaf) switch
        {
            (0, _) => (0x15u, 0u, 0u, 0u),
            (1, _) => (0u, 0u, (_options.ModernApic ? 1u << 21 | 1u << 24 : 0) | 1u << 26 | 1u << 27, 1u << 9),
            (0xd, 0) => (7u, (uint)ExtendedStateSize, (uint)ExtendedStateSize, 0u),
            (0xd, 2) => (256u, 576u, 0u, 0u),
            (0x15, _) => (1u, 1u, 1_000_000_000u, 0u),
            (0x8000_0000, _) => (0x8000_0008u, 0u, 0u, 0u),
            (0x8000_0008, _) => (48u << 8 | Mmu.PhysicalAddressBits, 0u, 0u, 0u),
            _ => (0u, 0u, 0u, 0u),
        };
    }

    public override bool TryReadRandom(out ulong value)
    {
        value = NextRandom();
        return true;
    }
}
