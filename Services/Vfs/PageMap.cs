using System;
using Ostd.Frames;
using Ostd.Sync;

namespace Services.Vfs;

/// <summary>
/// Pages by index: a tree of tables with 64 slots each, as high as the largest index demands. Sparse files cost what they
/// hold. One writer at a time; readers take no lock and see each slot before or after a change.
/// </summary>
internal sealed class PageMap
{
    private const int SlotBits = 6;
    private const int Slots = 1 << SlotBits;

    // Most files fit one page, which then needs no table.
    private AtomicRef<UFrame?> _first = new();
    private AtomicRef<Node?> _root = new();

    public UFrame? Find(long index) => Find(index, out _);

    /// <param name="index">Of the page.</param>
    /// <param name="span">How many indices from a multiple of it on, this one among them, are known to be empty when it is: more than 1 where no table is.</param>
    private UFrame? Find(long index, out long span)
    {
        span = 1;
        if (index == 0)
            return _first.Load(MemoryOrder.Acquire);
        Node? node = _root.Load(MemoryOrder.Acquire);
        if (node is null || index >> node.Shift >= Slots)
        {
            span = long.MaxValue;
            return null;
        }
        while (node.Children is { } children)
        {
            span = 1L << node.Shift;
            node = children[SlotOf(index, node)].Load(MemoryOrder.Acquire);
            if (node is null)
                return null;
        }
        span = 1;
        return node.Pages![SlotOf(index, node)].Load(MemoryOrder.Acquire);
    }

    /// <summary>Fills an empty slot.</summary>
    public void Add(long index, UFrame frame)
    {
        if (index == 0)
        {
            _first.Store(frame, MemoryOrder.Release);
            return;
        }
        Node node = RootFor(index);
        while (node.Children is { } children)
        {
            ref AtomicRef<Node?> slot = ref children[SlotOf(index, node)];
            if (slot.Load(MemoryOrder.Relaxed) is not { } child)
            {
                child = new Node(node.Shift - SlotBits);
                slot.Store(child, MemoryOrder.Release);
            }
            node = child;
        }
        node.Pages![SlotOf(index, node)].Store(frame, MemoryOrder.Release);
    }

    /// <summary>Empties every slot in [first, end) and disposes of the pages. Returns how many there were.</summary>
    public long RemoveRange(long first, long end)
    {
        long removed = 0;
        if (first <= 0 && end > 0)
            removed += Empty(ref _first);
        if (_root.Load(MemoryOrder.Relaxed) is not { } root)
            return removed;
        removed += RemoveRange(root, 0, Math.Max(first, 1), end);
        if (first <= 1 && end == long.MaxValue)
            _root.Store(null, MemoryOrder.Release);
        return removed;
    }

    /// <summary>The first index from <paramref name="index"/> on that has a page (or has none), below <paramref name="end"/>; else <paramref name="end"/>.</summary>
    public long FindNext(long index, long end, bool present)
    {
        while (index < end)
        {
            bool isPresent = Find(index, out long span) is not null;
            if (isPresent == present)
                return index;
            // Over what is known to be empty in one step: a file may have a hole of terabytes.
            index = isPresent || span == 1 ? index + 1 : span >= end ? end : Math.Min(end, (index | (span - 1)) + 1);
        }
        return end;
    }

    private Node RootFor(long index)
    {
        Node root = _root.Load(MemoryOrder.Relaxed) ?? new Node(0);
        while (index >> root.Shift >= Slots)
        {
            var higher = new Node(root.Shift + SlotBits);
            higher.Children![0].Store(root, MemoryOrder.Relaxed);
            root = higher;
        }
        _root.Store(root, MemoryOrder.Release);
        return root;
    }

    private static long RemoveRange(Node node, long start, long first, long end)
    {
        long removed = 0;
        long step = 1L << node.Shift;
        for (int slot = 0; slot < Slots; slot++)
        {
            long slotStart = start + slot * step;
            if (slotStart >= end)
                break;
            if (slotStart + (step - 1) < first)
                continue;
            if (node.Children is { } children)
            {
                if (children[slot].Load(MemoryOrder.Relaxed) is not { } child)
                    continue;
                removed += RemoveRange(child, slotStart, first, end);
                if (first <= slotStart && end - slotStart >= step)
                    children[slot].Store(null, MemoryOrder.Release);
            }
            else
            {
                removed += Empty(ref node.Pages![slot]);
            }
        }
        return removed;
    }

    private static int Empty(ref AtomicRef<UFrame?> slot)
    {
        if (slot.Load(MemoryOrder.Relaxed) is not { } page)
            return 0;
        slot.Store(null, MemoryOrder.Release);
        page.Dispose();
        return 1;
    }

    private static int SlotOf(long index, Node node) => (int)(index >> node.Shift) & (Slots - 1);

    private sealed class Node
    {
        public Node(int shift)
        {
            Shift = shift;
            if (shift == 0)
                Pages = AtomicRef<UFrame?>.Array(Slots);
            else
                Children = AtomicRef<Node?>.Array(Slots);
        }

        /// <summary>How far an index is shifted to give the slot here; 0 in a leaf.</summary>
        public readonly int Shift;
        public readonly AtomicRef<Node?>[]? Children;
        public readonly AtomicRef<UFrame?>[]? Pages;
    }
}
