namespace Ostd.Iommu;

/// <summary>One command to the unit: what to forget, or to say when it has (VT-d specification, 6.5.2 "Queued Invalidation Interface").</summary>
internal readonly record struct InvalidationDescriptor(ulong Low, ulong High)
{
    internal const int Bytes = 16;

    private const ulong ContextCache = 1, Iotlb = 2, InterruptEntryCache = 4, WaitType = 5;

    // Granularity, bits 4 and 5.
    private const ulong Global = 1 << 4, OfDomain = 2 << 4, OfDevice = 3 << 4;

    internal static InvalidationDescriptor AllContexts => new(ContextCache | Global, 0);

    /// <summary>Forget which domain a device belongs to.</summary>
    internal static InvalidationDescriptor Context(ushort domain, ushort source) => new(ContextCache | OfDevice | (ulong)domain << 16 | (ulong)source << 32, 0);

    internal static InvalidationDescriptor AllTranslations(ulong drain) => new(Iotlb | Global | drain, 0);

    /// <summary>Forget every translation of a domain, and finish the accesses that still use one.</summary>
    internal static InvalidationDescriptor Translations(ushort domain, ulong drain) => new(Iotlb | OfDomain | drain | (ulong)domain << 16, 0);

    internal static InvalidationDescriptor AllInterrupts => new(InterruptEntryCache, 0);

    /// <summary>Forget one entry of the interrupt-remapping table.</summary>
    internal static InvalidationDescriptor Interrupt(int entry) => new(InterruptEntryCache | 1 << 4 | (ulong)entry << 32, 0);

    /// <summary>
    /// When everything before has been done, write <paramref name="ticket"/> to <paramref name="status"/>; and begin nothing that comes after it before.
    /// </summary>
    internal static InvalidationDescriptor Wait(ulong status, uint ticket) => new(WaitType | 1 << 5 | 1 << 6 | (ulong)ticket << 32, status);

    /// <summary>Bits of a translation command: wait for writes, and reads, that the unit has let through already (as far as it can).</summary>
    internal static ulong DrainBits(ulong capabilities) =>
        ((capabilities & UnitRegisters.DrainsWrites) != 0 ? 1UL << 6 : 0) | ((capabilities & UnitRegisters.DrainsReads) != 0 ? 1UL << 7 : 0);
}
