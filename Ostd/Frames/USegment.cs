using System;
using Ostd.Seam;
using Ostd.UserSpace;

namespace Ostd.Frames;

/// <summary>Contiguous untyped pages, one handle for all. Each page is counted on its own, so parts may live longer than the whole.</summary>
public sealed class USegment : FrameHandle
{
    private USegment(ulong paddr, int pages)
        : base(paddr) => Pages = pages;

    /// <summary>Allocates contiguous pages of zeros.</summary>
    /// <exception cref="OutOfMemoryException">No such run of pages is free.</exception>
    public static USegment Alloc(int pages) => Alloc(pages, Page.Size);

    /// <summary>Allocates what one large page maps, aligned to its size, zeros.</summary>
    /// <exception cref="OutOfMemoryException">No such run of pages is free.</exception>
    public static USegment AllocLarge() => Alloc(LargePage.Pages, LargePage.Size);

    private static USegment Alloc(int pages, ulong alignment)
    {
        if (pages is <= 0 or > FramePool.MaxPages)
            throw new OstdException(OstdError.InvalidArgs, "A segment has at least one page and at most 1 GiB.");
        FramePool pool = Kernel.Current.Memory.Frames;
        if (!pool.TryClaim(pages, alignment, out ulong paddr))
            throw new OutOfMemoryException();
        Root.Machine.FillPhys(paddr, 0, (ulong)pages << Page.Shift);
        for (int i = 0; i < pages; i++)
            pool.Table.PublishShared(paddr + ((ulong)i << Page.Shift), FrameKind.Untyped);
        return Wrap(pool, paddr, pages);
    }

    public int Pages { get; }

    public long Length => ByteLength;

    internal override long ByteLength => (long)Pages << Page.Shift;

    public USegment Clone() => Slice(0, Pages);

    /// <summary>A handle on a part of the pages.</summary>
    public USegment Slice(int firstPage, int pages)
    {
        if (firstPage < 0 || pages <= 0 || firstPage > Pages - pages)
            throw new OstdException(OstdError.InvalidArgs, "A slice must be a part of the segment, at least one page.");
        BeginUse();
        try
        {
            ulong start = Start + ((ulong)firstPage << Page.Shift);
            FramePool pool = Kernel.Current.Memory.Frames;
            AddReferences(pool, start, pages);
            return Wrap(pool, start, pages);
        }
        finally
        {
            EndUse();
        }
    }

    /// <summary>A handle on one page of it.</summary>
    public UFrame Frame(int index)
    {
        if ((uint)index >= (uint)Pages)
            throw new OstdException(OstdError.InvalidArgs, "The page must be one of the segment's.");
        BeginUse();
        try
        {
            return UFrame.Acquire(Start + ((ulong)index << Page.Shift));
        }
        finally
        {
            EndUse();
        }
    }

    /// <summary>A cursor over a part of the bytes; see <see cref="FrameHandle.Reader()"/>.</summary>
    public VmReader Reader(long offset, long length)
    {
        CheckRange(offset, length);
        return VmReader.OverPages(this, Paddr + (ulong)offset, length);
    }

    public VmWriter Writer(long offset, long length)
    {
        CheckRange(offset, length);
        return VmWriter.OverPages(this, Paddr + (ulong)offset, length);
    }

    /// <summary>One more reference on each of contiguous pages that are known to be alive; on all or none.</summary>
    /// <exception cref="OstdException">Overflow: one has too many references.</exception>
    internal static void AddReferences(FramePool pool, ulong start, int pages)
    {
        int done = 0;
        try
        {
            for (; done < pages; done++)
                UFrame.AddReference(pool.Table, start + ((ulong)done << Page.Shift));
        }
        catch
        {
            pool.DropAll(start, done);
            throw;
        }
    }

    private static USegment Wrap(FramePool pool, ulong start, int pages)
    {
        try
        {
            return new USegment(start, pages);
        }
        catch
        {
            pool.DropAll(start, pages);
            throw;
        }
    }

    private protected override void Release() => Kernel.Current.Memory.Frames.DropAll(Start, Pages);
}
