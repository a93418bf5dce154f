using System;
using Ostd.Frames;
using Ostd.Paging;
using Ostd.Seam;
using Ostd.Sync;

namespace Ostd.UserSpace;

/// <summary>The tables: how an address is found in them, how they are made, and when they go.</summary>
public ref partial struct VmCursor
{
    /// <summary>Where the tables end for an address: at its leaf table, at a large page, or at an entry that is zero.</summary>
    private readonly struct Spot(int level, ulong table, ulong large)
    {
        /// <summary>The table: its level is 1 for a leaf.</summary>
        public readonly ulong Table = table;

        /// <summary>The entry of the large page as it was when it was read, or 0. A cursor next to this one may have split it since.</summary>
        public readonly ulong Large = large;

        private readonly int _level = level;

        public bool IsLeaf => _level == 1;
        public bool IsLarge => Large != 0;
        public bool IsHole => !IsLeaf && !IsLarge;

        /// <summary>The first address behind what the leaf table, the large page or the hole spans that was found for an address.</summary>
        public ulong EndFrom(ulong address)
        {
            ulong span = 1UL << PageTableNodes.ShiftOf(Math.Max(_level, 2));
            return (address & ~(span - 1)) + span;
        }
    }

    private readonly Spot Locate(ulong address)
    {
        CursorState state = _state;
        if (state.Leaf != 0 && address - state.LeafBase < LargePage.Size)
            return new Spot(1, state.Leaf, 0);
        ulong node = state.Space!.Root;
        for (int level = 4; level > 1; level--)
        {
            ulong entryPaddr = PageTableNodes.EntryOf(node, address, level);
            ulong entry = PageTableNodes.Read(entryPaddr);
            if (entry == 0 || PageTableEntry.IsLarge(entry))
                return new Spot(level, node, entry);
            node = Enter(state, entryPaddr, entry);
        }
        Remember(state, address, node);
        return new Spot(1, node, 0);
    }

    /// <summary>The table of <paramref name="level"/> for an address, made where it is missing.</summary>
    /// <exception cref="OstdException">InvalidArgs: a large page is mapped there.</exception>
    /// <exception cref="OutOfMemoryException">No page for a table.</exception>
    private static ulong TableForMapping(CursorState state, ulong address, int level)
    {
        if (level == 1 && state.Leaf != 0 && address - state.LeafBase < LargePage.Size)
            return state.Leaf;
        if (state.HasLarge)
            FlushAll(state);
        ulong node = state.Space!.Root;
        for (int above = 4; above > level; above--)
        {
            if (!state.Space.Nodes.TryDescend(node, address, above, PageTableEntry.UserTable, out ulong entry))
                throw new OutOfMemoryException();
            if (PageTableEntry.IsLarge(entry))
                throw new OstdException(OstdError.InvalidArgs, "A page is mapped where a large page is mapped already: unmap that first.");
            node = Enter(state, PageTableNodes.EntryOf(node, address, above), entry);
        }
        if (level == 1)
            Remember(state, address, node);
        return node;
    }

    /// <summary>The table that an entry leads to. If it has just taken the place of a large page, every TLB has forgotten that one afterwards.</summary>
    private static ulong Enter(CursorState state, ulong entryPaddr, ulong entry)
    {
        if ((entry & PageTableEntry.Unsettled) != 0)
            Settle(state, entryPaddr);
        return entry & PageTableEntry.AddressMask;
    }

    private static void Remember(CursorState state, ulong address, ulong leaf)
    {
        state.Leaf = leaf;
        state.LeafBase = LargePage.AlignDown(address);
    }

    /// <summary>
    /// The table of <paramref name="level"/> for an address has no entries left: frees it, and every table above it that becomes empty, unless another cursor is
    /// active in the range of addresses it serves (then it stays until the next time).
    /// </summary>
    private static void FreeEmptyTables(CursorState state, ulong address, int level)
    {
        VmSpace space = state.Space!;
        Span<ulong> path = stackalloc ulong[5];
        path[4] = space.Root;
        for (int above = 4; above > level; above--)
            path[above - 1] = PageTableNodes.Read(PageTableNodes.EntryOf(path[above], address, above)) & PageTableEntry.AddressMask;

        for (; level < 4; level++)
        {
            ulong span = 1UL << PageTableNodes.ShiftOf(level + 1);
            ulong start = address & ~(span - 1);
            if (!space.Ranges.TryWiden(state, start, start + span))
                return;
            // Somebody may have been here between the count and the widening. Checked by: CursorScenarios.TableFilledMeanwhile.
            if (space.Nodes.AddUsed(path[level], 0) != 0)
                return;
            if (!state.HasRoom)
                FlushAll(state);
            Root.Machine.StorePhys64(PageTableNodes.EntryOf(path[level + 1], address, level + 1), 0, MemoryOrder.Release);
            state.Leaf = 0;
            // CPUs cache the way to a table, too; dropping any page of the space from a TLB drops that.
            state.Flushes.Add(address);
            state.Release(path[level]);
            if (space.Nodes.AddUsed(path[level + 1], -1) != 0)
                return;
        }
    }
}
