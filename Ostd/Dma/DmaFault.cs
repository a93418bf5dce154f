namespace Ostd.Dma;

/// <summary>An access or an interrupt of a device that the IOMMU refused.</summary>
/// <param name="Device">Who tried.</param>
/// <param name="Address">Page of the device address; for an interrupt the entry it named, shifted by 48.</param>
/// <param name="Reason">As in the VT-d specification, appendix A: below 20h a memory access, from there on an interrupt.</param>
/// <param name="IsWrite">It was a write.</param>
public readonly record struct DmaFault(PciLocation Device, ulong Address, byte Reason, bool IsWrite);
