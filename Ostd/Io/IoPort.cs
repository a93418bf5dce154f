using System;
using Ostd.Seam;
using Ostd.Sync;

namespace Ostd.Io;

/// <summary>
/// A range of I/O ports of a peripheral, for one owner. Holding it proves that the ports are not the framework's own (interrupt controllers, timers, PCI
/// configuration, reset, power, the boot UART) and that nobody else has them.
/// </summary>
public sealed class IoPort : Reclaimable, IDisposable
{
    private readonly Machine _machine;
    private readonly IoRanges _ranges;
    private readonly ushort _start;
    private AtomicBool _disposed;

    private IoPort(Kernel kernel, ushort start, int length)
    {
        _machine = kernel.Machine;
        _ranges = kernel.IoPorts;
        _start = start;
        Length = length;
    }

    /// <exception cref="OstdException">AccessDenied: the range is sensitive, taken, empty, or not a range of ports.</exception>
    public static IoPort Acquire(ushort start, int length)
    {
        Kernel kernel = Kernel.Current;
        if (length <= 0 || length > 0x1_0000 - start)
            throw new OstdException(OstdError.InvalidArgs, $"Ports {start:x} + {length} are not a range of ports.");
        kernel.IoPorts.Take(start, (ulong)(start + length));
        return new IoPort(kernel, start, length);
    }

    public int Length { get; }

    public byte Read8(int offset) => _machine.In8(Port(offset, 1));
    public ushort Read16(int offset) => _machine.In16(Port(offset, 2));
    public uint Read32(int offset) => _machine.In32(Port(offset, 4));
    public void Write8(int offset, byte value) => _machine.Out8(Port(offset, 1), value);
    public void Write16(int offset, ushort value) => _machine.Out16(Port(offset, 2), value);
    public void Write32(int offset, uint value) => _machine.Out32(Port(offset, 4), value);

    public void Dispose()
    {
        if (_disposed.Exchange(true))
            return;
        ForgetResource();
        _ranges.GiveBack(_start, (ulong)(_start + Length));
    }

    internal override void ReclaimDropped() => Dispose();

    private ushort Port(int offset, int width)
    {
        if (_disposed.Load(MemoryOrder.Acquire))
            throw new OstdException(OstdError.Stale, "The ports were given back.");
        if (offset < 0 || offset > Length - width)
            throw new OstdException(OstdError.InvalidArgs, $"An access of {width} byte(s) at {offset} leaves a range of {Length} ports.");
        return (ushort)(_start + offset);
    }
}
