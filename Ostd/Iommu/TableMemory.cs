using System;
using Ostd.Frames;
using Ostd.Panics;
using Ostd.Seam;
using Ostd.Sync;

namespace Ostd.Iommu;

/// <summary>
/// The pages that a remapping unit reads: tables, and the queue of commands. They are typed frames, so no client, user program or device can reach them.
/// </summary>
/// <remarks>
/// A unit may read memory past the CPU's caches (VT-d specification, 6.7 "Invalidation of Remapping Caches", and the extended capability "page-walk coherency"): what
/// the CPU stored may then sit in a cache line that the unit does not see. So every store here pushes its line out to memory when the unit does not snoop.
/// </remarks>
internal sealed class TableMemory(Machine machine, FramePool pool, bool snoops)
{
    private const int LineBytes = 64;

    private readonly Machine _machine = machine;
    private readonly FramePool _pool = pool;
    private readonly bool _snoops = snoops;

    /// <summary>A page of zeros.</summary>
    /// <exception cref="OutOfMemoryException">No page is free.</exception>
    internal ulong Alloc()
    {
        if (!_pool.TryClaim(1, Page.Size, out ulong page))
            throw new OutOfMemoryException();
        _machine.FillPhys(page, 0, Page.Size);
        for (ulong line = page; line < page + Page.Size; line += LineBytes)
            Publish(line);
        _pool.Table.PublishUnique(page, FrameKind.IommuTable);
        return page;
    }

    /// <summary>Frees a page that the unit cannot reach any more, not through a cached entry either.</summary>
    internal void Free(ulong page)
    {
        if (_pool.Table.KindOf(page) != FrameKind.IommuTable || !_pool.Table.TryClose(page))
            Panic.Stop("A page that is freed as a table of the IOMMU must be one.");
        _pool.FreeBusy(page, 1);
    }

    internal ulong Read(ulong paddr) => _machine.LoadPhys64(paddr, MemoryOrder.Acquire);

    internal void Write(ulong paddr, ulong value)
    {
        _machine.StorePhys64(paddr, value, MemoryOrder.Release);
        Publish(paddr);
    }

    internal ulong Exchange(ulong paddr, ulong value)
    {
        ulong old = _machine.ExchangePhys64(paddr, value);
        Publish(paddr);
        return old;
    }

    internal ulong CompareExchange(ulong paddr, ulong value, ulong comparand)
    {
        ulong old = _machine.CompareExchangePhys64(paddr, value, comparand);
        Publish(paddr);
        return old;
    }

    private void Publish(ulong paddr)
    {
        if (!_snoops)
            _machine.FlushCacheLine(paddr);
    }
}
