using System;
using System.Collections.Generic;
using Ostd.Frames;
using Ostd.Model;
using Ostd.Paging;

namespace Invariants;

/// <summary>One mapping that a walk found: the effective rights along the path, as the hardware combines them.</summary>
internal readonly record struct Leaf(ulong Vaddr, ulong Entry, ulong Size, bool IsWritable, bool IsExecutable, bool IsUser)
{
    public ulong Paddr => Entry & PageTableEntry.AddressMask & ~(Size - 1);

    /// <summary>Pages of 4 KiB that it maps.</summary>
    public ulong Pages => Size >> Page.Shift;

    public bool IsPresent => (Entry & PageTableEntry.Present) != 0;

    public override string ToString() =>
        $"virtual address {Vaddr:x} → {Paddr:x} ({(IsUser ? "user" : "kernel")}, {(IsWritable ? "writable" : "read-only")}, {(IsExecutable ? "executable" : "not executable")})";
}

/// <summary>
/// One half of the page tables below a root: the tables and the mappings. It walks again only when one of the tables was written.
/// </summary>
internal sealed class TableWalk(PhysicalMemory memory, FrameWatch frames, ulong root, bool userHalf)
{
    private const int Half = PageTableNodes.EntriesPerNode / 2;

    private readonly List<(ulong Node, uint Version)> _nodes = [];
    private readonly List<Leaf> _leaves = [];

    public ulong Root => root;

    /// <summary>The tables, the root first. A table that two entries point to is in it twice.</summary>
    public IReadOnlyList<(ulong Node, uint Version)> Nodes => _nodes;

    /// <summary>A page that an entry uses as a table though the frame metadata says that it is none; 0 when there is no such page.</summary>
    public ulong WrongNode { get; private set; }

    /// <summary>Entries that are not zero and point to no table, also such that are not present.</summary>
    public IReadOnlyList<Leaf> Leaves => _leaves;

    /// <summary>Walks if anything changed since the last time. True: it did. The frame watch is up to date.</summary>
    public bool Refresh()
    {
        if (!IsStale())
            return false;
        _nodes.Clear();
        _leaves.Clear();
        WrongNode = 0;
        WalkNode(root, 4, userHalf ? 0UL : KernelLayout.LinearBase, userHalf ? 0 : Half, writable: true, executable: true, user: true);
        return true;
    }

    private bool IsStale()
    {
        foreach ((ulong node, uint version) in _nodes)
        {
            if (memory.VersionOf(node) != version)
                return true;
        }
        return _nodes.Count == 0 || WrongNode != 0;
    }

    private void WalkNode(ulong node, int level, ulong vaddr, int first, bool writable, bool executable, bool user)
    {
        if (!frames.IsUnique(node, FrameKind.PageTable))
        {
            WrongNode = node;
            return;
        }
        _nodes.Add((node, memory.VersionOf(node)));
        int count = level == 4 ? Half : PageTableNodes.EntriesPerNode;
        ulong size = 1UL << PageTableNodes.ShiftOf(level);
        ReadOnlySpan<ulong> entries = memory.Words(node);
        if (entries.IsEmpty)
            return; // never written: all zero
        entries = entries.Slice(first, count);
        for (int i = entries.IndexOfAnyExcept(0UL); i >= 0 && i < count; i++)
        {
            ulong entry = entries[i];
            if (entry == 0)
                continue;
            ulong at = vaddr + (ulong)i * size;
            bool mayWrite = writable && (entry & PageTableEntry.Writable) != 0;
            bool mayExecute = executable && (entry & PageTableEntry.NoExecute) == 0;
            bool isUser = user && (entry & PageTableEntry.User) != 0;
            if (level == 1 || level < 4 && (entry & PageTableEntry.Large) != 0)
                _leaves.Add(new Leaf(at, entry, size, mayWrite, mayExecute, isUser));
            else
                WalkNode(entry & PageTableEntry.AddressMask, level - 1, at, 0, mayWrite, mayExecute, isUser);
        }
    }
}
