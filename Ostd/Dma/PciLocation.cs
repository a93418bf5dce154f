using System;

namespace Ostd.Dma;

/// <summary>Which device: its place on the PCI buses. It is also the name under which the device's DMA and interrupts arrive, so nobody can act as another device.</summary>
public readonly record struct PciLocation
{
    /// <exception cref="OstdException">InvalidArgs: buses go from 0 to 255, devices to 31, functions to 7.</exception>
    public PciLocation(int bus, int device, int function)
    {
        if ((uint)bus > 255 || (uint)device > 31 || (uint)function > 7)
            throw new OstdException(OstdError.InvalidArgs, $"{bus:x}:{device:x}.{function} is not a place on a PCI bus: buses go to ff, devices to 1f, functions to 7.");
        RequesterId = (ushort)(bus << 8 | device << 3 | function);
    }

    internal PciLocation(ushort requesterId) => RequesterId = requesterId;

    /// <summary>The three in one, as on the bus: 8 bits, 5 bits, 3 bits. One word, so that a race cannot tear it.</summary>
    public ushort RequesterId { get; }

    public int Bus => RequesterId >> 8;
    public int Device => RequesterId >> 3 & 31;
    public int Function => RequesterId & 7;

    public override string ToString() => $"{Bus:x2}:{Device:x2}.{Function}";
}
