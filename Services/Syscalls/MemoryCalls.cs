using System;
using Ostd.Frames;
using Ostd.UserSpace;
using Services.Linux;
using Services.Memory;
using Services.Processes;
using Services.TmpFs;
using Services.Vfs;

namespace Services.Syscalls;

/// <summary>Mapping memory.</summary>
internal static class MemoryCalls
{
    private const int MS_ASYNC = 1, MS_INVALIDATE = 2, MS_SYNC = 4;
    private const int MREMAP_MAYMOVE = 1, MREMAP_FIXED = 2, MREMAP_DONTUNMAP = 4;

    /// <summary>Pages that one step of mincore looks at.</summary>
    private const int ResidenceStepPages = 256;

    public static void Register(SyscallTable table)
    {
        table.Set("mmap", static (t, a) => Map(t, a.A0, a.A1, (Protection)a.Int2, (MapFlags)a.UInt3, a.Int4, a.A5));
        table.Set("munmap", static (t, a) => t.Space.Unmap(a.A0, a.A1).Negate());
        table.Set("mprotect", static (t, a) => t.Space.Protect(a.A0, a.A1, (Protection)a.Int2).Negate());
        table.Set("mremap", static (t, a) => Remap(t, a.A0, a.A1, a.A2, a.Int3, a.A4));
        table.Set("brk", static (t, a) => (long)t.Space.SetBreak(a.A0, t.Process.Limits));
        table.Set("madvise", static (t, a) => Advise(t, a.A0, a.A1, a.Int2));
        table.Set("msync", static (t, a) => Sync(t, a.A0, a.A1, a.Int2));
        table.Set("mincore", static (t, a) => InCore(t, a.A0, a.A1, a.A2));
        table.Set("mlock", static (t, a) => Lock(t, a.A0, a.A1));
        table.Set("mlock2", static (t, a) => a.Int2 is 0 or 1 ? Lock(t, a.A0, a.A1) : Errno.EINVAL.Negate());
        table.Set("munlock", static (t, a) => CheckRange(t, a.A0, a.A1, out _).Negate());

        // Nothing is ever paged out: all memory is locked already.
        table.Set("mlockall", static (_, a) => a.Int0 is > 0 and < 8 ? 0 : Errno.EINVAL.Negate());
        table.Set("munlockall", static (_, _) => 0);
    }

    private static long Map(Thread thread, ulong address, ulong length, Protection protection, MapFlags flags, int fd, ulong offset)
    {
        if (!Page.IsAligned(offset))
            return Errno.EINVAL.Negate();
        bool isShared;
        switch (flags & MapFlags.TypeMask)
        {
            case MapFlags.Private:
                isShared = false;
                break;
            case MapFlags.SharedValidate when (flags & ~MapFlags.Known) != 0:
                return Errno.EOPNOTSUPP.Negate();
            case MapFlags.Shared or MapFlags.SharedValidate:
                isShared = true;
                break;
            default:
                return Errno.EINVAL.Negate();
        }

        if ((flags & MapFlags.HugePages) != 0)
            return Errno.EINVAL.Negate();
        if (length == 0)
            return Errno.EINVAL.Negate();
        if (length > VmSpace.UserEnd)
            return Errno.ENOMEM.Negate();
        var request = new MapRequest(address, length, protection, flags) { IsShared = isShared };
        if ((flags & MapFlags.Anonymous) != 0)
            return isShared ? MapSharedMemory(thread, request) : thread.Space.Map(request, thread.Process.Limits);
        if ((flags & MapFlags.GrowsDown) != 0)
            return Errno.EINVAL.Negate();
        using FileUse use = thread.Files.Use(fd);
        if (use.File is not { } file)
            return Errno.EBADF.Negate();
        return MapFile(thread, request with { FirstPage = (long)(offset >> Page.Shift) }, file);
    }

    private static long MapFile(Thread thread, MapRequest request, FileDescription file)
    {
        if (!file.CanRead || request.IsShared && (request.Protection & Protection.Write) != 0 && !file.CanWrite)
            return Errno.EACCES.Negate();
        if ((request.Protection & Protection.Execute) != 0 && (file.Path.Mount.Flags & MountFlags.NoExecute) != 0)
            return Errno.EPERM.Negate();

        // The last page of the mapping must have an offset in the file.
        ulong pages = Page.AlignUp(request.Length) >> Page.Shift;
        if ((ulong)request.FirstPage > (ulong.MaxValue >> Page.Shift) - pages)
            return Errno.EOVERFLOW.Negate();
        Errno error = file.OpenForMapping((long)request.Length, out FileDescription? mapped);
        if (error != Errno.OK)
            return error.Negate();
        return MapHeld(thread, request with { MayWrite = !request.IsShared || file.CanWrite }, mapped!);
    }

    /// <summary>Shared memory without a name is a file without one: children find the same pages.</summary>
    private static long MapSharedMemory(Thread thread, MapRequest request)
    {
        Errno error = NamelessFile.Create("dev/zero", (long)Page.AlignUp(request.Length), out FileDescription? memory);
        return error != Errno.OK ? error.Negate() : MapHeld(thread, request, memory!);
    }

    private static long MapHeld(Thread thread, MapRequest request, FileDescription held)
    {
        var file = new MappedFile(thread.Space, held);
        long result = thread.Space.Map(request with { File = file }, thread.Process.Limits);
        if (result < 0)
            file.Release();
        return result;
    }

    private static long Remap(Thread thread, ulong oldAddress, ulong oldLength, ulong newLength, int flags, ulong newAddress)
    {
        bool mayMove = (flags & MREMAP_MAYMOVE) != 0;
        bool isFixed = (flags & MREMAP_FIXED) != 0;
        if ((flags & ~(MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP)) != 0 || isFixed && !mayMove || !Page.IsAligned(oldAddress) || newLength == 0)
            return Errno.EINVAL.Negate();

        // Keeping the old range empty is for user-space paging, which is not there.
        if ((flags & MREMAP_DONTUNMAP) != 0)
            return Errno.EINVAL.Negate();
        if (oldAddress > VmSpace.UserEnd || oldLength > VmSpace.UserEnd - oldAddress)
            return Errno.EFAULT.Negate();
        if (newLength > VmSpace.UserEnd)
            return Errno.ENOMEM.Negate();
        ulong? target = isFixed ? newAddress : null;
        return thread.Space.Remap(oldAddress, Page.AlignUp(oldLength), Page.AlignUp(newLength), mayMove, target, thread.Process.Limits);
    }

    /// <summary>What calls on ranges check alike: EINVAL for an unaligned start or a wrap, ENOMEM beyond user memory or where something is not mapped.</summary>
    private static Errno CheckRange(Thread thread, ulong start, ulong length, out ulong end)
    {
        end = 0;
        ulong from = Page.AlignDown(start);
        ulong extended = length + (start - from);
        if (extended < length || extended > ulong.MaxValue - Page.Size || from + Page.AlignUp(extended) < from)
            return Errno.EINVAL;
        end = from + Page.AlignUp(extended);
        if (end > VmSpace.UserEnd)
            return Errno.ENOMEM;
        return end == from || thread.Space.IsWhole(from, end) ? Errno.OK : Errno.ENOMEM;
    }

    private static long Advise(Thread thread, ulong start, ulong length, int advice)
    {
        if (!Page.IsAligned(start) || length > ulong.MaxValue - Page.Size || start + Page.AlignUp(length) < start)
            return Errno.EINVAL.Negate();
        ulong end = start + Page.AlignUp(length);
        if (!MemoryAdvice.IsKnown(advice))
            return Errno.EINVAL.Negate();
        if (end == start)
            return 0;
        if (end > VmSpace.UserEnd)
            return Errno.ENOMEM.Negate();
        return MemoryAdvice.Apply(thread.Space, start, end, advice).Negate();
    }

    /// <summary>File pages are the file: there is nothing to write back.</summary>
    private static long Sync(Thread thread, ulong start, ulong length, int flags)
    {
        if ((flags & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC)) != 0 || (flags & (MS_ASYNC | MS_SYNC)) == (MS_ASYNC | MS_SYNC) || !Page.IsAligned(start))
            return Errno.EINVAL.Negate();
        return CheckRange(thread, start, length, out _) is Errno.OK ? 0 : Errno.ENOMEM.Negate();
    }

    private static long InCore(Thread thread, ulong start, ulong length, ulong vector)
    {
        if (!Page.IsAligned(start))
            return Errno.EINVAL.Negate();
        Errno error = CheckRange(thread, start, length, out ulong end);
        if (error != Errno.OK)
            return Errno.ENOMEM.Negate();
        Span<byte> pages = stackalloc byte[ResidenceStepPages];
        while (start < end)
        {
            int count = (int)Math.Min((end - start) >> Page.Shift, ResidenceStepPages);
            thread.Space.QueryResidence(start, pages[..count]);
            if (!thread.Space.TryWrite(vector, pages[..count]))
                return Errno.EFAULT.Negate();
            vector += (ulong)count;
            start += (ulong)count << Page.Shift;
        }

        return 0;
    }

    private static long Lock(Thread thread, ulong start, ulong length)
    {
        Errno error = CheckRange(thread, start, length, out ulong end);
        if (error != Errno.OK)
            return error.Negate();
        ulong from = Page.AlignDown(start);
        if (end - from > thread.Process.Limits.Of(Resource.LockedMemory) && !thread.Credentials.Has(Capability.CAP_IPC_LOCK))
            return Errno.ENOMEM.Negate();
        thread.Space.Populate(from, end - from);
        return 0;
    }
}
