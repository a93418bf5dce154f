using System;
using System.Collections.Generic;
using Ostd.Frames;
using Ostd.UserSpace;
using Services.Linux;
using Services.Processes;

namespace Services.Memory;

/// <summary>mremap: resizing and moving a range with its pages.</summary>
public sealed partial class AddressSpace
{
    /// <summary>The new address, or a negated error. Lengths are whole pages; an old length of 0 makes a second mapping of shared pages.</summary>
    internal long Remap(ulong oldStart, ulong oldLength, ulong newLength, bool mayMove, ulong? target, ResourceLimits limits)
    {
        var dropped = new List<MappedFile>();
        long result;
        using (_lock.Lock())
            result = RemapLocked(oldStart, oldLength, newLength, mayMove, target, limits, dropped);
        foreach (MappedFile file in dropped)
            file.Release();
        return result;
    }

    private long RemapLocked(ulong oldStart, ulong oldLength, ulong newLength, bool mayMove, ulong? target, ResourceLimits limits, List<MappedFile> dropped)
    {
        if (_vmas.Find(oldStart) is not { } vma)
            return Errno.EFAULT.Negate();
        if (target is { } wanted)
        {
            bool overlaps = wanted < oldStart + oldLength && oldStart < wanted + newLength;
            if (!Page.IsAligned(wanted) || wanted < MinAddress || newLength > VmSpace.UserEnd || wanted > VmSpace.UserEnd - newLength || overlaps)
                return Errno.EINVAL.Negate();
        }

        if (oldLength == 0 && !(vma.IsShared && mayMove))
            return Errno.EINVAL.Negate();
        if (newLength < oldLength)
        {
            RemoveLocked(oldStart + newLength, oldStart + oldLength, dropped);
            oldLength = newLength;
            if (target is null)
                return (long)oldStart;
            vma = _vmas.Find(oldStart)!;
        }
        else if (newLength == oldLength && target is null)
        {
            return (long)oldStart;
        }

        // Only what one range covers can grow or move.
        if (oldLength > vma.End - oldStart)
            return Errno.EFAULT.Negate();
        Errno error = CheckLimits(vma with { Start = 0, End = newLength - Math.Min(oldLength, newLength) }, limits, isUnreserved: false);
        if (error != Errno.OK)
            return error.Negate();
        if (_vmas.Count + 3 > VmaList.MaxCount)
            return Errno.ENOMEM.Negate();

        ulong grownEnd = oldStart + newLength;
        if (target is null && oldLength != 0 && oldStart + oldLength == vma.End && newLength <= VmSpace.UserEnd - oldStart && IsFree(vma.End, grownEnd))
        {
            GrowLocked(vma, grownEnd);
            return (long)oldStart;
        }

        return mayMove ? MoveLocked(vma, oldStart, oldLength, newLength, target, dropped) : Errno.ENOMEM.Negate();
    }

    private void GrowLocked(Vma vma, ulong end)
    {
        Vma added = vma with { Start = vma.End, End = end, FirstPage = vma.File is null ? 0 : vma.FirstPage + vma.PageCount };
        added.File?.Hold();
        InsertLocked(added);
    }

    private long MoveLocked(Vma vma, ulong oldStart, ulong oldLength, ulong newLength, ulong? target, List<MappedFile> dropped)
    {
        ulong newStart;
        if (target is { } wanted)
        {
            RemoveLocked(wanted, wanted + newLength, dropped);
            newStart = wanted;
        }
        else if (!TryFindRoom(default, newLength, out newStart))
        {
            return Errno.ENOMEM.Negate();
        }

        Vma moved = vma with
        {
            Start = newStart,
            End = newStart + newLength,
            FirstPage = vma.File is null ? 0 : vma.PageIndex(oldStart),
            GrowsDown = false,
            Label = "",
        };
        moved.File?.Hold();

        // A failure leaves the pages moved so far at the new place and the rest at the old: so both ranges exist until the end.
        InsertLocked(moved);
        MovePages(oldStart, newStart, Math.Min(oldLength, newLength));
        RemoveLocked(oldStart, oldStart + oldLength, dropped);
        return (long)newStart;
    }

    private void MovePages(ulong from, ulong to, ulong length)
    {
        for (ulong done = 0; done < length; done += Page.Size)
        {
            UFrame? frame;
            PageProperty property;
            using (VmCursor source = _pages.Cursor(from + done, from + done + Page.Size))
            {
                if (!source.TryQuery(out frame, out property))
                    continue;
                source.Unmap(Page.Size);
            }

            using (frame)
            {
                using VmCursor destination = _pages.Cursor(to + done, to + done + Page.Size);
                destination.Map(frame!, property);
            }
        }
    }
}
