using System.Collections.Generic;
using Ostd.Boot;
using Ostd.Seam;

namespace Ostd.Io;

/// <summary>Ports and device memory with which memory safety could be broken: they stay inside the framework (invariant 7).</summary>
/// <remarks>
/// A chipset decodes few address lines below 100h, so that its own devices answer at aliases too (the interrupt controllers at 24h, 28h, …; the timer at 50h); those
/// ranges are kept whole. Nothing that a driver wants lives there. Sources: Intel 7 and 9 series chipset data sheets ("fixed I/O decode ranges"), QEMU's documentation of its
/// own devices.
/// </remarks>
internal static class SensitiveRanges
{
    /// <summary>Ports of a PC, as half-open ranges.</summary>
    internal static readonly (ulong Start, ulong End)[] Ports =
    [
        (0x000, 0x020), // DMA controller: writes to any address below 16 MiB
        (0x020, 0x040), // interrupt controllers and aliases; interrupt mode 22h; board configuration 2Eh
        (0x040, 0x060), // interval timer and alias; board configuration 4Eh
        (0x060, 0x070), // keyboard controller: resets the CPU; port 61h and aliases: timer gate, non-maskable interrupts
        (0x070, 0x078), // battery clock, and the mask of non-maskable interrupts, with aliases
        (0x080, 0x0a0), // DMA page registers and aliases; 92h: fast reset, address line 20
        (0x0a0, 0x0c0), // interrupt controllers and aliases; B2h: system management interrupt
        (0x0c0, 0x0e0), // DMA controller
        (0x0e9, 0x0ea), // emulator: debug console
        (0x0f0, 0x100), // coprocessor; emulator: exit
        (0x3f8, 0x400), // the console's UART
        (0x4d0, 0x4d2), // interrupt controllers: edge or level
        (0x510, 0x51c), // emulator: firmware configuration, which has a DMA engine
        (0x600, 0x680), // power management, system management interrupts
        (0xa00, 0xa18), // emulator: memory that comes and goes
        (0xcc0, 0xd00), // emulator: CPUs and boards that come and go; power management index; CF8h: PCI configuration; CF9h: reset
        (0x5658, 0x565c), // emulator: a hypercall that changes registers behind the compiler's back
        (0xae00, 0xb100), // emulator: boards and CPUs that come and go; power management
    ];

    /// <summary>
    /// Everything that the firmware's map names, whatever it is said to be (RAM of every kind; what it reserves is its own memory and the PCI configuration window), and
    /// the registers of interrupt controllers and IOMMUs: the last 32 MiB below 4 GiB are theirs and the firmware's.
    /// </summary>
    internal static List<(ulong Start, ulong End)> Memory(BootInfo boot)
    {
        var ranges = new List<(ulong, ulong)>
        {
            (0, 0x10_0000),
            (0xfe00_0000, 0x1_0000_0000),
        };
        if (boot.Iommu is { } unit)
            ranges.Add((unit.Registers, unit.Registers + Iommu.UnitRegisters.Length));
        foreach (MemoryRegion region in boot.Regions)
        {
            if (region.Start < region.End)
                ranges.Add((region.Start, region.End));
        }
        return ranges;
    }

    /// <summary>
    /// The first physical address that the CPU does not have. A page-table entry beyond it has reserved bits set: using it is a fault in the kernel (SDM volume 3, sections
    /// 4.1.4 and 4.7).
    /// </summary>
    internal static ulong EndOfMemory(Machine machine)
    {
        const uint LastExtendedLeaf = 0x8000_0000, AddressSizes = 0x8000_0008;
        const int BitsOfOldCpus = 36;
        machine.Cpuid(LastExtendedLeaf, 0, out uint last, out _, out _, out _);
        uint bits = BitsOfOldCpus;
        if (last >= AddressSizes)
            machine.Cpuid(AddressSizes, 0, out bits, out _, out _, out _);
        return 1UL << (int)System.Math.Clamp(bits & 0xff, BitsOfOldCpus, 52);
    }
}
