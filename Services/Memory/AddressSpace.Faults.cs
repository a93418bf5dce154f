using System;
using Ostd;
using Ostd.Frames;
using Ostd.UserSpace;
using Services.Linux;
using Services.Signals;
using Services.Vfs;

namespace Services.Memory;

/// <summary>Demand paging: pages come when they are touched, and private copies when they are written.</summary>
public sealed partial class AddressSpace
{
    /// <summary>Pages mapped around a faulting page of a file, when the file has them in memory. A power of two.</summary>
    private const ulong FaultAroundBytes = 16 * Page.Size;

    /// <summary>Why an access cannot go on.</summary>
    private enum Fault
    {
        None, Unmapped, Forbidden, BeyondFile,
    }

    /// <summary>Makes the access possible. False: it never is. May sleep.</summary>
    /// <exception cref="OutOfMemoryException">It would be possible with more memory.</exception>
    internal bool TryResolve(ulong address, PageFaultAccess access)
    {
        using var guard = _lock.Lock();
        return Classify(address, access, out Vma? vma) == Fault.None &&
            ResolveLocked(vma!, Page.AlignDown(address), (access & PageFaultAccess.Write) != 0) == Fault.None;
    }

    /// <summary>The signal for an access that <see cref="TryResolve"/> refused.</summary>
    internal SigInfo DescribeFault(ulong address, ulong errorCode)
    {
        using var guard = _lock.Lock();
        return Classify(address, (PageFaultAccess)errorCode, out _) switch
        {
            Fault.Unmapped => SigInfo.Fault(Signal.SIGSEGV, SigInfo.SEGV_MAPERR, address),
            Fault.Forbidden => SigInfo.Fault(Signal.SIGSEGV, SigInfo.SEGV_ACCERR, address),
            _ => SigInfo.Fault(Signal.SIGBUS, SigInfo.BUS_ADRERR, address),
        };
    }

    /// <summary>Whether the ranges allow the access. A growing range is extended for it.</summary>
    private Fault Classify(ulong address, PageFaultAccess access, out Vma? vma)
    {
        ulong page = Page.AlignDown(address);
        vma = _vmas.Find(page) ?? GrowDownLocked(page);
        if (vma is null)
            return Fault.Unmapped;
        Protection needed = (access & PageFaultAccess.Write) != 0 ? Protection.Write
            : (access & PageFaultAccess.Execute) != 0 ? Protection.Execute : Protection.All;
        return (vma.Protection & needed) == 0 ? Fault.Forbidden : Fault.None;
    }

    /// <summary>Maps a page so that it can be read, or written.</summary>
    private Fault ResolveLocked(Vma vma, ulong page, bool write)
    {
        if (TryResolvePresent(vma, page, write))
            return Fault.None;
        return vma.File is { } file ? ResolveFilePage(vma, file, page, write) : ResolveZeroPage(vma, page, write);
    }

    /// <summary>A page that is there already: somebody was faster, its rights were widened, or a shared page is written.</summary>
    private bool TryResolvePresent(Vma vma, ulong page, bool write)
    {
        using VmCursor cursor = _pages.Cursor(page, page + Page.Size);
        if (!cursor.TryQueryProperty(out PageProperty property))
            return false;
        PageFlags wanted = vma.Protection.ToPageFlags();
        if (!vma.IsShared && (property.Flags & PageFlags.Write) == 0)
            wanted &= ~PageFlags.Write;
        if (write && !vma.IsShared && (property.Flags & PageFlags.Write) == 0)
        {
            cursor.TryQuery(out UFrame? old, out _);
            using (old)
            {
                // One count is the mapping's, one the handle's: nobody else has the page.
                if (old!.ReferenceCount > 2)
                {
                    using UFrame copy = UFrame.CopyOf(old);
                    cursor.Unmap(Page.Size);
                    cursor.Jump(page);
                    cursor.Map(copy, new PageProperty(vma.Protection.ToPageFlags()));
                    return true;
                }
            }

            wanted = vma.Protection.ToPageFlags();
        }

        cursor.Protect(Page.Size, PageFlags.None, wanted);
        return true;
    }

    /// <summary>Private memory without a file. Pages that are only read share one page of zeros.</summary>
    private Fault ResolveZeroPage(Vma vma, ulong page, bool write)
    {
        PageFlags flags = vma.Protection.ToPageFlags();
        if (write)
        {
            using UFrame frame = UFrame.Alloc();
            MapNew(page, frame, flags);
        }
        else
        {
            MapNew(page, LinuxKernel.Current.ZeroPage, flags & ~PageFlags.Write);
        }

        return Fault.None;
    }

    private Fault ResolveFilePage(Vma vma, MappedFile file, ulong page, bool write)
    {
        PageFlags flags = vma.Protection.ToPageFlags();
        while (true)
        {
            if (!file.Pages.TryGetPage(vma.PageIndex(page), write && vma.IsShared, out UFrame? cached, out Errno error))
                return error == Errno.ENOMEM ? throw new OutOfMemoryException() : Fault.BeyondFile;
            try
            {
                if (vma.IsShared)
                {
                    MapNew(page, cached!, flags);
                    if (write)
                        file.Description.Inode.TouchModified();
                }
                else if (write)
                {
                    using UFrame copy = UFrame.CopyOf(cached!);
                    MapNew(page, copy, flags);
                }
                else
                {
                    MapAround(vma, file.Pages, page, cached!, flags & ~PageFlags.Write);
                }

                return Fault.None;
            }
            catch (OstdException e) when (e.Error == OstdError.Stale)
            {
                // The file was truncated in this moment: ask it again.
            }
        }
    }

    private void MapNew(ulong page, UFrame frame, PageFlags flags)
    {
        using VmCursor cursor = _pages.Cursor(page, page + Page.Size);
        cursor.Map(frame, new PageProperty(flags));
        CountResident(1);
    }

    /// <summary>Maps a page of a file for reading, and its neighbours that are in memory anyway: programs touch them next.</summary>
    private void MapAround(Vma vma, PageCache pages, ulong page, UFrame frame, PageFlags flags)
    {
        ulong start = Math.Max(page & ~(FaultAroundBytes - 1), vma.Start);
        ulong end = Math.Min(start + FaultAroundBytes, vma.End);
        var property = new PageProperty(flags);
        long mapped = 0;
        using VmCursor cursor = _pages.Cursor(start, end);
        for (ulong at = start; at < end; at += Page.Size)
        {
            UFrame? source = at == page ? frame : pages.Find(vma.PageIndex(at));
            cursor.Jump(at);
            if (source is null || cursor.TryQueryProperty(out _))
                continue;
            cursor.Map(source, property);
            mapped++;
        }

        CountResident(mapped);
    }

    /// <summary>Extends a growing range down to <paramref name="page"/> when it lies right below, within the limit and clear of what is there.</summary>
    private Vma? GrowDownLocked(ulong page)
    {
        int index = _vmas.FirstEndingAbove(page);
        if (index == _vmas.Count || page < MinAddress)
            return null;
        Vma vma = _vmas[index];
        if (!vma.GrowsDown || vma.End - page > StackLimit)
            return null;
        if (index > 0 && _vmas[index - 1] is { GrowsDown: false } below && below.Protection != Protection.None && page - below.End < StackGuardBytes)
            return null;
        Vma grown = vma with { Start = page };
        CountMapped(vma, -1);
        CountMapped(grown, 1);
        _vmas.Replace(index, grown);
        return grown;
    }

    /// <summary>How far growing ranges may grow: RLIMIT_STACK of the process that set it last.</summary>
    internal ulong StackLimit { get; set; }

    /// <summary>The file lost pages: whoever touches them next faults.</summary>
    internal void UnmapFilePages(MappedFile file, long firstPage, long endPage)
    {
        using var guard = _lock.Lock();
        for (int i = 0; i < _vmas.Count; i++)
        {
            Vma vma = _vmas[i];
            if (vma.File != file)
                continue;
            long first = Math.Max(firstPage, vma.FirstPage);
            long end = Math.Min(endPage, vma.FirstPage + vma.PageCount);
            if (first < end)
                UnmapPagesLocked(vma.Start + ((ulong)(first - vma.FirstPage) << Page.Shift), vma.Start + ((ulong)(end - vma.FirstPage) << Page.Shift));
        }
    }

    private void UnmapPagesLocked(ulong start, ulong end)
    {
        // In parts: other work may run in between.
        for (ulong at = start; at < end;)
        {
            ulong next = Math.Min(end, (at & ~(CursorBytes - 1)) + CursorBytes);
            using (VmCursor cursor = _pages.Cursor(at, next))
                CountResident(-cursor.Unmap(next - at));
            at = next;
        }
    }

    /// <summary>Most that one cursor covers, aligned: while it lives nothing else runs on this CPU.</summary>
    private const ulong CursorBytes = 1UL << 30;
}
