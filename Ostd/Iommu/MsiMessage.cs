namespace Ostd.Iommu;

/// <summary>
/// What a device must write, and where, to raise an interrupt line: for its MSI or MSI-X registers. Nothing is proved by having one: the unit checks who sends it.
/// </summary>
/// <param name="Address">Bus address, below 4 GiB.</param>
/// <param name="Data">The 32-bit datum.</param>
public readonly record struct MsiMessage(uint Address, uint Data)
{
    private const uint Window = 0xfee0_0000;

    /// <summary>"Entry v of the table" (VT-d specification, 5.1.2.2 "Interrupt Requests in Remappable Format").</summary>
    internal static MsiMessage Remapped(int entry) => new(Window | (uint)entry << 5 | 1 << 4, 0);

    /// <summary>"Vector v on that CPU" (Intel SDM volume 3, 12.11 "Message Signalled Interrupts").</summary>
    internal static MsiMessage Direct(int vector, uint apicId) => new(Window | apicId << 12, (uint)vector);
}
