using System.Collections.Generic;
using Ostd.Frames;
using Ostd.UserSpace;
using Services.Linux;

namespace Services.Memory;

/// <summary>Changing ranges that exist: protection, advice.</summary>
public sealed partial class AddressSpace
{
    /// <summary>mprotect(2): ENOMEM when part of the range is not mapped (what lies before the hole is changed), EACCES when the file forbids it.</summary>
    internal Errno Protect(ulong start, ulong length, Protection protection)
    {
        if (!Page.IsAligned(start) || (protection & ~(Protection.All | Protection.GrowsDown | Protection.GrowsUp)) != 0)
            return Errno.EINVAL;
        if (length == 0)
            return Errno.OK;
        if (start > VmSpace.UserEnd || length > VmSpace.UserEnd - start)
            return Errno.ENOMEM;
        ulong end = start + Page.AlignUp(length);
        using var guard = _lock.Lock();
        if ((protection & Protection.GrowsDown) != 0 && _vmas.Find(start) is { GrowsDown: true } growing)
            start = growing.Start;
        protection &= Protection.All;
        if (_vmas.Count + 2 > VmaList.MaxCount)
            return Errno.ENOMEM;

        int first = SplitLocked(start);
        int last = SplitLocked(end);
        ulong at = start;
        Errno error = Errno.OK;
        for (int i = first; i < last && error == Errno.OK; i++)
        {
            Vma vma = _vmas[i];
            if (vma.Start != at)
                break;
            at = vma.End;
            if ((protection & Protection.Write) != 0 && !vma.MayWrite)
                error = Errno.EACCES;
            else
                ProtectOne(i, protection);
        }

        if (error == Errno.OK && at != end)
            error = Errno.ENOMEM;
        RejoinLocked(first, last);
        return error;
    }

    private void ProtectOne(int index, Protection protection)
    {
        Vma old = _vmas[index];
        if (old.Protection == protection)
            return;
        Vma changed = old with { Protection = protection, MayHaveCopies = old.MayHaveCopies || !old.IsShared && (protection & Protection.Write) != 0 };
        CountMapped(old, -1);
        CountMapped(changed, 1);
        _vmas.Replace(index, changed);

        // Rights are only taken here. What is gained comes by faults, which know whether a page is shared.
        PageFlags removed = old.Protection.ToPageFlags() & ~protection.ToPageFlags();
        if (removed == PageFlags.None)
            return;
        for (ulong at = old.Start; at < old.End;)
        {
            ulong next = System.Math.Min(old.End, (at & ~(CursorBytes - 1)) + CursorBytes);
            using (VmCursor cursor = _pages.Cursor(at, next))
                cursor.Protect(next - at, removed, PageFlags.None);
            at = next;
        }
    }

    /// <summary>Joins ranges around [first, last) that have become alike.</summary>
    private void RejoinLocked(int first, int last)
    {
        for (int i = System.Math.Min(last, _vmas.Count - 1); i >= System.Math.Max(first - 1, 0); i--)
            JoinLocked(i);
    }

    /// <summary>MADV_DONTNEED and MADV_FREE: forgets private contents; ENOMEM when part of the range is not mapped.</summary>
    internal Errno Discard(ulong start, ulong end)
    {
        using var guard = _lock.Lock();
        bool hasHole = false;
        ulong at = start;
        for (int i = _vmas.FirstEndingAbove(start); i < _vmas.Count && _vmas[i].Start < end; i++)
        {
            Vma vma = _vmas[i];
            hasHole |= vma.Start > at;
            at = vma.End;
            UnmapPagesLocked(System.Math.Max(start, vma.Start), System.Math.Min(end, vma.End));
        }

        return hasHole || at < end ? Errno.ENOMEM : Errno.OK;
    }

    /// <summary>MADV_DONTFORK and the like: changes a property of every range in [start, end).</summary>
    internal Errno Mark(ulong start, ulong end, System.Func<Vma, Vma> change)
    {
        using var guard = _lock.Lock();
        if (_vmas.Count + 2 > VmaList.MaxCount)
            return Errno.ENOMEM;
        bool isWhole = IsWholeLocked(start, end);
        int first = SplitLocked(start);
        int last = SplitLocked(end);
        for (int i = first; i < last; i++)
            _vmas.Replace(i, change(_vmas[i]));
        RejoinLocked(first, last);
        return isWhole ? Errno.OK : Errno.ENOMEM;
    }

    /// <summary>Whether all of [start, end) is mapped.</summary>
    internal bool IsWhole(ulong start, ulong end)
    {
        using var guard = _lock.Lock();
        return IsWholeLocked(start, end);
    }

    private bool IsWholeLocked(ulong start, ulong end)
    {
        ulong at = start;
        for (int i = _vmas.FirstEndingAbove(start); i < _vmas.Count && at < end; i++)
        {
            if (_vmas[i].Start > at)
                return false;
            at = _vmas[i].End;
        }

        return at >= end;
    }

    /// <summary>mincore(2): for each page of [start, end), whether touching it would not fault.</summary>
    internal void QueryResidence(ulong start, System.Span<byte> pages)
    {
        using var guard = _lock.Lock();
        using VmCursor cursor = _pages.Cursor(start, start + ((ulong)pages.Length << Page.Shift));
        for (int i = 0; i < pages.Length; i++)
        {
            cursor.Jump(start + ((ulong)i << Page.Shift));
            pages[i] = cursor.TryQueryProperty(out _) ? (byte)1 : (byte)0;
        }
    }
}
