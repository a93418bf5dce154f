using System.Collections.Generic;

namespace Ostd.Model.Pci;

/// <summary>
/// A bridge to another bus (PCI-to-PCI Bridge Architecture specification 1.2, section 3.2): configuration goes through it by bus number. Its windows for memory and ports are
/// as firmware set them, which here means that everything passes.
/// </summary>
internal sealed class ModelPciBridge : ModelPciFunction
{
    private const int Primary = 0x18, Secondary = 0x19, Subordinate = 0x1a;

    internal ModelPciBridge(byte bus, byte lastBus)
        : base(0x1b36, 0x000c, 0x06_04_00)
    {
        SetByte(0x0e, 1);
        SetByte(Secondary, bus);
        SetByte(Subordinate, lastBus);
        (Bus, LastBus) = (bus, lastBus);
    }

    /// <summary>The bus behind it, and the last one behind that.</summary>
    internal byte Bus { get; }
    internal byte LastBus { get; }

    /// <summary>What is plugged in behind it.</summary>
    internal List<ModelPciFunction> Functions { get; } = [];

    private protected override int EndOfBars => 0x18;

    internal void SetPrimary(byte bus) => SetByte(Primary, bus);
}
