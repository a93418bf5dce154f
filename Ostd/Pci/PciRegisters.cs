namespace Ostd.Pci;

/// <summary>Where what stands in the configuration space of a function (PCI Local Bus specification 3.0, chapter 6 and appendix H).</summary>
internal static class PciRegisters
{
    internal const int Bytes = 256;

    internal const int Identifiers = 0x00, Command = 0x04, Status = 0x06, Class = 0x08, HeaderType = 0x0e, Subsystem = 0x2c, CapabilityPointer = 0x34;

    // Command.
    internal const ushort DecodePorts = 1, DecodeMemory = 2, MasterBus = 4, LineOff = 1 << 10;

    // Status.
    internal const ushort HasCapabilities = 1 << 4;

    // Header type.
    internal const byte MultiFunction = 0x80, TypeMask = 0x7f, OrdinaryHeader = 0, BridgeHeader = 1;

    internal const int FirstBar = 0x10, Bars = 6;

    // Of a bridge.
    internal const int SecondaryBus = 0x19;

    // The upper byte of the class: bridges of every kind; parts of the board such as interrupt controllers and IOMMUs.
    internal const uint BridgeClass = 0x06, SystemClass = 0x08;

    // Capabilities.
    internal const int FirstCapability = 0x40;
    internal const int MessageControl = 2; // of both kinds of messages, from the capability's first byte
    internal const byte MessageCapability = 0x05, VendorCapability = 0x09, MsixCapability = 0x11;
}
