using System;
using Ostd.Frames;
using Ostd.Seam;
using Ostd.Sync;
using Ostd.Tasks;
using Ostd.Traps;

namespace Ostd.Paging;

/// <summary>
/// Makes kernel stacks, and keeps some that are not in use mapped: a fork then costs no mapping, and an exit no flush of every CPU's TLB.
/// </summary>
internal sealed class KernelStackPool
{
    private const int MaxSpare = 64;

    private readonly Kernel _kernel;
    private readonly KernelSpace _space;
    private readonly FramePool _frames;

    // Order: innermost. Protects the two fields below.
    private readonly SpinLock _lock = new();
    private readonly ulong[] _spare = new ulong[MaxSpare];
    private int _spareCount;

    // Order: before the lock of the areas. Protects the call; interrupts stay on, so that waiting CPUs answer other calls.
    private readonly SpinLock _flushLock = new();
    private readonly TlbFlushCall _flush;

    public KernelStackPool(Kernel kernel, KernelSpace space, FramePool frames)
    {
        _kernel = kernel;
        _space = space;
        _frames = frames;
        _flush = new TlbFlushCall(kernel.Machine);
    }

    /// <summary>A stack whose contents are undefined.</summary>
    /// <exception cref="OutOfMemoryException">No pages, or no room for areas.</exception>
    public KernelStack Take()
    {
        ulong area = TakeSpare();
        if (area == 0)
            area = Map();
        try
        {
            return new KernelStack(this, area);
        }
        catch
        {
            Return(area);
            throw;
        }
    }

    /// <summary>Takes an area back whose stack is not used any more.</summary>
    internal void Return(ulong area)
    {
        using (_lock.Lock())
        {
            if (_spareCount < MaxSpare)
            {
                _spare[_spareCount++] = area;
                return;
            }
        }
        Unmap(area);
    }

    private ulong TakeSpare()
    {
        using var guard = _lock.Lock();
        return _spareCount == 0 ? 0 : _spare[--_spareCount];
    }

    private ulong Map()
    {
        ulong area = _space.Areas.Take(KernelStack.TotalPages);
        for (int i = KernelStack.GuardPages; i < KernelStack.TotalPages; i++)
        {
            bool present = i >= KernelStack.GuardPages + KernelStack.ReservePages;
            if (!TryMapPage(area + (ulong)i * Page.Size, present))
            {
                Unmap(area);
                throw new OutOfMemoryException();
            }
        }
        return area;
    }

    private bool TryMapPage(ulong vaddr, bool present)
    {
        if (!_frames.TryClaim(1, Page.Size, out ulong paddr))
            return false;
        _frames.Table.PublishUnique(paddr, FrameKind.KernelStack);
        if (_space.TryMapArea(vaddr, paddr, present))
            return true;
        Free(paddr);
        return false;
    }

    /// <summary>Takes the pages out of the tables, waits until no CPU can reach them, and only then frees them.</summary>
    private void Unmap(ulong area)
    {
        Span<ulong> pages = stackalloc ulong[KernelStack.TotalPages];
        using (_flushLock.Lock())
        {
            for (int i = 0; i < pages.Length; i++)
            {
                ulong vaddr = area + (ulong)i * Page.Size;
                pages[i] = _space.UnmapArea(vaddr);
                _flush.Add(vaddr);
            }
            _kernel.RunEverywhere(_flush);
            _flush.Clear();
        }
        foreach (ulong paddr in pages)
        {
            if (paddr != 0)
                Free(paddr);
        }
        _space.Areas.Return(area, KernelStack.TotalPages);
    }

    private void Free(ulong paddr)
    {
        if (_frames.Table.KindOf(paddr) != FrameKind.KernelStack || !_frames.Table.TryClose(paddr))
            Panics.Panic.Stop("A page that is freed as part of a kernel stack must be one.");
        _frames.FreeBusy(paddr, 1);
    }
}
