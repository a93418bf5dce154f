using Ostd.Seam;
using Ostd.Sync;

namespace Ostd.Frames;

/// <summary>
/// Hands out pages until a policy is injected: from the front of the free ranges, and single pages that came back before (a list
/// through their metadata slots). Then it gives everything that is left to the policy. Where none is ever injected it serves all CPUs.
/// </summary>
internal sealed class BootFrameAllocator(Machine machine, FreeRanges ranges) : IFrameAllocator
{
    private readonly Machine _machine = machine;
    private FrameTable? _table;

    // Order: innermost; held for a few instructions with interrupts disabled, and before there are tasks, so it is not a SpinLock. Protects the fields below.
    private AtomicBool _taken = new(false);
    private readonly FreeRanges _ranges = ranges;
    private ulong _returned;
    private long _returnedCount;

    public long FreePages
    {
        get
        {
            using var off = new InterruptsOff(_machine);
            Take();
            long pages = _ranges.FreePages + _returnedCount;
            GiveBack();
            return pages;
        }
    }

    /// <summary>From now on pages may come back.</summary>
    public void UseTable(FrameTable table) => _table = table;

    /// <summary>Interrupts are disabled.</summary>
    public ulong? Alloc(int pages, ulong alignment)
    {
        Take();
        ulong? page = AllocLocked(pages, alignment);
        GiveBack();
        return page;
    }

    /// <summary>Interrupts are disabled.</summary>
    public void Dealloc(ulong paddr, int pages)
    {
        Take();
        for (int i = 0; i < pages; i++)
        {
            ulong page = paddr + ((ulong)i << Page.Shift);
            _machine.WritePhys64(_table!.SlotOf(page) + FrameTable.Payload, _returned);
            _returned = page;
            _returnedCount++;
        }
        GiveBack();
    }

    private ulong? AllocLocked(int pages, ulong alignment)
    {
        if (pages == 1 && alignment <= Page.Size && _returned != 0)
        {
            ulong page = _returned;
            _returned = _machine.ReadPhys64(_table!.SlotOf(page) + FrameTable.Payload);
            _returnedCount--;
            return page;
        }
        return _ranges.TryTake((ulong)pages, alignment, out ulong paddr) ? paddr : null;
    }

    public void AddFreeMemory(ulong paddr, ulong pages) => _ranges.Add(paddr, paddr + (pages << Page.Shift));

    /// <summary>Gives all that is free to <paramref name="policy"/>.</summary>
    public void HandOver(IFrameAllocator policy)
    {
        for (int i = 0; i < _ranges.Count; i++)
        {
            (ulong start, ulong end) = _ranges[i];
            if (end > start)
                policy.AddFreeMemory(start, (end - start) >> Page.Shift);
        }
        while (_returned != 0)
        {
            ulong page = _returned;
            _returned = _machine.ReadPhys64(_table!.SlotOf(page) + FrameTable.Payload);
            policy.AddFreeMemory(page, 1);
        }
        _returnedCount = 0;
        _ranges.Clear();
    }

    private void Take()
    {
        while (_taken.Exchange(true))
            _machine.Pause();
    }

    private void GiveBack() => _taken.Store(false, MemoryOrder.Release);
}
