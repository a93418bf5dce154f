using System;
using Ostd.Seam;

namespace Ostd.Model;

/// <summary>Physical memory as kernel code reaches it.</summary>
internal sealed partial class ModelMachine
{
    /// <summary>The image lies at 1 MiB, as four parts of equal size; its content does not matter here.</summary>
    private const ulong ImageSize = MiB / 4;
    private const ulong ImageStart = Paging.KernelLayout.ImageBase + MiB;

    public override ImageSection[] ImageSections { get; } =
    [
        new(ImageStart, ImageStart + ImageSize / 4, IsWritable: false, IsExecutable: true),
        new(ImageStart + ImageSize / 4, ImageStart + ImageSize / 2, IsWritable: false, IsExecutable: false),
        new(ImageStart + ImageSize / 2, ImageStart + ImageSize / 4 * 3, IsWritable: true, IsExecutable: false),
        new(ImageStart + ImageSize / 4 * 3, ImageStart + ImageSize, IsWritable: false, IsExecutable: false),
    ];

    public override byte ReadPhys8(ulong paddr) => Memory.Read8(paddr);
    public override uint ReadPhys32(ulong paddr) => Memory.Read32(paddr);
    public override ulong ReadPhys64(ulong paddr) => Memory.Read64(paddr);
    public override void WritePhys8(ulong paddr, byte value) => Memory.Write8(paddr, value);
    public override void WritePhys32(ulong paddr, uint value) => Memory.Write32(paddr, value);
    public override void WritePhys64(ulong paddr, ulong value) => Memory.Write64(paddr, value);

    public override ulong CompareExchangePhys64(ulong paddr, ulong value, ulong comparand) 
    {
        Step();
        return Memory.CompareExchange64(paddr, value, comparand);
    }

    public override ulong ExchangePhys64(ulong paddr, ulong value) 
    {
        Step();
        return Memory.Exchange64(paddr, value);
    }

    public override ulong FetchAddPhys64(ulong paddr, ulong delta) 
    {
        Step();
        return Memory.FetchAdd64(paddr, delta);
    }


    public override void CopyFromPhys(ulong paddr, Span<byte> destination) => Memory.CopyFrom(paddr, destination);
    public override void CopyToPhys(ulong paddr, ReadOnlySpan<byte> source) => Memory.CopyTo(paddr, source);
    public override void CopyPhys(ulong destination, ulong source, ulong length) => Memory.Copy(destination, source, length);
    public override void FillPhys(ulong paddr, byte value, ulong length) => Memory.Fill(paddr, value, length);
}
