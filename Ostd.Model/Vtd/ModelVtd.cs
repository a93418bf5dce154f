using System.Collections.Generic;
using Ostd.Model.Devices;

namespace Ostd.Model.Vtd;

/// <summary>
/// A DMA-remapping unit at register level (Intel VT-d specification, chapter 11): what software sees of it. Translation, interrupts, queue and faults are parts of their own.
/// </summary>
internal sealed partial class ModelVtd : ModelDevice, IActor
{
    /// <summary>Where QEMU's q35 machine has it.</summary>
    internal const ulong Address = 0xfed9_0000;
    internal const ulong Length = 4096;

    /// <summary>As whom the I/O APIC sends interrupts.</summary>
    internal const ushort IoApicSource = 0xff00;

    private const uint TranslationEnable = 1u << 31, SetRootTable = 1 << 30, QueueEnable = 1 << 26, InterruptEnable = 1 << 25, SetInterruptTable = 1 << 24, CompatibilityFormat = 1 << 23;
    private const uint FirstFaultRecord = 0x220;
    private const int FaultRecords = 4;

    private readonly ModelMachine _machine;
    private readonly PhysicalMemory _memory;
    private readonly IommuOptions _options;
    private readonly uint[] _registers = new uint[Length / 4];

    // Lines that the CPU flushed, as the unit sees them, when it does not snoop.
    private readonly Dictionary<ulong, ulong[]> _flushed = [];

    // Latched by the commands that set the tables.
    private ulong _rootTable;
    private ulong _interruptTable;

    internal ModelVtd(ModelMachine machine, IommuOptions options)
    {
        _machine = machine;
        _memory = machine.Memory;
        _options = options;
        Set64(0x08, 6 | (options.CachingMode ? 1UL << 7 : 0) | (options.Levels == 4 ? 1UL << 10 : 1UL << 9) | 47UL << 16 | (ulong)FirstFaultRecord / 16 << 24
            | 1UL << 39 | (FaultRecords - 1UL) << 40 | 18UL << 48 | 3UL << 54);
        Set64(0x10, (options.SnoopsCaches ? 1UL : 0) | 1 << 1 | 1 << 3 | (options.WideDestinations ? 1UL << 4 : 0) | 0xfUL << 8 | 0xfUL << 20);
        _registers[0] = 0x10;
    }

    internal VtdCaches Caches { get; } = new();

    /// <summary>A broken unit, for positive controls: it says that it has forgotten, and has not.</summary>
    internal bool NeverForgets { get; set; }

    internal bool Translates => (Status & TranslationEnable) != 0;
    internal bool RemapsInterrupts => (Status & InterruptEnable) != 0;
    internal bool LetsCompatibilityFormatThrough => (Status & CompatibilityFormat) != 0;

    /// <summary>Physical address of the root table in force.</summary>
    internal ulong RootTable => _rootTable & AddressMask;

    /// <summary>Physical address and number of entries of the interrupt-remapping table in force.</summary>
    internal ulong InterruptTable => _interruptTable & AddressMask;
    internal int InterruptEntries => 2 << (int)(_interruptTable & 15);

    /// <summary>Destinations have 32 bits.</summary>
    internal bool HasWideDestinations => (_interruptTable & 1 << 11) != 0;

    // A command is carried out at once, but the first look at the status after it does not show that yet.
    private uint _statusBefore;
    private bool _statusIsOld;

    private uint Status
    {
        get => _registers[0x1c / 4];
        set => _registers[0x1c / 4] = value;
    }

    internal override bool TryReadMemory(ulong paddr, int width, out ulong value)
    {
        uint offset = (uint)(paddr - Address);
        bool isMine = paddr is >= Address and < Address + Length;
        value = !isMine ? 0 : width == 8 ? Get64(offset) : _registers[offset / 4];
        if (isMine && offset == 0x1c && _statusIsOld)
            (value, _statusIsOld) = (_statusBefore, false);
        return isMine;
    }

    internal override bool TryWriteMemory(ulong paddr, int width, ulong value)
    {
        if (paddr is < Address or >= Address + Length)
            return false;
        if (width < 4)
            throw new ModelViolationException($"An access of {width} byte(s) to a register of the IOMMU: they are read and written by 4 or 8 bytes.");
        Write((uint)(paddr - Address), (uint)value);
        if (width == 8)
            Write((uint)(paddr - Address) + 4, (uint)(value >> 32));
        _machine.AfterUnitRegister();
        return true;
    }

    private void Write(uint offset, uint value)
    {
        switch (offset)
        {
            case 0x18:
                Command(value);
                break;
            case 0x34: // written ones clear
                _registers[offset / 4] &= ~(value & 0x71);
                break;
            case 0x90 or 0x94 when (Status & QueueEnable) != 0:
                throw new ModelViolationException("The address of the invalidation queue was changed while the queue is in use.");
            case 0x20 or 0x24 or 0x38 or 0x88 or 0x8c or 0x90 or 0x94 or 0xb8 or 0xbc:
                _registers[offset / 4] = value;
                break;
            case >= FirstFaultRecord and < FirstFaultRecord + FaultRecords * 16 when offset % 16 == 12: // written one clears
                _registers[offset / 4] &= ~(value & 1u << 31);
                break;
        }
    }

    /// <summary>A line of memory left the CPU's caches.</summary>
    internal void OnFlush(ulong paddr)
    {
        ulong line = paddr & ~63UL;
        ulong[] words = new ulong[8];
        for (int i = 0; i < words.Length; i++)
            words[i] = _memory.Read64(line + (ulong)i * 8);
        _flushed[line] = words;
    }

    /// <summary>A word as the unit sees it.</summary>
    private ulong Fetch(ulong paddr)
    {
        if (!_memory.IsRam(paddr, 8))
            throw new ModelViolationException($"The IOMMU was led to {paddr:x}, which is not RAM.");
        if (_options.SnoopsCaches)
            return _machine.UnitReads(paddr);
        if (!_flushed.TryGetValue(paddr & ~63UL, out ulong[]? words))
            throw new ModelViolationException($"The IOMMU reads {paddr:x}, which the CPU never wrote back from its cache.");
        return words[(paddr & 63) / 8];
    }

    private void Command(uint value)
    {
        const uint switches = TranslationEnable | QueueEnable | InterruptEnable | CompatibilityFormat;
        (_statusBefore, _statusIsOld) = (Status, true);
        uint status = Status & ~switches | value & switches;
        if ((value & SetRootTable) != 0)
        {
            _rootTable = Get64(0x20);
            status |= SetRootTable;
        }
        if ((value & SetInterruptTable) != 0)
        {
            _interruptTable = Get64(0xb8);
            status |= SetInterruptTable;
        }
        if ((value & ~Status & QueueEnable) != 0)
            QueueHead = 0;
        Status = status;
    }

    private ulong Get64(uint offset) => _registers[offset / 4] | (ulong)_registers[offset / 4 + 1] << 32;

    private void Set64(uint offset, ulong value)
    {
        _registers[offset / 4] = (uint)value;
        _registers[offset / 4 + 1] = (uint)(value >> 32);
    }
}
