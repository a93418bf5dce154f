using System;
using System.Collections.Generic;
using Ostd.Boot;
using Ostd.Model.Vtd;
using Ostd.Seam;

namespace Ostd.Model;

/// <summary>
/// A simulated x86-64 machine. This part: what it is made of; memory, paging and CPUs are parts of their own.
/// </summary>
internal sealed partial class ModelMachine : Machine
{
    private const ulong MiB = 1 << 20;

    /// <summary>End of low memory, where the legacy hole starts.</summary>
    private const ulong LowEnd = 0xA0000;

    private readonly ModelOptions _options;

    public ModelMachine(ModelOptions options)
    {
        _options = options;
        ulong end = checked((ulong)options.MemoryMiB * MiB);
        Memory = new PhysicalMemory([(0, LowEnd), (MiB, end)]);

        ulong initramfs = MiB + ImageSize;
        ulong initramfsEnd = (initramfs + (ulong)options.Initramfs.Length + 4095) & ~4095UL;
        Memory.CopyTo(initramfs, options.Initramfs);
        BootInfo = new BootInfo(
            options.CommandLine,
            new List<MemoryRegion>
            {
                new(0, LowEnd, MemoryRegionKind.Usable),
                new(LowEnd, MiB, MemoryRegionKind.Reserved),
                new(0xb000_0000, 0xc000_0000, MemoryRegionKind.Reserved), // PCI configuration, 4 KiB a function
                new(MiB, end, MemoryRegionKind.Usable),
                new(MiB, MiB + ImageSize, MemoryRegionKind.Kernel),
                new(initramfs, initramfsEnd, MemoryRegionKind.Module),
            },
            initramfs, (ulong)options.Initramfs.Length, startTsc: 0)
        {
            Iommu = options.Iommu is null ? null : new IommuInfo(ModelVtd.Address, ModelVtd.IoApicSource),
        };
        InitializeLocks();
        InitializeIommu();
        InitializeCpus();
        if (options.DetectUndefinedBehaviour)
        {
            Attach(Shadow = new Shadow.ShadowMemory(this, options.SitesInFull));
            foreach (Mmu mmu in _mmus)
                mmu.Reading = Shadow.CheckWalk;
        }
        options.Attach?.Invoke(this);
    }

    public override BootInfo BootInfo { get; }

    /// <summary>The detector of undefined behaviour, when the options ask for it.</summary>
    internal Shadow.ShadowMemory? Shadow { get; }

    /// <summary>RAM, also for devices and user programs of the model.</summary>
    public PhysicalMemory Memory { get; }
}
