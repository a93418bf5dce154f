using System;
using System.Collections.Generic;
using Ostd.Frames;
using Ostd.UserSpace;

namespace Services.Memory;

/// <summary>Copy-on-write copies for fork.</summary>
public sealed partial class AddressSpace
{
    /// <summary>
    /// A copy in which private pages are shared until one side writes. Pages that can be had again from a file are not passed
    /// on: the child faults them in, if it ever touches them.
    /// </summary>
    /// <exception cref="OutOfMemoryException">Nothing was changed that matters.</exception>
    internal AddressSpace Fork()
    {
        using var guard = _lock.Lock();
        var child = new AddressSpace(this) { StackLimit = StackLimit };
        try
        {
            child.AdoptRanges();
            for (int i = 0; i < child._vmas.Count; i++)
            {
                Vma vma = child._vmas[i];
                if (vma.MayHaveCopies && !vma.IsWipedByForks)
                    SharePages(child, vma);
            }

            if (_executable is { } executable && executable.TryHold())
            {
                executable.Inode.TryDenyWriting();
                child._executable = executable;
            }

            return child;
        }
        catch (OutOfMemoryException)
        {
            child.Release();
            throw;
        }
    }

    /// <summary>Turns ranges copied from the parent into its own: counts, and files of its own.</summary>
    private void AdoptRanges()
    {
        MappedFile? lastOld = null, lastNew = null;
        for (int i = 0; i < _vmas.Count; i++)
        {
            Vma vma = _vmas[i];
            if (vma.IsKeptFromForks)
            {
                _vmas.RemoveRange(i--, 1);
                continue;
            }

            CountMapped(vma, 1);
            if (vma.File is not { } file)
                continue;

            // Ranges of one file lie side by side.
            if (file == lastOld)
                lastNew!.Hold();
            else
                lastNew = file.CloneFor(this);
            lastOld = file;
            _vmas.Replace(i, vma with { File = lastNew });
        }
    }

    private void SharePages(AddressSpace child, Vma vma)
    {
        for (ulong at = vma.Start; at < vma.End;)
        {
            ulong next = Math.Min(vma.End, (at & ~(ForkStepBytes - 1)) + ForkStepBytes);
            child.CountResident(SharePages(child, at, next));
            at = next;
        }
    }

    /// <summary>What one cursor covers: one page-table node's worth.</summary>
    private const ulong ForkStepBytes = 512 * Page.Size;

    private long SharePages(AddressSpace child, ulong start, ulong end)
    {
        using VmCursor mine = _pages.Cursor(start, end);
        if (!mine.TryFindNext(end - start))
            return 0;
        using VmCursor theirs = child._pages.Cursor(start, end);
        long shared = 0;
        do
        {
            ulong page = mine.Address;
            mine.TryQuery(out UFrame? frame, out PageProperty property);
            using (frame)
            {
                theirs.Jump(page);
                theirs.Map(frame!, property with { Flags = property.Flags & ~PageFlags.Write });
            }

            mine.Protect(Page.Size, PageFlags.Write, PageFlags.None);
            shared++;
        }
        while (mine.Address < end && mine.TryFindNext(end - mine.Address));
        return shared;
    }
}
