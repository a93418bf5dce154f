using System;
using Ostd.Frames;
using Ostd.Seam;
using Ostd.UserSpace;

namespace Ostd.Io;

/// <summary>
/// Registers or memory of a peripheral, for one owner. Holding it proves that the range is neither RAM nor registers that the framework keeps for
/// itself, and that nobody else has it but through a <see cref="Slice"/> of it. Access is by aligned words inside the range.
/// </summary>
/// <remarks>
/// Whole pages are taken and mapped, so that what shares a page with sensitive registers is refused, and so that two owners never share one. Every access counts as a use:
/// a range that is disposed during one goes to the next owner only afterwards. A mapping into a user space counts too, for as long as it is there.
/// <para>Source: paper, section 4.3 (insensitive I/O memory); memory types: SDM volume 3, section 13.3.</para>
/// </remarks>
public sealed class IoMem : CountedHandle
{
    /// <summary>Bytes that one handle may span: the tables that map it are pages of the kernel. A larger window is taken in pieces.</summary>
    public const ulong MaxLength = 1UL << 28;

    private readonly Machine _machine;
    private readonly IoRanges _ranges;
    private readonly IoRange _range;
    private readonly ulong _start;
    private readonly ulong _registers;

    private IoMem(Kernel kernel, IoRange range, ulong start, ulong length, CachePolicy cache)
    {
        _machine = kernel.Machine;
        _ranges = kernel.IoMemory;
        _range = range;
        _start = start;
        _registers = range.Window + (start - range.Start);
        Length = (long)length;
        Cache = cache;
    }

    /// <summary>
    /// Takes device memory. Task context; allocates; may sleep.
    /// </summary>
    /// <param name="start">Physical address of the first byte; need not be aligned.</param>
    /// <param name="length">Bytes, at least 1 and at most <see cref="MaxLength"/>.</param>
    /// <param name="cache">How the CPUs may cache it. One policy for all who use the range, so that no address has two memory types.</param>
    /// <exception cref="OstdException">InvalidArgs: not a range of physical addresses, or no such policy; AccessDenied: sensitive, RAM, or taken;
    /// NotEnoughResources: longer than one handle may be.</exception>
    /// <exception cref="OutOfMemoryException">No memory to map it.</exception>
    public static IoMem Acquire(ulong start, ulong length, CachePolicy cache = CachePolicy.Uncacheable)
    {
        Kernel kernel = Kernel.Current;
        if (cache > CachePolicy.WriteCombining)
            throw new OstdException(OstdError.InvalidArgs, $"{(int)cache} is no cache policy.");
        if (length == 0 || length > ulong.MaxValue - Page.Size || start > ulong.MaxValue - Page.Size - length)
            throw new OstdException(OstdError.InvalidArgs, $"{start:x} + {length:x} is not a range of physical addresses.");
        IoRange range = kernel.IoMemory.Take(Page.AlignDown(start), Page.AlignUp(start + length));
        try
        {
            if (length > MaxLength)
                throw new OstdException(OstdError.NotEnoughResources, $"One handle spans at most {MaxLength:x} bytes, not {length:x}.");
            range.Window = kernel.Memory.Space.MapDevice(range.Start, range.End - range.Start, cache);
            return new IoMem(kernel, range, start, length, cache);
        }
        catch
        {
            kernel.IoMemory.LetGo(range);
            throw;
        }
    }

    /// <summary>Bytes.</summary>
    public long Length { get; }

    /// <summary>How the CPUs cache it, here and wherever else it is mapped.</summary>
    public CachePolicy Cache { get; }

    /// <summary>Physical address of the first byte, for mapping it elsewhere; the mapping is a use (<see cref="CountedHandle.BeginUse"/>) for as long as any CPU can reach it.</summary>
    internal ulong Start => _start;

    /// <summary>
    /// A handle on a part, to hand out: independent of this one, and the range stays taken until both are disposed. Parts may overlap. Allocates; any context that may.
    /// </summary>
    /// <exception cref="OstdException">InvalidArgs: not a part of this range; Stale: disposed.</exception>
    public IoMem Slice(long offset, long length)
    {
        if (offset < 0 || length <= 0 || length > Length || offset > Length - length)
            throw new OstdException(OstdError.InvalidArgs, $"{length} byte(s) at {offset} are not a part of {Length} bytes of device memory.");
        BeginUse();
        try
        {
            var slice = new IoMem(Kernel.Current, _range, _start + (ulong)offset, (ulong)length, Cache);
            _range.Hold();
            return slice;
        }
        finally
        {
            EndUse();
        }
    }

    // One access of the named width each. Any context; does not allocate.

    /// <exception cref="OstdException">InvalidArgs: not an aligned word inside the range; Stale: disposed.</exception>
    public byte Read8(long offset)
    {
        byte value = _machine.ReadMmio8(BeginAccess(offset, 1));
        EndUse();
        return value;
    }

    /// <inheritdoc cref="Read8"/>
    public ushort Read16(long offset)
    {
        ushort value = _machine.ReadMmio16(BeginAccess(offset, 2));
        EndUse();
        return value;
    }

    /// <inheritdoc cref="Read8"/>
    public uint Read32(long offset)
    {
        uint value = _machine.ReadMmio32(BeginAccess(offset, 4));
        EndUse();
        return value;
    }

    /// <inheritdoc cref="Read8"/>
    public ulong Read64(long offset)
    {
        ulong value = _machine.ReadMmio64(BeginAccess(offset, 8));
        EndUse();
        return value;
    }

    /// <inheritdoc cref="Read8"/>
    public void Write8(long offset, byte value)
    {
        _machine.WriteMmio8(BeginAccess(offset, 1), value);
        EndUse();
    }

    /// <inheritdoc cref="Read8"/>
    public void Write16(long offset, ushort value)
    {
        _machine.WriteMmio16(BeginAccess(offset, 2), value);
        EndUse();
    }

    /// <inheritdoc cref="Read8"/>
    public void Write32(long offset, uint value)
    {
        _machine.WriteMmio32(BeginAccess(offset, 4), value);
        EndUse();
    }

    /// <inheritdoc cref="Read8"/>
    public void Write64(long offset, ulong value)
    {
        _machine.WriteMmio64(BeginAccess(offset, 8), value);
        EndUse();
    }

    private protected override void Release() => _ranges.LetGo(_range);

    /// <summary>Starts a use, for one access to the address returned.</summary>
    private ulong BeginAccess(long offset, int width)
    {
        if (offset < 0 || offset > Length - width || (_start + (ulong)offset) % (ulong)width != 0)
            throw new OstdException(OstdError.InvalidArgs, $"An access of {width} byte(s) at {offset} is not an aligned one inside {Length} bytes of device memory.");
        BeginUse();
        return _registers + (ulong)offset;
    }
}
