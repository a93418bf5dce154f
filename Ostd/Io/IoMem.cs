using System;
using Ostd.Frames;
using Ostd.Seam;
using Ostd.Sync;
using Ostd.UserSpace;

namespace Ostd.Io;

/// <summary>
/// Registers or memory of a peripheral, for one owner. Holding it proves that the range is neither RAM nor registers that the framework keeps for
/// itself, and that nobody else has it. Access is by aligned words inside the range.
/// </summary>
public sealed class IoMem : Reclaimable, IDisposable
{
    private readonly Machine _machine;
    private readonly IoRanges _ranges;
    private readonly ulong _start;
    private readonly ulong _registers;
    private AtomicBool _disposed;

    private IoMem(Kernel kernel, ulong start, ulong length, CachePolicy cache)
    {
        _machine = kernel.Machine;
        _ranges = kernel.IoMemory;
        _start = start;
        Length = (long)length;
        _registers = kernel.Memory.Space.MapDevice(start, length, cache);
    }

    /// <exception cref="OstdException">InvalidArgs: not a range; AccessDenied: sensitive, RAM, or taken.</exception>
    /// <exception cref="OutOfMemoryException">No memory to map it.</exception>
    public static IoMem Acquire(ulong start, ulong length, CachePolicy cache = CachePolicy.Uncacheable)
    {
        Kernel kernel = Kernel.Current;
        if (length == 0 || length > long.MaxValue || start > PhysicalEnd || length > PhysicalEnd - start)
            throw new OstdException(OstdError.InvalidArgs, $"{start:x} + {length:x} is not a range of physical addresses.");
        // Whole pages are mapped: what shares a page with sensitive registers would come along.
        ulong firstPage = Page.AlignDown(start), endPage = Page.AlignUp(start + length);
        kernel.IoMemory.Take(firstPage, endPage);
        try
        {
            return new IoMem(kernel, start, length, cache);
        }
        catch
        {
            kernel.IoMemory.GiveBack(firstPage, endPage);
            throw;
        }
    }

    public long Length { get; }

    public byte Read8(long offset) => _machine.ReadMmio8(Address(offset, 1));
    public ushort Read16(long offset) => _machine.ReadMmio16(Address(offset, 2));
    public uint Read32(long offset) => _machine.ReadMmio32(Address(offset, 4));
    public ulong Read64(long offset) => _machine.ReadMmio64(Address(offset, 8));
    public void Write8(long offset, byte value) => _machine.WriteMmio8(Address(offset, 1), value);
    public void Write16(long offset, ushort value) => _machine.WriteMmio16(Address(offset, 2), value);
    public void Write32(long offset, uint value) => _machine.WriteMmio32(Address(offset, 4), value);
    public void Write64(long offset, ulong value) => _machine.WriteMmio64(Address(offset, 8), value);

    /// <summary>Others may acquire the range then. Its mapping in the kernel stays, out of anybody's reach.</summary>
    public void Dispose()
    {
        if (_disposed.Exchange(true))
            return;
        ForgetResource();
        _ranges.GiveBack(Page.AlignDown(_start), Page.AlignUp(_start + (ulong)Length));
    }

    internal override void ReclaimDropped() => Dispose();

    private const ulong PhysicalEnd = 1UL << 52;

    private ulong Address(long offset, int width)
    {
        if (_disposed.Load(MemoryOrder.Acquire))
            throw new OstdException(OstdError.Stale, "The device memory was given back.");
        if (offset < 0 || offset > Length - width || (_start + (ulong)offset) % (ulong)width != 0)
            throw new OstdException(OstdError.InvalidArgs, $"An access of {width} byte(s) at {offset} is not an aligned one inside {Length} bytes of device memory.");
        return _registers + (ulong)offset;
    }
}
