using System;
using Ostd.Panics;
using Ostd.Seam;
using Ostd.Sync;

namespace Ostd.Frames;

/// <summary>
/// Allocation of pages: asks the injected policy, and believes nothing it says. Each page of an answer must be RAM with a slot and
/// move from unused to busy; so whatever a policy returns, a page never has two owners.
/// </summary>
internal sealed class FramePool
{
    /// <summary>No single request is larger (1 GiB); keeps all page arithmetic in an int.</summary>
    public const int MaxPages = 1 << 18;

    private readonly Machine _machine;
    private readonly BootFrameAllocator _boot;
    private readonly byte[] _insidePolicy;
    private IFrameAllocator _policy;
    private AtomicInt64 _allocated = new();

    public FramePool(Machine machine, FrameTable table, BootFrameAllocator boot, long totalPages)
    {
        _machine = machine;
        _boot = boot;
        _policy = boot;
        _insidePolicy = new byte[machine.CpuCount];
        Table = table;
        TotalPages = totalPages;
    }

    public FrameTable Table { get; }

    /// <summary>Pages of RAM that are not reserved for ever.</summary>
    public long TotalPages { get; }

    public long FreePages => TotalPages - _allocated.Load(MemoryOrder.Relaxed);

    /// <summary>What the policy says about the same.</summary>
    public long PolicyFreePages => _policy.FreePages;

    /// <summary>Frees memory when none is left; returns false when trying again makes no sense. Set while the heap starts.</summary>
    public IMemoryPressure? Pressure { get; set; }

    /// <summary>Replaces the boot allocator. Once.</summary>
    public void Inject(IFrameAllocator policy)
    {
        if (_policy != _boot)
            Panic.Stop("A frame allocator is injected once.");
        _boot.HandOver(policy);
        _policy = policy;
    }

    /// <summary>
    /// Claims contiguous pages: they are busy and the caller publishes each. Old contents remain. False when memory is exhausted even after relief.
    /// </summary>
    public bool TryClaim(int pages, ulong alignment, out ulong paddr)
    {
        for (int attempt = 0; ; attempt++)
        {
            if (TryClaimFree(pages, alignment, out paddr))
                return true;
            if (Pressure is null || !Pressure.TryRelieve(pages, attempt))
                return false;
        }
    }

    /// <summary>Like <see cref="TryClaim"/>, but does not try to make memory free: for the heap and the collector, who are asked to when others need it.</summary>
    public bool TryClaimFree(int pages, ulong alignment, out ulong paddr)
    {
        if (Ask(pages, alignment) is not ulong start)
        {
            paddr = 0;
            return false;
        }
        Check(start, pages, alignment);
        _allocated.FetchAdd(pages);
        paddr = start;
        return true;
    }

    /// <summary>Drops one reference; the last one gives the page back to the policy.</summary>
    public void Drop(ulong paddr)
    {
        if (Table.TryDrop(paddr))
            FreeBusy(paddr, 1);
    }

    /// <summary>Drops one reference on each of contiguous pages.</summary>
    public void DropAll(ulong start, int pages)
    {
        for (int i = 0; i < pages; i++)
            Drop(start + ((ulong)i << Page.Shift));
    }

    /// <summary>Gives back pages that the caller holds busy.</summary>
    public void FreeBusy(ulong paddr, int pages)
    {
        for (int i = 0; i < pages; i++)
            Table.FreeBusy(paddr + ((ulong)i << Page.Shift));
        _allocated.FetchAdd(-pages);
        Return(paddr, pages);
    }

    private ulong? Ask(int pages, ulong alignment)
    {
        using var off = new InterruptsOff(_machine);
        int cpu = EnterPolicy();
        try
        {
            return _policy.Alloc(pages, alignment);
        }
        catch (Exception e)
        {
            Panic.Stop("A frame allocator must not throw: " + e.Message);
            return null;
        }
        finally
        {
            _insidePolicy[cpu] = 0;
        }
    }

    private void Return(ulong paddr, int pages)
    {
        using var off = new InterruptsOff(_machine);
        int cpu = EnterPolicy();
        try
        {
            _policy.Dealloc(paddr, pages);
        }
        catch (Exception e)
        {
            Panic.Stop("A frame allocator must not throw: " + e.Message);
        }
        finally
        {
            _insidePolicy[cpu] = 0;
        }
    }

    private int EnterPolicy()
    {
        int cpu = _machine.CurrentCpu;
        if (_insidePolicy[cpu] != 0)
            Panic.Stop("A frame allocator must not allocate or free pages while it answers (it re-entered the framework).");
        _insidePolicy[cpu] = 1;
        return cpu;
    }

    /// <summary>Invariant 1: what the policy answered is unused memory, or the machine stops.</summary>
    private void Check(ulong paddr, int pages, ulong alignment)
    {
        if (!Table.Covers(paddr, (ulong)pages) || (paddr & (alignment - 1)) != 0)
            Panic.Stop("The frame allocator returned an address that is misaligned or not RAM.");
        for (int i = 0; i < pages; i++)
        {
            if (!Table.TryClaim(paddr + ((ulong)i << Page.Shift)))
                Panic.Stop("The frame allocator returned a page that is in use.");
        }
    }
}

/// <summary>Frees memory when it is exhausted: drops what the collector finds dead.</summary>
internal interface IMemoryPressure
{
    /// <summary>True when the allocation of <paramref name="pages"/> pages may be tried again; <paramref name="attempt"/> counts from 0.</summary>
    bool TryRelieve(int pages, int attempt);
}
