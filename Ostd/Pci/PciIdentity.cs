using Ostd.Dma;

namespace Ostd.Pci;

/// <summary>What a function says of itself, so that its driver knows it. It may lie: nothing else is decided by it.</summary>
/// <param name="Location">Where it is.</param>
/// <param name="Vendor">Vendor identifier.</param>
/// <param name="Device">Device identifier, the vendor's choice.</param>
/// <param name="Class">Class, subclass and programming interface, 8 bits each.</param>
/// <param name="Revision">The vendor's choice.</param>
/// <param name="SubsystemVendor">Who made the board; 0 for a bridge.</param>
/// <param name="Subsystem">The board maker's choice.</param>
public sealed record PciIdentity(PciLocation Location, ushort Vendor, ushort Device, uint Class, byte Revision, ushort SubsystemVendor, ushort Subsystem);
