using Ostd.Frames;
using Ostd.Seam;

namespace Ostd.Io;

/// <summary>
/// A range of I/O ports of a peripheral, for one owner. Holding it proves that the ports are not the framework's own (interrupt controllers, timers, PCI
/// configuration, reset, power, the boot UART) and that nobody else has them.
/// </summary>
/// <remarks>
/// Every access counts as a use: a range that is disposed during one goes to the next owner only afterwards.
/// <para>Source: paper, section 4.3 (insensitive ports); instructions: SDM volume 1, chapter 20.</para>
/// </remarks>
public sealed class IoPort : CountedHandle
{
    private readonly Machine _machine;
    private readonly IoRanges _ranges;
    private readonly IoRange _range;

    private IoPort(Kernel kernel, IoRange range)
    {
        _machine = kernel.Machine;
        _ranges = kernel.IoPorts;
        _range = range;
        Length = (int)(range.End - range.Start);
    }

    /// <summary>Takes the ports from <paramref name="start"/> on. Task context; allocates; may sleep.</summary>
    /// <exception cref="OstdException">InvalidArgs: not a range of ports; AccessDenied: sensitive or taken.</exception>
    public static IoPort Acquire(ushort start, int length)
    {
        Kernel kernel = Kernel.Current;
        if (length <= 0)
            throw new OstdException(OstdError.InvalidArgs, $"Ports {start:x} + {length} are not a range of ports.");
        IoRange range = kernel.IoPorts.Take(start, (ulong)start + (ulong)length);
        try
        {
            return new IoPort(kernel, range);
        }
        catch
        {
            kernel.IoPorts.LetGo(range);
            throw;
        }
    }

    /// <summary>Ports.</summary>
    public int Length { get; }

    // One access of the named width each, which reaches as many ports as it has bytes. Any context; does not allocate.

    /// <exception cref="OstdException">InvalidArgs: it leaves the range; Stale: disposed.</exception>
    public byte Read8(int offset)
    {
        byte value = _machine.In8(BeginAccess(offset, 1));
        EndUse();
        return value;
    }

    /// <inheritdoc cref="Read8"/>
    public ushort Read16(int offset)
    {
        ushort value = _machine.In16(BeginAccess(offset, 2));
        EndUse();
        return value;
    }

    /// <inheritdoc cref="Read8"/>
    public uint Read32(int offset)
    {
        uint value = _machine.In32(BeginAccess(offset, 4));
        EndUse();
        return value;
    }

    /// <inheritdoc cref="Read8"/>
    public void Write8(int offset, byte value)
    {
        _machine.Out8(BeginAccess(offset, 1), value);
        EndUse();
    }

    /// <inheritdoc cref="Read8"/>
    public void Write16(int offset, ushort value)
    {
        _machine.Out16(BeginAccess(offset, 2), value);
        EndUse();
    }

    /// <inheritdoc cref="Read8"/>
    public void Write32(int offset, uint value)
    {
        _machine.Out32(BeginAccess(offset, 4), value);
        EndUse();
    }

    private protected override void Release() => _ranges.LetGo(_range);

    /// <summary>Starts a use, for one access to the port returned.</summary>
    private ushort BeginAccess(int offset, int width)
    {
        if (offset < 0 || offset > Length - width)
            throw new OstdException(OstdError.InvalidArgs, $"An access of {width} byte(s) at {offset} leaves a range of {Length} ports.");
        BeginUse();
        return (ushort)(_range.Start + (ulong)offset);
    }
}
