using System.Collections.Generic;
using Ostd;
using Ostd.Frames;
using Ostd.Heap;
using Ostd.Model;

namespace Invariants;

/// <summary>A slab or a large slot, as the frame metadata describes it.</summary>
/// <param name="First">Physical address of the first page.</param>
/// <param name="KindWord">Of the first page.</param>
/// <param name="Pages">How many pages it has.</param>
internal readonly record struct HeapArea(ulong First, ulong KindWord, int Pages)
{
    public bool IsSlab => (FrameKind)(byte)KindWord == FrameKind.Slab;

    public int SlotSize => IsSlab ? SlabTable.SlotSizeOf(KindWord) : Pages * Page.Size;

    public int Capacity => IsSlab ? SlabTable.CapacityOf(KindWord) : 1;

    public ulong SlotAt(int index) => First + (ulong)index * (ulong)SlotSize;

    public override string ToString() => IsSlab ? $"the slab at {First:x} ({Capacity} slots of {SlotSize} bytes)" : $"the large slot at {First:x} ({Pages} pages)";
}

/// <summary>The slabs and large slots of one machine's heap that were written since the last look.</summary>
internal sealed class HeapWatch(FrameWatch frames, FrameTable table, PhysicalMemory memory)
{
    private const ulong LargePagesWord = FrameTable.Payload + 8;

    private readonly SortedSet<ulong> _firsts = [];
    private readonly Dictionary<ulong, ulong> _versions = [];
    private ulong _version = ulong.MaxValue;

    public FrameWatch Frames => frames;

    public static HeapWatch Of(Kernel kernel, ModelMachine machine)
    {
        FrameTable table = kernel.Memory.Frames.Table;
        return new HeapWatch(FrameWatch.Of(table, machine), table, machine.Memory);
    }

    /// <summary>What is whole and was written since the last time: its pages or its metadata.</summary>
    public IEnumerable<HeapArea> Refresh()
    {
        if (_version == memory.Version)
            yield break;
        _version = memory.Version;
        frames.Refresh();
        foreach (ulong page in frames.Fresh)
        {
            if (IsFirst(page))
                _firsts.Add(page);
            else if (_firsts.Remove(page))
                _versions.Remove(page);
        }
        foreach (ulong first in _firsts)
        {
            HeapArea area = AreaAt(first);
            ulong version = VersionOf(area);
            if (_versions.TryGetValue(first, out ulong before) && before == version)
                continue;
            _versions[first] = version;
            yield return area;
        }
    }

    public SlabState StateOf(HeapArea area) => new(memory.Read64(table.SlotOf(area.First) + FrameTable.SlabState));

    public HeapArea AreaAt(ulong first)
    {
        ulong kindWord = frames.KindWordOf(first);
        bool isSlab = (FrameKind)(byte)kindWord == FrameKind.Slab;
        return new HeapArea(first, kindWord, isSlab ? SlabTable.PagesOf(kindWord) : (int)memory.Read64(table.SlotOf(first) + LargePagesWord));
    }

    /// <summary>Whether a slab or a large slot begins at a page.</summary>
    public bool IsFirst(ulong page)
    {
        if (!frames.Covers(page) || frames.ReferencesOf(page) != FrameTable.Unique)
            return false;
        ulong kindWord = frames.KindWordOf(page);
        return (FrameKind)(byte)kindWord is FrameKind.Slab or FrameKind.LargeSlot && SlabTable.FirstPageOf(page, kindWord) == page;
    }

    /// <summary>Whether page <paramref name="index"/> of an area says that it is that.</summary>
    public bool IsPart(HeapArea area, int index)
    {
        ulong page = area.First + (ulong)index * Page.Size;
        if (!frames.IsUnique(page, area.IsSlab ? FrameKind.Slab : FrameKind.LargeSlot))
            return false;
        return area.IsSlab
            ? frames.KindWordOf(page) == (area.KindWord | (ulong)index << 8)
            : index == 0 || memory.Read64(table.SlotOf(page) + LargePagesWord) == area.First;
    }

    private ulong VersionOf(HeapArea area)
    {
        ulong version = memory.VersionOf(table.SlotOf(area.First));
        for (int i = 0; i < area.Pages; i++)
            version += memory.VersionOf(area.First + (ulong)i * Page.Size);
        return version;
    }
}
