using Ostd.Seam;

namespace Ostd.Traps;

/// <summary>
/// The interrupt controller that every CPU has for itself: acknowledges interrupts, sends them to other CPUs, and has a timer.
/// </summary>
/// <remarks>
/// Its registers are 16 bytes apart in a page of device memory (xAPIC), or model-specific registers 800h and up, one for every 16 bytes (x2APIC).
/// The latter are used where the CPU has them: no mapping, no wait for delivery, 32-bit identifiers. Intel SDM volume 3, chapter 12.
/// Every operation acts on the executing CPU, with interrupts disabled.
/// </remarks>
internal sealed class LocalApic
{
    private const uint BaseMsr = 0x1b;
    private const ulong BaseEnable = 1 << 11;
    private const ulong BaseX2Apic = 1 << 10;
    private const uint FirstX2Msr = 0x800;

    // Offsets of registers.
    private const uint IdRegister = 0x20;
    private const uint TaskPriority = 0x80;
    private const uint EndOfInterruptRegister = 0xb0;
    private const uint SpuriousVector = 0xf0;
    private const uint FirstInService = 0x100;
    private const uint CommandLow = 0x300;
    private const uint CommandHigh = 0x310;
    private const uint TimerEntry = 0x320;
    private const uint Line0Entry = 0x350;
    private const uint Line1Entry = 0x360;
    private const uint ErrorEntry = 0x370;
    private const uint TimerInitialCount = 0x380;
    private const uint TimerCurrentCount = 0x390;
    private const uint TimerDivide = 0x3e0;

    private const uint EntryMasked = 1 << 16;
    private const uint SoftwareEnable = 1 << 8;
    private const uint CommandPending = 1 << 12;

    /// <summary>Timer counts down at the bus clock itself.</summary>
    private const uint DivideBy1 = 0b1011;

    private readonly Machine _machine;
    private readonly bool _isX2;
    private readonly ulong _registers;

    internal LocalApic(Machine machine)
    {
        _machine = machine;
        machine.Cpuid(1, 0, out _, out _, out uint features, out _);
        _isX2 = (features & (1 << 21)) != 0;
        if (!_isX2)
            _registers = DeviceMemory.Map(machine, machine.ReadMsr(BaseMsr) & 0xf_ffff_f000, 4096);
    }

    /// <summary>Turns it on for the executing CPU: nothing is masked by priority, its own lines are silent.</summary>
    internal void Enable()
    {
        _machine.WriteMsr(BaseMsr, _machine.ReadMsr(BaseMsr) | BaseEnable | (_isX2 ? BaseX2Apic : 0));
        Write(TaskPriority, 0);
        Write(TimerEntry, EntryMasked);
        Write(Line0Entry, EntryMasked);
        Write(Line1Entry, EntryMasked);
        Write(ErrorEntry, EntryMasked);
        Write(SpuriousVector, SoftwareEnable | Vectors.Spurious);
    }

    /// <summary>It has identifiers of 32 bits.</summary>
    internal bool IsX2 => _isX2;

    /// <summary>The executing CPU's name as a destination of interrupts.</summary>
    internal uint Id => _isX2 ? Read(IdRegister) : Read(IdRegister) >> 24;

    /// <summary>The executing CPU took the vector from this controller, and has not ended it.</summary>
    internal bool IsInService(int vector) => (Read(FirstInService + ((uint)vector >> 5 << 4)) >> (vector & 31) & 1) != 0;

    internal void EndOfInterrupt() => Write(EndOfInterruptRegister, 0);

    /// <summary>Sends an interrupt to a CPU. What this CPU wrote to memory before is visible to the handler.</summary>
    internal void SendInterrupt(uint apicId, int vector)
    {
        if (_isX2)
        {
            _machine.Fence(); // unlike stores to device memory, this one would not wait for earlier stores
            _machine.WriteMsr(FirstX2Msr + (CommandLow >> 4), (ulong)apicId << 32 | (uint)vector);
            return;
        }
        while ((Read(CommandLow) & CommandPending) != 0)
            _machine.Pause();
        Write(CommandHigh, apicId << 24);
        Write(CommandLow, (uint)vector);
    }

    internal void SetTimer(uint count)
    {
        Write(TimerInitialCount, count);
    }

    internal uint TimerCount => Read(TimerCurrentCount);

    /// <summary>One-shot by counting down, or by comparing with the time-stamp counter.</summary>
    internal void EnableTimer(bool tscDeadline, bool masked = false)
    {
        Write(TimerDivide, DivideBy1);
        Write(TimerEntry, (masked ? EntryMasked : 0) | (tscDeadline ? 2u << 17 : 0) | Vectors.Timer);
    }

    private uint Read(uint register) =>
        _isX2 ? (uint)_machine.ReadMsr(FirstX2Msr + (register >> 4)) : _machine.ReadMmio32(_registers + register);

    private void Write(uint register, uint value)
    {
        if (_isX2)
            _machine.WriteMsr(FirstX2Msr + (register >> 4), value);
        else
            _machine.WriteMmio32(_registers + register, value);
    }
}
