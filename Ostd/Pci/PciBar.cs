using Ostd.Dma;

namespace Ostd.Pci;

/// <summary>
/// A window of a function: registers or memory of the device, in memory or among the ports, as firmware placed it and as the framework measured it when it first looked. A later answer of the
/// device changes nothing about it.
/// </summary>
/// <param name="Index">Number of its base address register, 0 to 5.</param>
/// <param name="Start">Physical address, or first port.</param>
/// <param name="Length">Bytes, or ports: a power of two; the window is aligned to it.</param>
/// <param name="IsPorts">Among the ports.</param>
/// <param name="IsWide">Its address has 64 bits, and takes the next register, too.</param>
public sealed record PciBar(int Index, ulong Start, ulong Length, bool IsPorts, bool IsWide)
{
    private const uint PortSpace = 1, PortBits = 3, MemoryBits = 0xf, MemoryTypes = 6, Wide = 4, Reserved = 6;

    /// <summary>Bytes that one window of ports may have: all that there are.</summary>
    private const ulong AllPorts = 0x1_0000;

    internal bool Touches(PciBar other) => IsPorts == other.IsPorts && Start < other.Start + other.Length && other.Start < Start + Length;

    /// <summary>
    /// Measures the window of a register: writes all ones, reads which of them stayed, and restores what was there (PCI Local Bus specification 3.0, section 6.2.5.1). The function decodes
    /// nothing meanwhile. Null: there is none, or nothing that can be one.
    /// </summary>
    internal static PciBar? Measure(PciConfiguration configuration, PciLocation function, int index)
    {
        (uint low, uint lowMask) = Probe(configuration, function, index);
        if ((low & PortSpace) != 0)
        {
            uint ports = lowMask & ~PortBits; // the upper half may be zeros
            return TryMake(index, low & ~PortBits, ports == 0 ? 0 : AllPorts - (ushort)ports, isPorts: true, isWide: false);
        }
        ulong start = low & ~MemoryBits, mask = lowMask & ~MemoryBits;
        bool isWide = (low & MemoryTypes) == Wide;
        if ((low & MemoryTypes) == Reserved || isWide && index == PciRegisters.Bars - 1)
            return null;
        if (isWide)
        {
            (uint high, uint highMask) = Probe(configuration, function, index + 1);
            start |= (ulong)high << 32;
            mask |= (ulong)highMask << 32;
        }
        else if (mask != 0)
        {
            mask |= 0xffff_ffff_0000_0000;
        }
        return TryMake(index, start, unchecked(0 - mask), isPorts: false, isWide);
    }

    private static PciBar? TryMake(int index, ulong start, ulong length, bool isPorts, bool isWide) =>
        length == 0 || (length & length - 1) != 0 || (start & length - 1) != 0 || start > ulong.MaxValue - length ? null : new PciBar(index, start, length, isPorts, isWide);

    private static (uint Value, uint Mask) Probe(PciConfiguration configuration, PciLocation function, int index)
    {
        int offset = PciRegisters.FirstBar + index * 4;
        uint value = configuration.Read32(function, offset);
        configuration.Write32(function, offset, uint.MaxValue);
        uint mask = configuration.Read32(function, offset);
        configuration.Write32(function, offset, value);
        return (value, mask);
    }

    /// <summary>Puts the window where it was measured. False: the function does not keep it there.</summary>
    internal bool TryPlace(PciConfiguration configuration, PciLocation function)
    {
        uint typeBits = IsPorts ? PortBits : MemoryBits;
        int offset = PciRegisters.FirstBar + Index * 4;
        configuration.Write32(function, offset, (uint)Start);
        if (IsWide)
            configuration.Write32(function, offset + 4, (uint)(Start >> 32));
        return (configuration.Read32(function, offset) & ~typeBits) == (uint)Start && (!IsWide || configuration.Read32(function, offset + 4) == (uint)(Start >> 32));
    }
}
