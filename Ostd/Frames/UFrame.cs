using System;
using Ostd.Seam;

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

    /// <summary>Allocates a page of zeros. May be called in any context that may allocate.</summary>
    /// <exception cref="OutOfMemoryException">No page is free.</exception>
    public static UFrame Alloc()
    {
        FramePool pool = Kernel.Current.Memory.Frames;
        ulong paddr = Claim(pool);
        Root.Machine.FillPhys(paddr, 0, Page.Size);
        return Publish(pool, paddr);
    }

    /// <summary>Allocates a page that has the bytes of <paramref name="source"/>: what its former owner left is never seen, and no zeros are written first.</summary>
    /// <exception cref="OstdException">Stale: the source was disposed.</exception>
    /// <exception cref="OutOfMemoryException">No page is free.</exception>
    public static UFrame CopyOf(UFrame source)
    {
        source.BeginUse();
        try
        {
            FramePool pool = Kernel.Current.Memory.Frames;
            ulong paddr = Claim(pool);
            Root.Machine.CopyPhys(paddr, source.Start, Page.Size);
            return Publish(pool, paddr);
        }
        finally
        {
            source.EndUse();
        }
    }

    /// <summary>Handles and mappings that share this page; a snapshot.</summary>
    public long ReferenceCount
    {
        get
        {
            BeginUse();
            ulong count = Kernel.Current.Memory.Frames.Table.ReferencesOf(Start);
            EndUse();
            return (long)count;
        }
    }

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

    /// <summary>
    /// Makes the caller the sole owner of the page, if there is no other handle on it, no mapping and no use of this handle at the moment. Then this handle is gone,
    /// as if disposed. False: the handle stays as it is.
    /// </summary>
    /// <exception cref="OstdException">Stale: the handle was disposed.</exception>
    /// <exception cref="OutOfMemoryException">No memory for the new handle; this one stays.</exception>
    public bool TryIntoUnique(out UniqueFrame? unique)
    {
        unique = null;
        if (!TryBeginExclusive())
            return false;
        try
        {
            unique = UniqueFrame.TryTakeOver(Start);
        }
        finally
        {
            if (unique is null)
                EndExclusive();
            else
                Surrender();
        }
        return unique is not null;
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

    /// <summary>Makes a page that the caller owns uniquely shared, and puts the one reference into a handle.</summary>
    internal static UFrame TakeOver(ulong paddr)
    {
        var frame = new UFrame(paddr);
        if (!Kernel.Current.Memory.Frames.Table.TryShare(paddr))
            Panics.Panic.Stop("A page that its only owner shares must be unique (frame reference counting).");
        return frame;
    }

    private static ulong Claim(FramePool pool)
    {
        if (!pool.TryClaim(1, Page.Size, out ulong paddr))
            throw new OutOfMemoryException();
        return paddr;
    }

    /// <summary>A handle on a page that the caller holds busy, and has written all of.</summary>
    private static UFrame Publish(FramePool pool, ulong paddr)
    {
        pool.Table.PublishShared(paddr, FrameKind.Untyped);
        return Wrap(pool, paddr);
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
