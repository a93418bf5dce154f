using System;
using System.Numerics;
using Ostd;
using Ostd.Frames;
using Ostd.Sync;

namespace Services.Policies;

/// <summary>
/// The default policy for physical pages: a buddy system. Free memory is kept as blocks of 2^order pages that start at a multiple of their
/// size; a block that is freed joins its free buddy. Single pages go through a small cache for each CPU.
/// </summary>
/// <remarks>
/// The lowest free block of the smallest order that fits is taken, which keeps long-lived pages together and large blocks whole. Memory is added at boot;
/// after that nothing here allocates: the sets are bitmaps with two bits for each page.
/// </remarks>
public sealed class BuddyAllocator : IFrameAllocator
{
    /// <summary>Blocks of up to 2^18 pages: 1 GiB.</summary>
    private const int MaxOrder = 18;

    /// <summary>Single pages that each CPU keeps, and how many move at once when it has none or too many.</summary>
    private const int CachePages = 64, CacheBatch = 32;

    // Order: innermost. Protects everything but the caches, which belong to their CPU (interrupts are disabled in every call).
    private readonly SpinLock _lock = new(irq: true);
    private FreeBlocks[] _orders = [];
    private int _capacity;
    private long _freePages;

    private readonly ulong[][] _caches;
    private readonly int[] _cached;

    public BuddyAllocator()
    {
        _caches = new ulong[Kernel.Current.CpuCount][];
        for (int cpu = 0; cpu < _caches.Length; cpu++)
            _caches[cpu] = new ulong[CachePages];
        _cached = new int[_caches.Length];
    }

    public long FreePages
    {
        get
        {
            long pages = _freePages;
            foreach (int cached in _cached)
                pages += cached;
            return pages;
        }
    }

    public ulong? Alloc(int pages, ulong alignment)
    {
        int order = OrderFor(pages, alignment);
        if (order > MaxOrder)
            return null;
        if (order == 0)
            return AllocPage();
        using var guard = _lock.Lock();
        int start = Take(order);
        if (start < 0)
        {
            // The pages that this CPU keeps may be what a block lacks.
            DrainCache(Kernel.Current.CurrentCpu, 0);
            start = Take(order);
        }
        if (start < 0)
            return null;
        Give(start + pages, (1 << order) - pages);
        return (ulong)start << Page.Shift;
    }

    public void Dealloc(ulong paddr, int pages)
    {
        if (pages == 1)
        {
            FreePage(paddr);
            return;
        }
        using var guard = _lock.Lock();
        Give((int)(paddr >> Page.Shift), pages);
    }

    public void AddFreeMemory(ulong paddr, ulong pages)
    {
        int start = checked((int)(paddr >> Page.Shift));
        int count = checked((int)pages);
        if (start + count > _capacity)
            Grow(checked(start + count));
        using var guard = _lock.Lock();
        Give(start, count);
    }

    // ---- Single pages ----------------------------------------------------------------------------------------

    private ulong? AllocPage()
    {
        int cpu = Kernel.Current.CurrentCpu;
        ulong[] cache = _caches[cpu];
        ref int count = ref _cached[cpu];
        if (count == 0)
        {
            using var guard = _lock.Lock();
            while (count < CacheBatch)
            {
                int page = Take(0);
                if (page < 0)
                    break;
                cache[count++] = (ulong)page << Page.Shift;
            }
        }
        return count == 0 ? null : cache[--count];
    }

    private void FreePage(ulong paddr)
    {
        int cpu = Kernel.Current.CurrentCpu;
        ulong[] cache = _caches[cpu];
        ref int count = ref _cached[cpu];
        if (count == CachePages)
        {
            using var guard = _lock.Lock();
            DrainCache(cpu, CachePages - CacheBatch);
        }
        cache[count++] = paddr;
    }

    /// <summary>Gives all but <paramref name="keep"/> cached pages back. The lock is held.</summary>
    private void DrainCache(int cpu, int keep)
    {
        ref int count = ref _cached[cpu];
        while (count > keep)
            Give((int)(_caches[cpu][--count] >> Page.Shift), 1);
    }

    // ---- Blocks ----------------------------------------------------------------------------------------------

    /// <summary>First page of a block of 2^order pages, or -1. The lock is held.</summary>
    private int Take(int order)
    {
        int from = order;
        while (from <= MaxOrder && _orders[from].IsEmpty)
            from++;
        if (from > MaxOrder)
            return -1;
        int block = _orders[from].Lowest();
        _orders[from].Remove(block);
        // Split: keep the lower half, free the upper.
        for (; from > order; from--)
        {
            block <<= 1;
            _orders[from - 1].Add(block | 1);
        }
        _freePages -= 1 << order;
        return block << order;
    }

    /// <summary>Frees pages, as the largest blocks that they make up. The lock is held.</summary>
    private void Give(int start, int pages)
    {
        _freePages += pages;
        while (pages > 0)
        {
            int order = Math.Min(BitOperations.TrailingZeroCount(start), BitOperations.Log2((uint)pages));
            order = Math.Min(order, MaxOrder);
            GiveBlock(start >> order, order);
            start += 1 << order;
            pages -= 1 << order;
        }
    }

    private void GiveBlock(int block, int order)
    {
        while (order < MaxOrder && _orders[order].Contains(block ^ 1))
        {
            _orders[order].Remove(block ^ 1);
            block >>= 1;
            order++;
        }
        _orders[order].Add(block);
    }

    private static int OrderFor(int pages, ulong alignment)
    {
        int forSize = pages <= 1 ? 0 : BitOperations.Log2((uint)(pages - 1)) + 1;
        int forAlignment = Math.Max(0, BitOperations.Log2(alignment) - Page.Shift);
        return Math.Max(forSize, forAlignment);
    }

    /// <summary>Makes room for page numbers below <paramref name="end"/>. Boot only: allocates.</summary>
    private void Grow(int end)
    {
        var orders = new FreeBlocks[MaxOrder + 1];
        for (int order = 0; order <= MaxOrder; order++)
        {
            // One more, and even: the buddy of the last block can be asked for.
            orders[order] = new FreeBlocks((end >> order) + 2);
            if (_orders.Length > 0)
                _orders[order].CopyTo(orders[order]);
        }
        _orders = orders;
        _capacity = end;
    }
}
