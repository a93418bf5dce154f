using System;
using Ostd;
using Ostd.UserSpace;
using Services.Linux;
using Services.Memory;
using Services.Processes;
using Services.Vfs;

namespace Services.Syscalls;

/// <summary>Copying between files inside the kernel: sendfile, copy_file_range.</summary>
internal static class FilesTransfer
{
    public static void Register(SyscallTable table)
    {
        table.Set("sendfile", static (t, a) => SendFile(t, a.Int0, a.Int1, a.A2, a.A3));
        table.Set("copy_file_range", static (t, a) => CopyRange(t, a.Int0, a.A1, a.Int2, a.A3, a.A4, a.UInt5));
    }

    private static long SendFile(Thread thread, int outFd, int inFd, ulong offsetAddress, ulong count)
    {
        using FileUse inUse = thread.Files.Use(inFd);
        using FileUse outUse = thread.Files.Use(outFd);
        if (inUse.File is not { CanRead: true } source || outUse.File is not { CanWrite: true } target)
            return Errno.EBADF.Negate();
        if (source.Inode.Pages is null || (target.Flags & OpenFlags.Append) != 0)
            return Errno.EINVAL.Negate();
        long offset = source.Position;
        if (offsetAddress != 0 && !thread.Space.TryReadInt64(offsetAddress, out offset))
            return Errno.EFAULT.Negate();
        if (offset < 0)
            return Errno.EINVAL.Negate();

        long moved = Copy(source.Inode.Pages, ref offset, target, null, (long)Math.Min(count, AddressSpace.MaxTransferBytes));
        if (moved < 0)
            return moved;
        if (offsetAddress == 0)
            source.Seek(offset, (int)SeekWhence.Set);
        else if (!thread.Space.TryWriteInt64(offsetAddress, offset))
            return Errno.EFAULT.Negate();
        return moved;
    }

    private static long CopyRange(Thread thread, int inFd, ulong inOffsetAddress, int outFd, ulong outOffsetAddress, ulong count, uint flags)
    {
        if (flags != 0)
            return Errno.EINVAL.Negate();
        using FileUse inUse = thread.Files.Use(inFd);
        using FileUse outUse = thread.Files.Use(outFd);
        if (inUse.File is not { CanRead: true } source || outUse.File is not { CanWrite: true } target || (target.Flags & OpenFlags.Append) != 0)
            return Errno.EBADF.Negate();
        if (source.Inode.IsDirectory || target.Inode.IsDirectory)
            return Errno.EISDIR.Negate();
        if (source.Inode.Pages is not { } pages || target.Inode.Pages is null)
            return Errno.EINVAL.Negate();
        long inOffset = source.Position;
        long outOffset = target.Position;
        if (inOffsetAddress != 0 && !thread.Space.TryReadInt64(inOffsetAddress, out inOffset)
            || outOffsetAddress != 0 && !thread.Space.TryReadInt64(outOffsetAddress, out outOffset))
            return Errno.EFAULT.Negate();
        long length = (long)Math.Min(count, AddressSpace.MaxTransferBytes);
        if (inOffset < 0 || outOffset < 0 || inOffset > long.MaxValue - length || outOffset > long.MaxValue - length)
            return Errno.EINVAL.Negate();
        if (source.Inode == target.Inode && inOffset < outOffset + length && outOffset < inOffset + length)
            return Errno.EINVAL.Negate();

        long moved = Copy(pages, ref inOffset, target, outOffset, length);
        if (moved <= 0)
            return moved;
        if (inOffsetAddress == 0)
            source.Seek(inOffset, (int)SeekWhence.Set);
        else if (!thread.Space.TryWriteInt64(inOffsetAddress, inOffset))
            return Errno.EFAULT.Negate();
        if (outOffsetAddress == 0)
            target.Seek(outOffset + moved, (int)SeekWhence.Set);
        else if (!thread.Space.TryWriteInt64(outOffsetAddress, outOffset + moved))
            return Errno.EFAULT.Negate();
        return moved;
    }

    /// <summary>Writes pages of one file into another, each copied once. At the target's position when no offset is given.</summary>
    private static long Copy(PageCache source, ref long offset, FileDescription target, long? targetOffset, long count)
    {
        long total = 0;
        while (total < count)
        {
            long moved;
            try
            {
                VmReader part = source.ReaderAt(offset, count - total);
                if (part.Remaining == 0)
                    break;
                long wanted = part.Remaining;
                moved = targetOffset is { } at ? target.WriteAt(at + total, ref part) : target.Write(ref part);
                if (moved > 0)
                {
                    offset += moved;
                    total += moved;
                }
                if (moved < wanted)
                    return total > 0 ? total : moved;
            }
            catch (OstdException e) when (e.Error == OstdError.Stale)
            {
                // Truncated just now: look again.
            }
        }
        return total;
    }
}
