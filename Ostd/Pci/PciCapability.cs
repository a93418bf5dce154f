using System.Collections.Generic;
using Ostd.Dma;

namespace Ostd.Pci;

/// <summary>
/// A capability of a function, as it was when the function was claimed. Of those that are the vendor's (09h) the bytes are there to read; the others are the framework's business, and only
/// their identifiers are.
/// </summary>
public sealed class PciCapability
{
    /// <summary>What fits: configuration space from <see cref="PciRegisters.FirstCapability"/> on, at four bytes each.</summary>
    private const int MaxCapabilities = (PciRegisters.Bytes - PciRegisters.FirstCapability) / 4;

    private readonly byte[] _bytes;

    private PciCapability(byte id, int offset, byte[] bytes)
    {
        Id = id;
        Offset = offset;
        _bytes = bytes;
    }

    /// <summary>Which one (PCI Code and ID Assignment specification, section 2).</summary>
    public byte Id { get; }

    /// <summary>Bytes that can be read, from its identifier on: what it says of itself, as far as configuration space goes; 0 when they are not the vendor's.</summary>
    public int Length => _bytes.Length;

    /// <summary>Where it is in configuration space.</summary>
    internal int Offset { get; }

    /// <summary>A byte of it. Any context.</summary>
    /// <exception cref="OstdException">InvalidArgs: it has no such byte.</exception>
    public byte ReadByte(int offset) => (uint)offset < (uint)_bytes.Length
        ? _bytes[offset]
        : throw new OstdException(OstdError.InvalidArgs, $"Capability {Id:x2} has {_bytes.Length} bytes that can be read, and none at {offset}.");

    /// <summary>A word of it, of four bytes. Any context.</summary>
    /// <exception cref="OstdException">InvalidArgs: it does not have all four.</exception>
    public uint ReadUInt32(int offset) => offset > int.MaxValue - 3
        ? throw new OstdException(OstdError.InvalidArgs, $"Capability {Id:x2} has no word at {offset}.")
        : ReadByte(offset) | (uint)ReadByte(offset + 1) << 8 | (uint)ReadByte(offset + 2) << 16 | (uint)ReadByte(offset + 3) << 24;

    /// <summary>
    /// Follows the list once, from link to link (PCI Local Bus specification 3.0, section 6.7). It ends at a link that leads out of the part for capabilities or back to one that was
    /// visited, as the list of a device that lies may.
    /// </summary>
    internal static List<PciCapability> ReadAll(PciConfiguration configuration, PciLocation function)
    {
        var found = new List<PciCapability>();
        if ((configuration.Read16(function, PciRegisters.Status) & PciRegisters.HasCapabilities) == 0)
            return found;
        int offset = configuration.Read8(function, PciRegisters.CapabilityPointer) & 0xfc;
        while (offset >= PciRegisters.FirstCapability && found.Count < MaxCapabilities && !found.Exists(c => c.Offset == offset))
        {
            uint header = configuration.Read32(function, offset);
            byte id = (byte)header;
            found.Add(new PciCapability(id, offset, id == PciRegisters.VendorCapability ? ReadBytes(configuration, function, offset, header) : []));
            offset = (byte)(header >> 8) & 0xfc;
        }
        return found;
    }

    private static byte[] ReadBytes(PciConfiguration configuration, PciLocation function, int offset, uint header)
    {
        int length = System.Math.Min((byte)(header >> 16), PciRegisters.Bytes - offset);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
            bytes[i] = i < 4 ? (byte)(header >> 8 * i) : configuration.Read8(function, offset + i);
        return bytes;
    }
}
