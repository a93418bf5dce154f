using Ostd.Boot;
using Ostd.Panics;
using Ostd.Seam;
using Ostd.Traps;

namespace Ostd.Iommu;

/// <summary>
/// The unit between the devices and everything else (Intel VT-d): no DMA reaches memory and no interrupt reaches a CPU but through its tables, which only the framework
/// writes. That this object exists proves that the unit is on, with both kinds of remapping.
/// </summary>
/// <remarks>
/// It is switched on with empty tables, so that whatever was not granted is denied: every root entry is absent, hence every DMA faults; every interrupt entry is absent,
/// and interrupts in the format from before remapping, which name their vector themselves, are blocked. Order (VT-d specification, chapters 3, 5 and 11.4.4): root table, queue,
/// forget everything cached before, translation on; interrupt table, forget, interrupt remapping on.
/// </remarks>
internal sealed class RemappingUnit
{
    /// <summary>Reads of the status register before the unit is given up.</summary>
    private const int MaxPolls = 1_000_000;

    private readonly Machine _machine;
    private readonly ulong _registers;

    private RemappingUnit(Kernel kernel, IommuInfo info, ulong registers)
    {
        _machine = kernel.Machine;
        _registers = registers;
        IoApicSource = info.IoApicSource;
        Capabilities = Read64(UnitRegisters.Capabilities);
        ulong extended = Read64(UnitRegisters.ExtendedCapabilities);

        Stop(UnitRegisters.TranslationEnable | UnitRegisters.InterruptRemappingEnable | UnitRegisters.QueueEnable | UnitRegisters.CompatibilityFormat);
        Write32(UnitRegisters.FaultEventControl, UnitRegisters.FaultEventMasked);
        Faults = new FaultRecords(this);

        var memory = new TableMemory(_machine, kernel.Memory.Frames, (extended & UnitRegisters.SnoopsCaches) != 0);
        ulong rootTable = memory.Alloc();
        Write64(UnitRegisters.RootTableAddress, rootTable);
        Command(UnitRegisters.SetRootTable);
        Queue = new InvalidationQueue(_machine, this, memory);
        Queue.Run(InvalidationDescriptor.AllContexts, InvalidationDescriptor.AllTranslations(InvalidationDescriptor.DrainBits(Capabilities)));
        Memory = new DmaRemapping(this, memory, rootTable);
        Command(UnitRegisters.TranslationEnable);

        bool wide = kernel.LocalApic.IsX2 && (extended & UnitRegisters.ExtendedInterruptMode) != 0;
        Interrupts = new InterruptRemapping(this, memory, wide);
        Command(UnitRegisters.SetInterruptTable);
        Queue.Run(InvalidationDescriptor.AllInterrupts);
        Command(UnitRegisters.InterruptRemappingEnable);
    }

    /// <summary>Switches the unit on; null when it lacks what the framework needs, and then no device gets to memory through the framework.</summary>
    internal static RemappingUnit? TryStart(Kernel kernel, IommuInfo info)
    {
        ulong registers = DeviceMemory.Map(kernel.Machine, info.Registers, UnitRegisters.Length);
        const ulong needed = UnitRegisters.QueuedInvalidation | UnitRegisters.RemapsInterrupts;
        ulong capabilities = kernel.Machine.ReadMmio64(registers + UnitRegisters.Capabilities);
        ulong extended = kernel.Machine.ReadMmio64(registers + UnitRegisters.ExtendedCapabilities);
        bool walks = (capabilities & (UnitRegisters.ThreeLevels | UnitRegisters.FourLevels)) != 0;
        bool isUsable = (extended & needed) == needed && walks && (capabilities & UnitRegisters.WriteBufferFlush) == 0;
        return isUsable ? new RemappingUnit(kernel, info, registers) : null;
    }

    /// <summary>As whom the I/O APIC sends interrupts.</summary>
    internal ushort IoApicSource { get; }

    internal ulong Capabilities { get; }

    /// <summary>The unit caches also that there is no translation: it must be told to forget after a mapping too (VT-d specification, 6.1 "Caching Mode").</summary>
    internal bool CachesAbsence => (Capabilities & UnitRegisters.CachingMode) != 0;

    internal InvalidationQueue Queue { get; }
    internal DmaRemapping Memory { get; }
    internal InterruptRemapping Interrupts { get; }
    internal FaultRecords Faults { get; }

    /// <summary>Gives one command and waits until the status says that it was carried out (VT-d specification, 11.4.4).</summary>
    internal void Command(uint command)
    {
        Write32(UnitRegisters.GlobalCommand, Read32(UnitRegisters.GlobalStatus) & UnitRegisters.StayingCommands | command);
        Await(command, command);
    }

    internal uint Read32(uint register) => _machine.ReadMmio32(_registers + register);
    internal void Write32(uint register, uint value) => _machine.WriteMmio32(_registers + register, value);
    internal ulong Read64(uint register) => _machine.ReadMmio64(_registers + register);
    internal void Write64(uint register, ulong value) => _machine.WriteMmio64(_registers + register, value);

    /// <summary>Switches off what firmware or boot loader left on, one thing at a time, as the specification demands.</summary>
    private void Stop(uint features)
    {
        for (uint feature = 1u << 31; feature != 0; feature >>= 1)
        {
            uint status = Read32(UnitRegisters.GlobalStatus) & UnitRegisters.StayingCommands;
            if ((features & status & feature) == 0)
                continue;
            Write32(UnitRegisters.GlobalCommand, status & ~feature);
            Await(feature, 0);
        }
    }

    private void Await(uint bit, uint value)
    {
        for (int polls = 0; (Read32(UnitRegisters.GlobalStatus) & bit) != value; polls++)
        {
            if (polls == MaxPolls)
                Panic.Stop($"The IOMMU did not carry out command {bit:x}: devices are not confined.");
            _machine.Pause();
        }
    }
}
