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

    public override byte ReadPhys8(ulong paddr)
    {
        TellOfAccess(paddr, 1, isWrite: false);
        return Memory.Read8(paddr);
    }

    public override uint ReadPhys32(ulong paddr)
    {
        TellOfAccess(paddr, 4, isWrite: false);
        return Memory.Read32(paddr);
    }

    public override ulong ReadPhys64(ulong paddr)
    {
        TellOfAccess(paddr, 8, isWrite: false, AccessForm.Word);
        return ReadThroughBuffer(paddr);
    }

    public override void WritePhys8(ulong paddr, byte value)
    {
        TellOfAccess(paddr, 1, isWrite: true);
        Memory.Write8(paddr, value);
    }

    public override void WritePhys32(ulong paddr, uint value)
    {
        TellOfAccess(paddr, 4, isWrite: true);
        Memory.Write32(paddr, value);
    }

    public override void WritePhys64(ulong paddr, ulong value)
    {
        TellOfAccess(paddr, 8, isWrite: true, AccessForm.Word, value: value);
        Memory.Write64(paddr, value);
    }

    /// <summary>
    /// Puts a word where nobody has a right to, in place of a broken framework or of a run that would take too long. No step; the detector takes what the word
    /// says for granted from now on.
    /// </summary>
    internal void Forge(ulong paddr, ulong value)
    {
        Memory.Write64(paddr, value);
        Shadow?.OnForged(paddr, value);
    }

    public override void CopyFromPhys(ulong paddr, Span<byte> destination)
    {
        TellOfAccess(paddr, (ulong)destination.Length, isWrite: false);
        Memory.CopyFrom(paddr, destination);
    }

    public override void CopyToPhys(ulong paddr, ReadOnlySpan<byte> source)
    {
        TellOfAccess(paddr, (ulong)source.Length, isWrite: true);
        Memory.CopyTo(paddr, source);
    }

    public override void CopyPhys(ulong destination, ulong source, ulong length)
    {
        TellOfAccess(source, length, isWrite: false, AccessForm.Copy, value: destination);
        TellOfAccess(destination, length, isWrite: true, AccessForm.Copy, value: source);
        Memory.Copy(destination, source, length);
    }

    public override void FillPhys(ulong paddr, byte value, ulong length)
    {
        TellOfAccess(paddr, length, isWrite: true, AccessForm.Fill);
        Memory.Fill(paddr, value, length);
    }
}
