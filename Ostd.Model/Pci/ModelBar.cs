namespace Ostd.Model.Pci;

/// <summary>What a base address register asks for.</summary>
internal enum BarKind { Ports, Memory32, Memory64 }

/// <summary>A base address register of a function: a window of the function's own, whose address software chooses (PCI Local Bus specification 3.0, section 6.2.5.1).</summary>
/// <param name="Index">From 0 to 5; a 64-bit window also has the register behind it.</param>
/// <param name="Kind">What it asks for.</param>
/// <param name="Length">A power of two.</param>
internal sealed record ModelBar(int Index, BarKind Kind, ulong Length)
{
    /// <summary>Where software has put it. Sizing writes all ones, of which those stay that the window's length leaves.</summary>
    internal ulong Start { get; private set; }

    private uint TypeBits => Kind switch { BarKind.Ports => 1, BarKind.Memory64 => 4u, _ => 0 };

    internal bool Has(int index) => index == Index || Kind == BarKind.Memory64 && index == Index + 1;

    internal bool Covers(ulong address, int width) => address >= Start && address - Start < Length && Length - (address - Start) >= (ulong)width;

    internal uint Read(int index) => index == Index ? (uint)Start | TypeBits : (uint)(Start >> 32);

    internal void Write(int index, uint value)
    {
        ulong written = index == Index
            ? Start & 0xffff_ffff_0000_0000 | value
            : Start & 0xffff_ffff | (ulong)value << 32;
        Start = written & ~(Length - 1);
    }
}
