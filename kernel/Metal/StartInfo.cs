using System.Runtime.InteropServices;

namespace Metal;

/// <summary>What a PVH boot loader hands over (Xen's <c>hvm_start_info</c>, version 1), by physical address.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct StartInfo
{
    internal const uint ExpectedMagic = 0x336ec578;

    internal uint Magic;
    internal uint Version;
    internal uint Flags;
    internal uint ModuleCount;
    internal ulong Modules;
    internal ulong CommandLine;
    internal ulong AcpiRootPointer;
    internal ulong MemoryMap;
    internal uint MemoryMapEntries;
    private readonly uint _reserved;

    internal readonly StartModule* Module(int index) => (StartModule*)AddressSpace.Linear(Modules) + index;

    internal readonly MemoryMapEntry* Entry(int index) => (MemoryMapEntry*)AddressSpace.Linear(MemoryMap) + index;
}

/// <summary>A file that the boot loader put into memory; the first is the initial file system.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StartModule
{
    internal ulong Start;
    internal ulong Length;
    internal ulong CommandLine;
    private readonly ulong _reserved;
}

/// <summary>A range of physical addresses; the kinds are those of the BIOS' E820 map.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MemoryMapEntry
{
    internal const uint Ram = 1;
    internal const uint AcpiReclaimable = 3;
    internal const uint AcpiNvs = 4;
    internal const uint Bad = 5;

    internal ulong Start;
    internal ulong Length;
    internal uint Kind;
    private readonly uint _reserved;

    internal readonly ulong End => Start + Length;
}
