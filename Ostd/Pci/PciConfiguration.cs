using Ostd.Dma;
using Ostd.Seam;
using Ostd.Sync;

namespace Ostd.Pci;

/// <summary>
/// The configuration space of PCI functions: 256 bytes each, reached through two ports, one for the address and one for the datum (PCI Local Bus specification 3.0, section 3.2.2.3.2,
/// configuration mechanism 1).
/// </summary>
/// <remarks>
/// It is the framework's: whoever writes it moves registers over memory and lets devices master the bus. The two port accesses are one operation, under a lock, since another CPU's address in
/// between would make the datum another function's.
/// What is read comes from the device, which may say anything, and something else the next time. All of it in any context.
/// <para>Checked by: PciProperty, PciAttacks, and invariants 3, 6 and 7.</para>
/// </remarks>
internal sealed class PciConfiguration(Machine machine)
{
    private const ushort AddressPort = 0xcf8, DataPort = 0xcfc;
    private const uint Enable = 1u << 31;

    // Order: inside every other lock. Protects the address port.
    private readonly SpinLock _lock = new(irq: true);

    internal byte Read8(PciLocation function, int offset)
    {
        using var guard = _lock.Lock();
        return machine.In8(SelectLocked(function, offset));
    }

    internal ushort Read16(PciLocation function, int offset)
    {
        using var guard = _lock.Lock();
        return machine.In16(SelectLocked(function, offset));
    }

    internal uint Read32(PciLocation function, int offset)
    {
        using var guard = _lock.Lock();
        return machine.In32(SelectLocked(function, offset));
    }

    internal void Write16(PciLocation function, int offset, ushort value)
    {
        using var guard = _lock.Lock();
        machine.Out16(SelectLocked(function, offset), value);
    }

    internal void Write32(PciLocation function, int offset, uint value)
    {
        using var guard = _lock.Lock();
        machine.Out32(SelectLocked(function, offset), value);
    }

    /// <summary>Returns the port of the datum.</summary>
    private ushort SelectLocked(PciLocation function, int offset)
    {
        machine.Out32(AddressPort, Enable | (uint)function.RequesterId << 8 | (uint)(offset & 0xfc));
        return (ushort)(DataPort + (offset & 3));
    }
}
