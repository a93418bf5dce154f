using System;
using Ostd;
using Ostd.Frames;
using Ostd.Model;
using Ostd.Paging;

namespace Invariants;

/// <summary>What the predicates about address spaces share: looks at page tables and pages without being a step of the machine.</summary>
internal static class PageTables
{
    /// <summary>Null when the page holds a page table that is in use; else what it is.</summary>
    public static string? DescribeUnlessTable(Kernel kernel, ulong paddr)
    {
        FrameTable table = kernel.Memory.Frames.Table;
        return table.Covers(paddr, 1) && table.ReferencesOf(paddr) == FrameTable.Unique && table.KindOf(paddr) == FrameKind.PageTable ? null : Describe(kernel, paddr);
    }

    /// <summary>The leaf table for a user address below a root; empty when there is none, or a large page: then that one's entry.</summary>
    public static ReadOnlySpan<ulong> LeafTable(ModelMachine machine, ulong root, ulong address, out ulong large)
    {
        large = 0;
        ulong node = root & PageTableEntry.AddressMask;
        for (int level = 4; level > 1; level--)
        {
            ulong entry = machine.Memory.Read64(PageTableNodes.EntryOf(node, address, level));
            if (PageTableEntry.IsLarge(entry))
                large = entry;
            if ((entry & PageTableEntry.Present) == 0 || PageTableEntry.IsLarge(entry))
                return [];
            node = entry & PageTableEntry.AddressMask;
        }
        return machine.Memory.Words(node);
    }

    /// <summary>Index of the next entry from <paramref name="from"/> on that is not zero; the length when there is none.</summary>
    public static int NextUsed(ReadOnlySpan<ulong> entries, int from)
    {
        int distance = entries[from..].IndexOfAnyExcept(0UL);
        return distance < 0 ? entries.Length : from + distance;
    }

    public static string Describe(Kernel kernel, ulong paddr)
    {
        FrameTable table = kernel.Memory.Frames.Table;
        if (!table.Covers(paddr, 1))
            return "no page of RAM";
        string state = table.ReferencesOf(paddr) switch
        {
            FrameTable.Unused => "is unused",
            FrameTable.Busy => "is being freed",
            FrameTable.Unique => "has one owner",
            ulong n => $"has {n} reference(s)",
        };
        return $"{state}, kind {table.KindOf(paddr)}";
    }

    /// <summary>The first top-level entry of the kernel half that is not as in the kernel's own table, but for the accessed bit.</summary>
    public static int? FindDifferentKernelHalf(Kernel kernel, ModelMachine machine, ulong root)
    {
        const int half = PageTableNodes.EntriesPerNode / 2;
        ReadOnlySpan<ulong> own = machine.Memory.Words(kernel.Memory.Space.Root);
        ReadOnlySpan<ulong> other = machine.Memory.Words(root);
        if (other.IsEmpty)
            return half;
        for (int i = half; ; i++)
        {
            i += own[i..].CommonPrefixLength(other[i..]);
            if (i == PageTableNodes.EntriesPerNode)
                return null;
            if (((own[i] ^ other[i]) & ~PageTableEntry.Accessed) != 0)
                return i;
            if (i == PageTableNodes.EntriesPerNode - 1)
                return null;
        }
    }
}
