using System;
using System.Collections.Generic;
using Ostd.Frames;
using Ostd.Sync;
using Services.Linux;

namespace Services.Vfs;

/// <summary>
/// The contents of a regular file as pages that read, write and memory mappings share. Pages that were never written are
/// holes: they read as zeros and take no memory.
/// </summary>
/// <remarks>
/// Three rules keep it short. Readers take no lock: they look a page up and copy. Pages are added and removed under
/// <see cref="_pagesLock"/>, which nobody holds while touching user memory, so that the page-fault path may take it. Calls that write through
/// <see cref="Write"/> or change the length exclude each other by the lock of the inode.
/// A page that a reader found may leave the file at that moment (truncation). Its handle is disposed then, the framework
/// refuses the copy (<see cref="Ostd.OstdError.Stale"/>), and the reader looks again.
/// </remarks>
public sealed partial class PageCache
{
    /// <summary>Largest file: what fits a signed 64-bit offset, less one page so that rounding up cannot overflow.</summary>
    public const long MaxLength = long.MaxValue - Page.Size + 1;

    private readonly Budget _budget;
    private readonly Mutex _pagesLock = new();
    private readonly PageMap _pages = new();
    private List<IFileMapping>? _mappings;
    private long _length;
    private long _pageCount;

    public PageCache(Budget budget, long length = 0)
    {
        _budget = budget;
        _length = length;
    }

    /// <summary>The file's size in bytes.</summary>
    public long Length => _length;

    /// <summary>Pages that take memory.</summary>
    public long PageCount => _pageCount;

    /// <summary>
    /// The page with this index, made if it was a hole. False when it lies beyond the end of the file (<see cref="Errno.EFAULT"/>: the
    /// program gets SIGBUS), or there is no memory or no space (ENOMEM, ENOSPC).
    /// </summary>
    /// <remarks>
    /// The handle belongs to the cache: do not dispose it. When the file is truncated at the same time the handle becomes stale and using it
    /// throws <see cref="Ostd.OstdException"/> with <see cref="Ostd.OstdError.Stale"/>: ask again. Waits for no lock that is held during a
    /// user copy, so the page-fault path may call it.
    /// </remarks>
    public bool TryGetPage(long index, bool forWrite, out UFrame? frame, out Errno error)
    {
        if (index < 0 || index > (_length - 1) >> Page.Shift)
        {
            frame = null;
            error = Errno.EFAULT;
            return false;
        }
        error = Errno.OK;
        frame = _pages.Find(index);
        return frame is not null || TryAddPage(index, out frame, out error);
    }

    /// <summary>The page with this index when it takes memory already; null for a hole. The handle belongs to the cache, as with <see cref="TryGetPage"/>.</summary>
    public UFrame? Find(long index) => _pages.Find(index);

    /// <summary>Takes part in <see cref="IFileMapping.Invalidate"/> from now on.</summary>
    public void AddMapping(IFileMapping mapping)
    {
        using var guard = _pagesLock.Lock();
        (_mappings ??= new List<IFileMapping>()).Add(mapping);
    }

    public bool HasMappings => _mappings is { Count: > 0 };

    public void RemoveMapping(IFileMapping mapping)
    {
        using var guard = _pagesLock.Lock();
        _mappings?.Remove(mapping);
    }

    /// <summary>Changes the length; what is cut off is gone, what is added is a hole. The inode's lock is held.</summary>
    public void SetLength(long length)
    {
        long old = _length;
        _length = length;
        if (length < old)
            Discard(length, MaxLength);
    }

    /// <summary>Makes [start, end) read as zeros and releases its whole pages. The inode's lock is held.</summary>
    public void Discard(long start, long end)
    {
        long firstWhole = start + (Page.Size - 1) >> Page.Shift;
        long endWhole = end >= _length && end >= MaxLength ? long.MaxValue : end >> Page.Shift;
        if (firstWhole > endWhole)
        {
            ZeroWithinPage(start, end);
            return;
        }
        ZeroWithinPage(start, firstWhole << Page.Shift);
        if (endWhole != long.MaxValue)
            ZeroWithinPage(endWhole << Page.Shift, end);
        if (firstWhole == endWhole)
            return;

        IFileMapping[] mappings;
        using (_pagesLock.Lock())
        {
            long removed = _pages.RemoveRange(firstWhole, endWhole);
            _pageCount -= removed;
            _budget.Refund(removed);
            mappings = _mappings?.ToArray() ?? [];
        }
        // Only now: a fault that mapped such a page before it was disposed is undone here; one that comes later finds the handle stale.
        foreach (IFileMapping mapping in mappings)
            mapping.Invalidate(firstWhole, endWhole);
    }

    /// <summary>Releases every page. Nobody uses the file any more.</summary>
    public void Clear()
    {
        using var guard = _pagesLock.Lock();
        _length = 0;
        _budget.Refund(_pages.RemoveRange(0, long.MaxValue));
        _pageCount = 0;
    }

    private bool TryAddPage(long index, out UFrame? frame, out Errno error)
    {
        using var guard = _pagesLock.Lock();
        error = Errno.OK;
        frame = _pages.Find(index);
        if (frame is not null)
            return true;
        if (!_budget.TryCharge(1))
        {
            error = Errno.ENOSPC;
            return false;
        }
        try
        {
            frame = UFrame.Alloc();
            _pages.Add(index, frame);
            _pageCount++;
            return true;
        }
        catch (OutOfMemoryException)
        {
            frame?.Dispose();
            frame = null;
            _budget.Refund(1);
            error = Errno.ENOMEM;
            return false;
        }
    }

    private void ZeroWithinPage(long start, long end)
    {
        if (start >= end)
            return;
        using var guard = _pagesLock.Lock();
        _pages.Find(start >> Page.Shift)?.Fill((int)(start & (Page.Size - 1)), 0, (int)(end - start));
    }
}

/// <summary>A part of an address space that shows pages of a file.</summary>
public interface IFileMapping
{
    /// <summary>The file lost its pages [first, end): unmap them, private copies too. The next access faults.</summary>
    void Invalidate(long firstPage, long endPage);
}
