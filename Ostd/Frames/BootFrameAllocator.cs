using Ostd.Seam;

namespace Ostd.Frames;

/// <summary>
/// Hands out pages until a policy is injected: from the front of the free ranges, and single pages that came back before (a list
/// through their metadata slots). Then it gives everything that is left to the policy. Boot runs on one CPU.
/// </summary>
internal sealed class BootFrameAllocator(Machine machine, FreeRanges ranges) : IFrameAllocator
{
    private readonly Machine _machine = machine;
    private readonly FreeRanges _ranges = ranges;
    private FrameTable? _table;
    private ulong _returned;
    private long _returnedCount;

    public long FreePages => _ranges.FreePages + _returnedCount;

    /// <summary>From now on pages may come back.</summary>
    public void UseTable(FrameTable table) => _table = table;

    public ulong? Alloc(int pages, ulong alignment)
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

    public void Dealloc(ulong paddr, int pages)
    {
        for (int i = 0; i < pages; i++)
        {
            ulong page = paddr + ((ulong)i << Page.Shift);
            _machine.WritePhys64(_table!.SlotOf(page) + FrameTable.Payload, _returned);
            _returned = page;
            _returnedCount++;
        }
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
}
