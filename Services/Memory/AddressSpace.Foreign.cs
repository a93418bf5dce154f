using System;
using Ostd.Frames;
using Ostd.UserSpace;

namespace Services.Memory;

/// <summary>Access to a space that is not active: for loading programs, and for /proc.</summary>
public sealed partial class AddressSpace
{
    /// <summary>Reads from a space of another process; pages are brought in as needed. Returns the bytes read before the first that cannot be.</summary>
    public int ReadForeign(ulong address, Span<byte> destination)
    {
        int done = 0;
        while (done < destination.Length)
        {
            ulong at = address + (ulong)done;
            int offset = (int)(at & (Page.Size - 1));
            int chunk = Math.Min(Page.Size - offset, destination.Length - done);
            using UFrame? frame = GetPage(at, write: false);
            if (frame is null)
                break;
            frame.Read(offset, destination.Slice(done, chunk));
            done += chunk;
        }

        return done;
    }

    /// <summary>
    /// Writes to private memory, whatever its protection: for a program that is being loaded. False where nothing is mapped.
    /// </summary>
    internal bool TryWriteForeign(ulong address, ReadOnlySpan<byte> source)
    {
        int done = 0;
        while (done < source.Length)
        {
            ulong at = address + (ulong)done;
            int offset = (int)(at & (Page.Size - 1));
            int chunk = Math.Min(Page.Size - offset, source.Length - done);
            using UFrame? frame = GetPage(at, write: true);
            if (frame is null)
                return false;
            frame.Write(offset, source.Slice(done, chunk));
            done += chunk;
        }

        return true;
    }

    /// <summary>Writes zeros from an address to the end of its page, as <see cref="TryWriteForeign"/> does.</summary>
    internal bool TryClearToPageEnd(ulong address)
    {
        int offset = (int)(address & (Page.Size - 1));
        if (offset == 0)
            return true;
        using UFrame? frame = GetPage(address, write: true);
        frame?.Fill(offset, 0, Page.Size - offset);
        return frame is not null;
    }

    private UFrame? GetPage(ulong address, bool write)
    {
        ulong page = Page.AlignDown(address);
        if (page >= VmSpace.UserEnd)
            return null;
        using var guard = _lock.Lock();
        if ((_vmas.Find(page) ?? GrowDownLocked(page)) is not { } vma || write && vma.IsShared)
            return null;
        if (ResolveLocked(vma, page, write) != Fault.None)
            return null;
        using VmCursor cursor = _pages.Cursor(page, page + Page.Size);
        cursor.TryQuery(out UFrame? frame, out _);
        return frame;
    }
}
