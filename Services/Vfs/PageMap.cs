using System;
using Ostd.Frames;

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
    private UFrame? _first;
    private Node? _root;

    public UFrame? Find(long index)
    {
        if (index == 0)
            return _first;
        Node? node = _root;
        if (node is null || index >> node.Shift >= Slots)
            return null;
        while (node.Children is { } children)
        {
            node = children[(int)(index >> node.Shift) & (Slots - 1)];
            if (node is null)
                return null;
        }
        return node.Pages![(int)index & (Slots - 1)];
    }

    /// <summary>Fills an empty slot.</summary>
    public void Add(long index, UFrame frame)
    {
        if (index == 0)
        {
            _first = frame;
            return;
        }
        Node node = RootFor(index);
        while (node.Children is { } children)
        {
            ref Node? child = ref children[(int)(index >> node.Shift) & (Slots - 1)];
            node = child ??= new Node(node.Shift - SlotBits);
        }
        node.Pages![(int)index & (Slots - 1)] = frame;
    }

    /// <summary>Empties every slot in [first, end) and disposes of the pages. Returns how many there were.</summary>
    public long RemoveRange(long first, long end)
    {
        long removed = 0;
        if (first <= 0 && end > 0 && _first is { } page)
        {
            _first = null;
            page.Dispose();
            removed++;
        }
        if (_root is not { } root)
            return removed;
        removed += RemoveRange(root, 0, Math.Max(first, 1), end);
        if (first <= 1 && end == long.MaxValue)
            _root = null;
        return removed;
    }

    /// <summary>The first index from <paramref name="index"/> on that has a page (or has none), below <paramref name="end"/>; else <paramref name="end"/>.</summary>
    public long FindNext(long index, long end, bool present)
    {
        for (; index < end; index++)
        {
            if (present && _root is null && index > 0)
                return end;
            if (Find(index) is not null == present)
                return index;
        }
        return end;
    }

    private Node RootFor(long index)
    {
        Node root = _root ?? new Node(0);
        while (index >> root.Shift >= Slots)
        {
            var higher = new Node(root.Shift + SlotBits);
            higher.Children![0] = root;
            root = higher;
        }
        return _root = root;
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
                if (children[slot] is not { } child)
                    continue;
                removed += RemoveRange(child, slotStart, first, end);
                if (first <= slotStart && end - slotStart >= step)
                    children[slot] = null;
            }
            else if (node.Pages![slot] is { } page)
            {
                node.Pages[slot] = null;
                page.Dispose();
                removed++;
            }
        }
        return removed;
    }

    private sealed class Node
    {
        public Node(int shift)
        {
            Shift = shift;
            if (shift == 0)
                Pages = new UFrame?[Slots];
            else
                Children = new Node?[Slots];
        }

        /// <summary>How far an index is shifted to give the slot here; 0 in a leaf.</summary>
        public readonly int Shift;
        public readonly Node?[]? Children;
        public readonly UFrame?[]? Pages;
    }
}
