using System.Collections.Generic;

namespace Ostd.Model.Devices;

/// <summary>
/// Where the board has what, from data sheets: with the sensitive part, whoever reaches it can break memory safety; the rest is for drivers. Written down independently of what the framework
/// believes, so that the two can be compared.
/// </summary>
internal static class Board
{
    /// <summary>Half-open ranges of ports.</summary>
    internal static readonly (ulong Start, ulong End, string Name)[] SensitivePorts =
    [
        (0x00, 0x20, "first DMA controller"),
        (0x20, 0x22, "first interrupt controller"),
        (0x40, 0x44, "interval timer"),
        (0x60, 0x62, "keyboard controller; timer gate"),
        (0x64, 0x65, "keyboard controller: resets the CPU"),
        (0x70, 0x72, "battery clock; mask of non-maskable interrupts"),
        (0x81, 0x90, "DMA page registers"),
        (0x92, 0x93, "fast reset, address line 20"),
        (0xa0, 0xa2, "second interrupt controller"),
        (0xb2, 0xb4, "system management interrupt"),
        (0xc0, 0xe0, "second DMA controller"),
        (0x3f8, 0x400, "the console's UART"),
        (0x4d0, 0x4d2, "edge or level of interrupt lines"),
        (0x510, 0x51c, "firmware configuration with its DMA engine"),
        (0x604, 0x606, "power management: sleep"),
        (0xcd6, 0xcd8, "power management index"),
        (0xcf8, 0xcf9, "PCI configuration address"),
        (0xcf9, 0xcfa, "reset"),
        (0xcfc, 0xd00, "PCI configuration data"),
        (0x5658, 0x565c, "hypercall that changes registers"),
    ];

    /// <summary>Half-open ranges of ports that are only drivers' business.</summary>
    internal static readonly (ulong Start, ulong End, string Name)[] PeripheralPorts =
    [
        (0x170, 0x178, "second disk controller"),
        (0x1f0, 0x1f8, "first disk controller"),
        (0x2f8, 0x300, "second UART"),
        (0x378, 0x380, "printer"),
        (0xc000, 0x1_0000, "ports of PCI devices"),
    ];

    /// <summary>Registers in memory that are the framework's, half-open ranges; RAM is too.</summary>
    internal static readonly (ulong Start, ulong End, string Name)[] SensitiveMemory =
    [
        (0xa_0000, 0x10_0000, "legacy video and firmware"),
        (0xb000_0000, 0xc000_0000, "PCI configuration"),
        (ModelIoApic.Address, ModelIoApic.Address + 0x1000, "I/O APIC"),
        (0xfed9_0000, 0xfed9_1000, "IOMMU"),
        (0xfee0_0000, 0xfef0_0000, "local APIC; message-signalled interrupts"),
        (0xfffc_0000, 0x1_0000_0000, "firmware"),
    ];

    /// <summary>Where firmware puts the registers and the memory of PCI devices, half-open ranges.</summary>
    internal static readonly (ulong Start, ulong End, string Name)[] PeripheralMemory =
    [
        (0xe000_0000, 0xfe00_0000, "PCI devices below 4 GiB"),
        (0x40_0000_0000, 0x80_0000_0000, "PCI devices above RAM"),
    ];

    internal static string? Find(IReadOnlyList<(ulong Start, ulong End, string Name)> ranges, ulong start, ulong end)
    {
        foreach ((ulong from, ulong to, string name) in ranges)
        {
            if (start < to && from < end)
                return name;
        }
        return null;
    }
}
