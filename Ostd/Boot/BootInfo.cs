using System;
using System.Collections.Generic;

namespace Ostd.Boot;

/// <summary>What a range of physical addresses is.</summary>
public enum MemoryRegionKind
{
    Usable, Reserved, AcpiReclaimable, AcpiNvs, BadMemory,
    /// <summary>The kernel image.</summary>
    Kernel,
    /// <summary>The initial file system.</summary>
    Module,
    /// <summary>Used by the boot flow before the frame allocator runs (boot heap, early page tables, metadata).</summary>
    BootUsed,
}

/// <summary>A range [Start, End) of physical addresses of one kind.</summary>
public readonly record struct MemoryRegion(ulong Start, ulong End, MemoryRegionKind Kind);

/// <summary>What the boot loader handed over. Firmware and boot loader are trusted.</summary>
public sealed class BootInfo
{
    public BootInfo(string commandLine, IReadOnlyList<MemoryRegion> regions, ulong initramfsStart, ulong initramfsLength, ulong startTsc)
    {
        CommandLine = commandLine;
        Regions = regions;
        InitramfsStart = initramfsStart;
        InitramfsLength = initramfsLength;
        StartTsc = startTsc;
    }

    public string CommandLine { get; }

    /// <summary>Regions as reported plus those the boot flow used; they may overlap, the stronger claim wins (anything beats Usable).</summary>
    public IReadOnlyList<MemoryRegion> Regions { get; }

    /// <summary>The unit that confines the devices; null when the machine has none.</summary>
    internal IommuInfo? Iommu { get; init; }

    internal ulong InitramfsStart { get; }
    public ulong InitramfsLength { get; }

    /// <summary>Time-stamp counter at the first instruction.</summary>
    public ulong StartTsc { get; }
}
