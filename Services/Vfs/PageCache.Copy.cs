using System;
using Ostd;
using Ostd.Frames;
using Ostd.UserSpace;
using Services.Linux;

namespace Services.Vfs;

/// <summary>Copying contents in and out, page by page.</summary>
public sealed partial class PageCache
{
    /// <summary>Copies from <paramref name="offset"/> up to the end of the file. The count, or EFAULT when nothing could be copied.</summary>
    public long Read(long offset, ref VmWriter destination)
    {
        long start = offset;
        while (destination.Remaining > 0)
        {
            long left = _length - offset;
            if (left <= 0)
                break;
            int inPage = (int)offset & (Page.Size - 1);
            long length = Math.Min(Math.Min(Page.Size - inPage, left), destination.Remaining);
            long moved;
            bool faulted;
            if (_pages.Find(offset >> Page.Shift) is not { } frame)
            {
                moved = destination.FillZeros(length, out faulted);
            }
            else
            {
                try
                {
                    VmReader page = frame.Reader();
                    page.Skip(inPage);
                    page.Limit(length);
                    moved = page.Read(ref destination, out faulted);
                }
                catch (OstdException e) when (e.Error == OstdError.Stale)
                {
                    continue; // truncated just now: the page is a hole or beyond the end
                }
            }
            offset += moved;
            if (faulted)
                return offset > start ? offset - start : Errno.EFAULT.Negate();
        }
        return offset - start;
    }

    /// <summary>
    /// Copies to <paramref name="offset"/> and extends the file. The count, or an error when nothing could be copied. The
    /// inode's lock is held; offset + length does not exceed <see cref="MaxLength"/>.
    /// </summary>
    public long Write(long offset, ref VmReader source)
    {
        long start = offset;
        while (source.Remaining > 0)
        {
            int inPage = (int)offset & (Page.Size - 1);
            long index = offset >> Page.Shift;
            UFrame? frame = _pages.Find(index);
            if (frame is null && !TryAddPage(index, out frame, out Errno error))
                return offset > start ? offset - start : error.Negate();
            VmWriter page = frame!.Writer();
            page.Skip(inPage);
            long moved = source.Read(ref page, out bool faulted);
            offset += moved;
            if (offset > _length)
                _length = offset;
            if (faulted)
                return offset > start ? offset - start : Errno.EFAULT.Negate();
        }
        return offset - start;
    }

    /// <summary>
    /// The bytes at <paramref name="offset"/>, at most to the end of their page or the file; nothing at its end. Reading them throws
    /// <see cref="OstdError.Stale"/> when the file is truncated meanwhile.
    /// </summary>
    public VmReader ReaderAt(long offset, long limit)
    {
        int inPage = (int)offset & (Page.Size - 1);
        long length = Math.Min(Math.Min(Page.Size - inPage, limit), Math.Max(0, _length - offset));
        if (length > 0 && _pages.Find(offset >> Page.Shift) is { } frame)
        {
            VmReader page = frame.Reader();
            page.Skip(inPage);
            page.Limit(length);
            return page;
        }
        var zeros = new VmReader(s_zeros);
        zeros.Limit(length);
        return zeros;
    }

    // What holes read as.
    private static readonly byte[] s_zeros = new byte[512];

    /// <summary>Gives every page in [start, end) memory now (fallocate). The inode's lock is held.</summary>
    public Errno Reserve(long start, long end)
    {
        for (long index = start >> Page.Shift; index <= (end - 1) >> Page.Shift; index++)
        {
            if (_pages.Find(index) is null && !TryAddPage(index, out _, out Errno error))
                return error;
        }
        return Errno.OK;
    }

    /// <summary>The next data (or hole) at or after <paramref name="offset"/>, which lies before the end; the end counts as a hole.</summary>
    public long FindNext(long offset, bool data)
    {
        long end = _length;
        long index = offset >> Page.Shift;
        long found = _pages.FindNext(index, (end + Page.Size - 1) >> Page.Shift, data);
        return found == index ? offset : Math.Min(found << Page.Shift, end);
    }
}
