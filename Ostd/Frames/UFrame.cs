using System;
using Ostd.Seam;
using Ostd.UserSpace;

namespace Ostd.Frames;

/// <summary>
/// A handle on one untyped physical page: user memory, file contents, device buffers. Holding it proves that the page is untyped
/// and cannot be reused while the handle is alive. Its bytes are reached only by copy; races on them are harmless.
/// </summary>
public sealed class UFrame : FrameHandle
{
    private UFrame(ulong paddr)
        : base(paddr)
    {
    }

    /// <summary>Allocates a page. May be called in any context that may allocate.</summary>
    /// <param name="zeroed">False leaves old data of some former owner in it: write all of it before anybody reads.</param>
    /// <exception cref="OutOfMemoryException">No page is free.</exception>
    public static UFrame Alloc(bool zeroed = true)
    {
        FramePool pool = Kernel.Current.Memory.Frames;
        if (!pool.TryAlloc(FrameKind.Untyped, zeroed, out ulong paddr))
            throw new OutOfMemoryException();
        return Wrap(pool, paddr);
    }

    /// <summary>Handles and mappings that share this page; a snapshot.</summary>
    public long ReferenceCount => (long)Kernel.Current.Memory.Frames.Table.ReferencesOf(Paddr);

    internal override long ByteLength => Page.Size;

    /// <summary>Another handle on the same page.</summary>
    public UFrame Clone()
    {
        BeginUse();
        try
        {
            return Acquire(Start);
        }
        finally
        {
            EndUse();
        }
    }

    public VmReader Reader() => VmReader.OverPages(this, Paddr, Page.Size);

    public VmWriter Writer() => VmWriter.OverPages(this, Paddr, Page.Size);

    /// <summary>Copies between the page and kernel memory. The range must lie in the page.</summary>
    public void Read(int offset, Span<byte> destination)
    {
        CheckRange(offset, destination.Length);
        BeginUse();
        Root.Machine.CopyFromPhys(Start + (ulong)offset, destination);
        EndUse();
    }

    public void Write(int offset, ReadOnlySpan<byte> source)
    {
        CheckRange(offset, source.Length);
        BeginUse();
        Root.Machine.CopyToPhys(Start + (ulong)offset, source);
        EndUse();
    }

    public void Fill(int offset, byte value, int length)
    {
        CheckRange(offset, length);
        BeginUse();
        Root.Machine.FillPhys(Start + (ulong)offset, value, (ulong)length);
        EndUse();
    }

    /// <summary>Copies the whole page <paramref name="source"/> into this one.</summary>
    public void CopyFrom(UFrame source)
    {
        if (ReferenceEquals(source, this))
            return;
        source.BeginUse();
        try
        {
            BeginUse();
            if (source.Start != Start)
                Root.Machine.CopyPhys(Start, source.Start, Page.Size);
            EndUse();
        }
        finally
        {
            source.EndUse();
        }
    }

    /// <summary>A new handle on an untyped page that the caller knows to be alive (it holds a reference, or the page is mapped under its lock).</summary>
    /// <exception cref="OstdException">Overflow: the page has too many references.</exception>
    internal static UFrame Acquire(ulong paddr)
    {
        FramePool pool = Kernel.Current.Memory.Frames;
        AddReference(pool.Table, paddr);
        return Wrap(pool, paddr);
    }

    /// <summary>One more reference on a page that is known to be alive.</summary>
    internal static void AddReference(FrameTable table, ulong paddr)
    {
        switch (table.TryAcquire(paddr))
        {
            case AcquireResult.TooMany:
                throw new OstdException(OstdError.Overflow, "A page has too many references.");
            case AcquireResult.NotShared:
                Panics.Panic.Stop("A page that its owner holds must be shared (frame reference counting).");
                break;
        }
    }

    /// <summary>Puts a reference that the caller holds into a handle; drops it when there is no memory for one.</summary>
    private static UFrame Wrap(FramePool pool, ulong paddr)
    {
        try
        {
            return new UFrame(paddr);
        }
        catch
        {
            pool.Drop(paddr);
            throw;
        }
    }

    private protected override void Release() => Kernel.Current.Memory.Frames.Drop(Start);
}
