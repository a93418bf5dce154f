using System.Collections.Generic;
using Ostd.Boot;

namespace Ostd.Io;

/// <summary>Ports and device memory with which memory safety could be broken: they stay inside the framework (invariant 7).</summary>
internal static class SensitiveRanges
{
    /// <summary>Ports of a PC, as half-open ranges.</summary>
    internal static readonly (ulong Start, ulong End)[] Ports =
    [
        (0x000, 0x020), // DMA controller: writes to any address below 16 MiB
        (0x020, 0x022), // interrupt controllers
        (0x040, 0x044), // interval timer
        (0x060, 0x065), // keyboard controller: resets the CPU; port 61h: timer gate
        (0x070, 0x072), // battery clock, and the mask of non-maskable interrupts
        (0x080, 0x090), // DMA page registers
        (0x092, 0x093), // fast reset, address line 20
        (0x0a0, 0x0a2), // interrupt controllers
        (0x0b2, 0x0b4), // system management interrupt
        (0x0c0, 0x0e0), // DMA controller
        (0x0e9, 0x0ea), // emulator: exit status
        (0x0f0, 0x100), // coprocessor; emulator: exit
        (0x3f8, 0x400), // the console's UART
        (0x4d0, 0x4d2), // interrupt controllers: edge or level
        (0x510, 0x51c), // emulator: firmware configuration, which has a DMA engine
        (0x600, 0x680), // power management, system management interrupts
        (0xcd6, 0xcd8), // power management index
        (0xcf8, 0xd00), // PCI configuration, reset
    ];

    /// <summary>RAM of every kind, and the registers of interrupt controllers and IOMMUs; the last 32 MiB below 4 GiB are theirs, and the firmware's.</summary>
    internal static (ulong Start, ulong End)[] Memory(BootInfo boot)
    {
        var ranges = new List<(ulong, ulong)>
        {
            (0, 0x10_0000),
            (0xfe00_0000, 0x1_0000_0000),
        };
        foreach (MemoryRegion region in boot.Regions)
        {
            if (region.Kind != MemoryRegionKind.Reserved && region.Start < region.End)
                ranges.Add((region.Start, region.End));
        }
        return ranges.ToArray();
    }
}
