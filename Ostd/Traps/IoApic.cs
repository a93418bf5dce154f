using Ostd.Seam;

namespace Ostd.Traps;

/// <summary>
/// The interrupt controller of the board: turns the lines of devices into interrupts of a CPU. Its registers are reached through a window of two:
/// an index and a datum (Intel 82093AA data sheet).
/// </summary>
internal sealed class IoApic
{
    /// <summary>Where every PC has its first one.</summary>
    private const ulong Address = 0xfec0_0000;

    private const uint VersionRegister = 1;
    private const uint FirstEntry = 0x10;
    private const uint EntryMasked = 1 << 16;

    private readonly Machine _machine;
    private readonly ulong _window;
    private readonly int _pins;

    internal IoApic(Machine machine)
    {
        _machine = machine;
        _window = DeviceMemory.Map(machine, Address, 4096);
        _pins = (int)((Read(VersionRegister) >> 16) & 0xff) + 1;
        for (int pin = 0; pin < _pins; pin++)
            Mask(pin);
    }

    /// <summary>Lets an edge-triggered, active-high pin (an ISA line) raise a vector on a CPU.</summary>
    internal void Route(int pin, int vector, uint apicId)
    {
        Check(pin);
        Write(FirstEntry + 2 * (uint)pin + 1, apicId << 24);
        Write(FirstEntry + 2 * (uint)pin, (uint)vector);
    }

    /// <summary>
    /// The same through the IOMMU, which knows the vector's CPU: the entry names an entry of the interrupt-remapping table (VT-d specification, 5.1.5.1). The vector stands
    /// there too, since the local APIC acknowledges by it.
    /// </summary>
    internal void RouteRemapped(int pin, int vector)
    {
        Check(pin);
        Write(FirstEntry + 2 * (uint)pin + 1, (uint)vector << 17 | 1 << 16);
        Write(FirstEntry + 2 * (uint)pin, (uint)vector);
    }

    internal void Mask(int pin)
    {
        Check(pin);
        Write(FirstEntry + 2 * (uint)pin, EntryMasked);
    }

    private void Check(int pin)
    {
        if ((uint)pin >= (uint)_pins)
            throw new OstdException(OstdError.InvalidArgs, $"The I/O APIC has no pin {pin}.");
    }

    private uint Read(uint register)
    {
        _machine.WriteMmio32(_window, register);
        return _machine.ReadMmio32(_window + 0x10);
    }

    private void Write(uint register, uint value)
    {
        _machine.WriteMmio32(_window, register);
        _machine.WriteMmio32(_window + 0x10, value);
    }
}
