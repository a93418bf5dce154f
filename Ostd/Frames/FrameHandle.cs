using System;
using Ostd.Seam;
using Ostd.UserSpace;

namespace Ostd.Frames;

/// <summary>
/// A handle on untyped physical pages that are contiguous. While it is alive they cannot be reused; their bytes are reached only by copy, in bounds.
/// </summary>
/// <remarks>All of it may be called in any context that may allocate.</remarks>
public abstract class FrameHandle : CountedHandle
{
    /// <summary>The caller hands over the references that it holds on the pages.</summary>
    private protected FrameHandle(ulong start) => Start = start;

    /// <summary>Physical address of the first page.</summary>
    /// <exception cref="OstdException">Stale: the handle was disposed.</exception>
    public ulong Paddr
    {
        get
        {
            CheckAlive();
            return Start;
        }
    }

    /// <summary>A cursor over all its bytes; it uses the handle, and every operation on it is refused once that is disposed.</summary>
    public VmReader Reader() => VmReader.OverPages(this, Paddr, ByteLength);

    /// <summary>Like <see cref="Reader()"/>, to write.</summary>
    public VmWriter Writer() => VmWriter.OverPages(this, Paddr, ByteLength);

    /// <summary>Copies bytes of the pages, from <paramref name="offset"/> on, into kernel memory.</summary>
    /// <exception cref="OstdException">InvalidArgs: the range leaves the pages. Stale: the handle was disposed.</exception>
    public void Read(long offset, Span<byte> destination)
    {
        CheckRange(offset, destination.Length);
        BeginUse();
        Root.Machine.CopyFromPhys(Start + (ulong)offset, destination);
        EndUse();
    }

    /// <summary>Copies kernel memory into the pages, from <paramref name="offset"/> on. Refused like <see cref="Read"/>.</summary>
    public void Write(long offset, ReadOnlySpan<byte> source)
    {
        CheckRange(offset, source.Length);
        BeginUse();
        Root.Machine.CopyToPhys(Start + (ulong)offset, source);
        EndUse();
    }

    /// <summary>Sets <paramref name="length"/> bytes of the pages. Refused like <see cref="Read"/>.</summary>
    public void Fill(long offset, byte value, long length)
    {
        CheckRange(offset, length);
        BeginUse();
        Root.Machine.FillPhys(Start + (ulong)offset, value, (ulong)length);
        EndUse();
    }

    /// <summary>Length in bytes.</summary>
    internal abstract long ByteLength { get; }

    /// <summary>The address, for whoever is inside a use.</summary>
    internal ulong Start { get; }

    /// <summary>Checks that [offset, offset + length) lies in the handle's bytes.</summary>
    private protected void CheckRange(long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > ByteLength - length)
            throw new OstdException(OstdError.InvalidArgs, "The range must lie inside the pages of the handle.");
    }
}
