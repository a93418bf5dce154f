using System;
using Ostd.Seam;

namespace Ostd.Frames;

/// <summary>
/// The only handle on an untyped physical page. Holding it proves more than a <see cref="UFrame"/> does: nothing else reaches the page. No other handle, no mapping, no
/// device; so what was read from it and checked does not change until its owner changes it or shares it.
/// </summary>
/// <remarks>
/// A page moves between the two: <see cref="Share"/>, and <see cref="UFrame.TryIntoUnique"/> while the count is one. Each is one compare-and-swap of the page's
/// reference word, so a copy of the shared handle that is made at the same time either comes first, and the page stays shared, or is refused.
/// <para>Checked by: FrameProperty, FrameScenarios.</para>
/// </remarks>
public sealed class UniqueFrame : FrameHandle
{
    private UniqueFrame(ulong paddr)
        : base(paddr)
    {
    }

    /// <summary>Allocates a page of zeros. May be called in any context that may allocate.</summary>
    /// <exception cref="OutOfMemoryException">No page is free.</exception>
    public static UniqueFrame Alloc()
    {
        FramePool pool = Kernel.Current.Memory.Frames;
        if (!pool.TryClaim(1, Page.Size, out ulong paddr))
            throw new OutOfMemoryException();
        Root.Machine.FillPhys(paddr, 0, Page.Size);
        try
        {
            var frame = new UniqueFrame(paddr);
            pool.Table.PublishUnique(paddr, FrameKind.Untyped);
            return frame;
        }
        catch
        {
            pool.FreeBusy(paddr, 1);
            throw;
        }
    }

    internal override long ByteLength => Page.Size;

    /// <summary>A handle that can be copied, mapped and given to devices. This one is gone then, as if disposed.</summary>
    /// <exception cref="OstdException">Stale: the handle was disposed. Busy: it is used at the moment.</exception>
    /// <exception cref="OutOfMemoryException">No memory for the new handle; this one stays.</exception>
    public UFrame Share()
    {
        if (!TryBeginExclusive())
            throw new OstdException(OstdError.Busy, "A page cannot be shared while it is used through its unique handle.");
        UFrame? shared = null;
        try
        {
            shared = UFrame.TakeOver(Start);
        }
        finally
        {
            if (shared is null)
                EndExclusive();
            else
                Surrender();
        }
        return shared;
    }

    /// <summary>Makes the one reference that the caller holds on a page unique, and puts it into a handle. Null: there are other references.</summary>
    internal static UniqueFrame? TryTakeOver(ulong paddr)
    {
        var frame = new UniqueFrame(paddr);
        if (Kernel.Current.Memory.Frames.Table.TryUnshare(paddr))
            return frame;
        frame.Surrender();
        return null;
    }

    private protected override void Release()
    {
        FramePool pool = Kernel.Current.Memory.Frames;
        if (!pool.Table.TryClose(Start))
            Panics.Panic.Stop("A page that its only owner frees must be unique (frame reference counting).");
        pool.FreeBusy(Start, 1);
    }
}
