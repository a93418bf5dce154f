using System;
using System.Collections.Generic;
using Ostd;
using Ostd.Frames;
using Ostd.Model;
using Ostd.Paging;
using Ostd.Tasks;
using Ostd.UserSpace;

namespace Invariants;

/// <summary>
/// Invariant 5: nothing that user code can reach, by the page tables or by what any CPU remembers of them, is sensitive.
/// </summary>
/// <remarks>
/// Abstract specification. A user program on CPU c reaches
/// <code>
///   reach(c) = { f | (v → f, user) ∈ tables(root(c)) ∪ tlb(c) }                      and must reach nothing but
///   allowed  = { f | untyped(f), 0 &lt; references(f), f neither unused nor being freed } ∪ insensitive device pages
/// </code>
/// So for the page tables of every task's space, and of whatever a CPU has loaded:
/// <code>
///   an entry of an upper level leads to a live page table; no entry of the kernel half has the user bit
///   a leaf that owns a reference names an untyped page;   mappings(f) ≤ references(f);   a user leaf is never global
/// </code>
/// and for every CPU's TLB: a cached user translation lies in the user half and names an allowed page, a cached step of a walk names a live page table.
/// A page whose last reference is being dropped (Busy) is not allowed any more: the flush comes first.
/// </remarks>
internal sealed class Invariant05UserMemory : Invariant
{
    public override int Number => 5;
    public override string Statement => "Sensitive memory cannot be tampered with by user programs.";
    public override string Section => "4.2";

    public override string NotCovered =>
        "Spaces that neither a CPU has loaded nor a task has active are looked at when they are. What the CPU does speculatively, and its caches as side channels.";

    public override void Check(Kernel kernel, ModelMachine machine)
    {
        var walk = new Walk(this, kernel, machine);
        for (int cpu = 0; cpu < machine.CpuCount; cpu++)
        {
            if (machine.MmuAt(cpu).Cr3 == 0)
                continue; // not up yet
            walk.Root(machine.MmuAt(cpu).Cr3);
            CheckTlb(kernel, machine, cpu);
        }
        if (walk.IsEmpty)
            return;
        for (Task? task = kernel.Tasks.FirstWhileStopped; task is not null; task = task.NextInRegistry)
        {
            if (task.Space is { } space)
                walk.Root(space.Root);
        }
        walk.CompareCounts();
    }

    private void CheckTlb(Kernel kernel, ModelMachine machine, int cpu)
    {
        foreach ((ulong page, Mmu.Translation cached) in machine.MmuAt(cpu).Translations)
        {
            if ((cached.Rights & PageTableEntry.User) == 0)
                continue;
            ulong address = page << Page.Shift;
            if (address >= VmSpace.UserEnd)
                Violated($"CPU {cpu} translates {address:x}, outside the user half, for user code");
            if (!IsAllowed(kernel, machine, cached.Frame))
                Violated($"the TLB of CPU {cpu} still leads user code from {address:x} to page {cached.Frame:x}, which {PageTables.Describe(kernel, cached.Frame)}");
        }
        foreach ((ulong region, Mmu.Translation cached) in machine.MmuAt(cpu).Tables)
        {
            if (PageTables.DescribeUnlessTable(kernel, cached.Frame) is { } other)
                Violated($"CPU {cpu} remembers page {cached.Frame:x} as the page table for {region << 21:x}, but it {other}");
        }
    }

    private static bool IsAllowed(Kernel kernel, ModelMachine machine, ulong page) =>
        machine.Memory.IsRam(page, Page.Size) ? PageTables.IsLiveUntyped(kernel, page) : !kernel.Memory.Frames.Table.Covers(page, 1);

    /// <summary>Walks each root once and counts the mappings of every page.</summary>
    private sealed class Walk(Invariant05UserMemory invariant, Kernel kernel, ModelMachine machine)
    {
        private readonly List<ulong> _roots = [];
        private Dictionary<ulong, ulong>? _mappings;

        public bool IsEmpty => _roots.Count == 0;

        public void Root(ulong root)
        {
            if (_roots.Contains(root))
                return;
            _roots.Add(root);
            if (PageTables.DescribeUnlessTable(kernel, root) is { } other)
                invariant.Violated($"page {root:x} is used as a page table, but it {other}");
            ReadOnlySpan<ulong> entries = machine.Memory.Words(root);
            if (entries.IsEmpty)
                return;
            for (int i = PageTables.NextUsed(entries, PageTableNodes.EntriesPerNode / 2); i < entries.Length; i = PageTables.NextUsed(entries, i + 1))
            {
                if ((entries[i] & PageTableEntry.User) != 0)
                    invariant.Violated($"an entry of the kernel half of page table {root:x} is open to user code: {entries[i]:x}");
            }
            Table(entries[..(PageTableNodes.EntriesPerNode / 2)], level: 4, address: 0);
        }

        private void Table(ReadOnlySpan<ulong> entries, int level, ulong address)
        {
            for (int i = PageTables.NextUsed(entries, 0); i < entries.Length; i = PageTables.NextUsed(entries, i + 1))
            {
                ulong entry = entries[i];
                ulong at = address + ((ulong)i << PageTableNodes.ShiftOf(level));
                if (level == 1)
                    Leaf(entry, at);
                else
                    Step(entry, level, at);
            }
        }

        private void Step(ulong entry, int level, ulong at)
        {
            ulong child = entry & PageTableEntry.AddressMask;
            if ((entry & ~(PageTableEntry.AddressMask | PageTableEntry.Accessed)) != PageTableEntry.UserTable)
                invariant.Violated($"the entry of level {level} for {at:x} is {entry:x}: not one that leads to a page table");
            if (PageTables.DescribeUnlessTable(kernel, child) is { } other)
                invariant.Violated($"the entry of level {level} for {at:x} leads to page {child:x} as to a page table, but it {other}");
            Table(machine.Memory.Words(child), level - 1, at);
        }

        private void Leaf(ulong entry, ulong at)
        {
            ulong page = entry & PageTableEntry.AddressMask;
            if ((entry & PageTableEntry.Global) != 0 || at >= VmSpace.UserEnd)
                invariant.Violated($"user address {at:x} is mapped by {entry:x}: global, or outside what users may have");
            bool isRam = machine.Memory.IsRam(page, Page.Size);
            if (isRam != ((entry & PageTableEntry.Tracked) != 0) || !IsAllowed(kernel, machine, page))
                invariant.Violated($"user address {at:x} is mapped to page {page:x} (entry {entry:x}), which {PageTables.Describe(kernel, page)}");
            if (!isRam)
                return;
            _mappings ??= [];
            _mappings[page] = _mappings.GetValueOrDefault(page) + 1;
        }

        public void CompareCounts()
        {
            if (_mappings is null)
                return;
            foreach ((ulong page, ulong mappings) in _mappings)
            {
                if (mappings > kernel.Memory.Frames.Table.ReferencesOf(page))
                    invariant.Violated($"page {page:x} is mapped {mappings} times, but {PageTables.Describe(kernel, page)}: it can be freed while it is mapped");
            }
        }
    }
}
