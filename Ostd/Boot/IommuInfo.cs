namespace Ostd.Boot;

/// <summary>A DMA-remapping unit that is responsible for all devices, as the firmware's DMAR table describes it (VT-d specification, chapter 8).</summary>
/// <param name="Registers">Physical address of its registers.</param>
/// <param name="IoApicSource">As whom the I/O APIC sends interrupts: bus in the upper byte, device and function in the lower.</param>
internal sealed record IommuInfo(ulong Registers, ushort IoApicSource);
