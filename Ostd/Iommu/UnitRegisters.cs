namespace Ostd.Iommu;

/// <summary>Registers of a DMA-remapping unit: offsets and bits (Intel VT-d specification, chapter 11, "Register Descriptions").</summary>
internal static class UnitRegisters
{
    /// <summary>Bytes that the driver maps; the fault records lie where <see cref="Capabilities"/> says, inside.</summary>
    internal const int Length = 4096;

    internal const uint Capabilities = 0x08;
    internal const uint ExtendedCapabilities = 0x10;
    internal const uint GlobalCommand = 0x18;
    internal const uint GlobalStatus = 0x1c;
    internal const uint RootTableAddress = 0x20;
    internal const uint FaultStatus = 0x34;
    internal const uint FaultEventControl = 0x38;
    internal const uint QueueTail = 0x88;
    internal const uint QueueAddress = 0x90;
    internal const uint InterruptTableAddress = 0xb8;

    // Capabilities.
    internal const ulong WriteBufferFlush = 1 << 4;
    internal const ulong CachingMode = 1 << 7;
    internal const ulong ThreeLevels = 1 << 9;
    internal const ulong FourLevels = 1 << 10;
    internal const ulong DrainsWrites = 1UL << 54;
    internal const ulong DrainsReads = 1UL << 55;

    // Extended capabilities.
    internal const ulong SnoopsCaches = 1 << 0;
    internal const ulong QueuedInvalidation = 1 << 1;
    internal const ulong RemapsInterrupts = 1 << 3;
    internal const ulong ExtendedInterruptMode = 1 << 4;

    // Global command and status: the same bits. The status keeps those that stay on; the others are commands of one moment.
    internal const uint TranslationEnable = 1u << 31;
    internal const uint SetRootTable = 1 << 30;
    internal const uint QueueEnable = 1 << 26;
    internal const uint InterruptRemappingEnable = 1 << 25;
    internal const uint SetInterruptTable = 1 << 24;
    internal const uint CompatibilityFormat = 1 << 23;
    internal const uint StayingCommands = 0x96ff_ffff;

    // Fault status.
    internal const uint FaultOverflow = 1 << 0;
    internal const uint FaultPending = 1 << 1;
    internal const uint QueueError = 1 << 4;

    internal const uint FaultEventMasked = 1u << 31;

    /// <summary>Domains that the unit can tell apart.</summary>
    internal static int DomainsOf(ulong capabilities) => 1 << (4 + 2 * (int)(capabilities & 7));

    internal static uint FaultRecordsOf(ulong capabilities) => (uint)(capabilities >> 24 & 0x3ff) * 16;

    internal static int FaultRecordCountOf(ulong capabilities) => (int)(capabilities >> 40 & 0xff) + 1;
}
