using System.Collections.Generic;
using System.Text;
using Ostd.Model.Devices;
using Ostd.Model.Pci;

namespace Ostd.Model;

/// <summary>The devices that every machine has, model-specific registers and CPU identification.</summary>
internal sealed partial class ModelMachine
{
    internal const int ExtendedStateSize = 832; // legacy area and header 576, upper halves of ymm 256

    private const ulong LinearBase = 0xffff_8000_0000_0000;
    private const ulong LocalApicAddress = 0xfee0_0000;

    private ModelUart _uart = null!;
    private readonly ModelIoApic _ioApic = new();
    private byte _clockIndex;
    private int _clockUpdates;

    /// <summary>What was written to the console.</summary>
    internal string Output => _uart.Output;

    /// <summary>The legacy interrupt controllers.</summary>
    internal ModelPic Pic { get; } = new();

    /// <summary>The way to PCI devices.</summary>
    internal ModelHostBridge Pci { get; private set; } = null!;

    private void InitializeDevices()
    {
        Attach(Pic);
        Attach(Pci = new ModelHostBridge(this));
        Attach(new ModelPit(() => _now));
        _uart = new ModelUart(_options.ConsoleBusyPolls);
        _uart.Interrupt = () => RaisePin(ModelUart.Pin);
        _uart.Type(Encoding.UTF8.GetBytes(_options.ConsoleInput));
    }

    // The battery clock stands at 2025-06-01 12:00:00, in binary-coded decimal.
    private byte ReadClock() => _clockIndex switch
    {
        4 => 0x12,
        7 => 0x01,
        8 => 0x06,
        9 => 0x25,
        10 => _clockUpdates++ < _options.ClockUpdates ? (byte)0x80 : (byte)0,
        11 => 2,
        _ => 0,
    };

    public override ulong ReadMsr(uint msr)
    {
        if (!_exploring)
            Step();
        return msr switch
        {
            0x1b => Cpu.Apic.BaseMsr | (_current == 0 ? 0x100u : 0),
            >= 0x800 and < 0x840 => Cpu.Apic.ReadX2((msr - 0x800) << 4, _now),
            _ => Mmu.Control.TryRead(msr, out ulong value) ? value : Cpu.Msrs.GetValueOrDefault(msr),
        };
    }

    public override void WriteMsr(uint msr, ulong value)
    {
        const uint Deadline = 0x6e0, Command = 0x830;
        if (Mmu.Control.TryRead(msr, out _))
        {
            Tell(o => o.OnModelRegister(_current, msr, value));
            Mmu.Control.TryWrite(msr, value);
            return;
        }
        if (!_exploring)
            Step();
        else if (msr == Command) // unlike a store to device memory it does not wait for the store buffer
            Visible(new PendingStep(StepKind.Write, ApicLocation((uint)(value >> 32)), $"send interrupt {value & 0xff:x} to CPU {value >> 32}"));
        else if (msr == Deadline && _options.TimerSteps != 0)
            Visible(new PendingStep(StepKind.Write, TimeLocation, "set the timer"));
        Tell(o => o.OnModelRegister(_current, msr, value));
        switch (msr)
        {
            case 0x1b:
                Cpu.Apic.BaseMsr = value;
                break;
            case Deadline:
                Cpu.Apic.SetDeadline(value);
                FindNextTimer();
                break;
            case Command:
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
            (0, _) => (_options.TscNaming == TscNaming.Cpu ? 0x15u : 0xdu, 0u, 0u, 0u),
            (1, _) => (0u, 0u, (_options.ModernApic ? 1u << 21 | 1u << 24 : 0) | 1u << 26 | 1u << 27 | 1u << 30 | (_options.TscNaming == TscNaming.Hypervisor ? 1u << 31 : 0), 1u << 7 | 1u << 9),
            (7, 0) => _options.ModernProtection ? (0u, 1u << 7 | 1u << 20, 1u << 2, 0u) : (0u, 0u, 0u, 0u),
            (0xd, 0) => ((uint)ControlRegisters.KnownComponents, (uint)ExtendedStateSize, (uint)ExtendedStateSize, 0u),
            (0xd, 2) => (256u, 576u, 0u, 0u),
            (0x15, _) => (1u, 1u, 1_000_000_000u, 0u),
            (0x4000_0000, _) => (0x4000_0010u, 0u, 0u, 0u),
            (0x4000_0010, _) => (1_000_000u, 0u, 0u, 0u),
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
