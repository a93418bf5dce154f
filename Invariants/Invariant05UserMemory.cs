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
///   a large page maps each of its pages as a leaf would, and is aligned to its size
/// </code>
/// and for every CPU's TLB: a cached user translation lies in the user half and names an allowed page, a cached step of a walk names a live page table. Where a CPU holds an address in
/// one size and the tables map it in another, both say the same.
/// A page whose last reference is being dropped (Busy) is not allowed any more: the flush comes first.
/// </remarks>
internal sealed class Invariant05UserMemory : Invariant
{
    public override int Number => 5;
    public override string Statement => "Sensitive memory cannot be tampered with by user programs.";
    public override string Section => "4.2";

    public override string NotCovered =>
        "Spaces that neither a CPU has loaded nor a task has active are looked at when they are. What the CPU does speculatively, and its caches as side channels.";

    private readonly PerMachine<State> _states = new();

    public override void Check(Kernel kernel, ModelMachine machine)
    {
        if (kernel.Memory is null)
            return;
        State state = _states.Of(machine, m => new State(FrameWatch.Of(kernel.Memory.Frames.Table, m)));
        if (state.Version != machine.Memory.Version)
            state.Frames.Refresh();
        state.Version = machine.Memory.Version;
        var walk = new Walk(this, kernel, machine, state.Frames);
        for (int cpu = 0; cpu < machine.CpuCount; cpu++)
        {
            if (machine.MmuAt(cpu).Cr3 == 0)
                continue; // not up yet
            walk.Root(machine.MmuAt(cpu).Cr3);
            CheckTlb(kernel, machine, state.Frames, cpu);
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

    private void CheckTlb(Kernel kernel, ModelMachine machine, FrameWatch frames, int cpu)
    {
        foreach ((ulong page, Mmu.Translation cached) in machine.MmuAt(cpu).Translations)
        {
            if ((cached.Rights & PageTableEntry.User) == 0)
                continue;
            ulong address = page << Page.Shift;
            CheckCached(machine, frames, cpu, address, cached);
            PageTables.LeafTable(machine, machine.MmuAt(cpu).Cr3, address, out ulong large);
            if (large != 0)
                CheckSizes(cpu, address, cached, PageTableEntry.SmallPartOf(large, address));
        }
        foreach ((ulong region, Mmu.LargeTranslation large) in machine.MmuAt(cpu).LargeTranslations)
        {
            if ((large.First.Rights & PageTableEntry.User) != 0)
                CheckLarge(machine, frames, cpu, region * LargePage.Size, large);
        }
        foreach ((ulong region, Mmu.Translation cached) in machine.MmuAt(cpu).Tables)
        {
            if (PageTables.DescribeUnlessTable(kernel, cached.Frame) is { } other)
                Violated($"CPU {cpu} remembers page {cached.Frame:x} as the page table for {region << 21:x}, but it {other}");
        }
    }

    private void CheckCached(ModelMachine machine, FrameWatch frames, int cpu, ulong address, in Mmu.Translation cached)
    {
        if (address >= VmSpace.UserEnd)
            Violated($"CPU {cpu} translates {address:x}, outside the user half, for user code");
        if (!IsAllowed(machine, frames, cached.Frame))
            Violated($"the TLB of CPU {cpu} still leads user code from {address:x} to {frames.Describe(cached.Frame)}");
    }

    private void CheckLarge(ModelMachine machine, FrameWatch frames, int cpu, ulong first, Mmu.LargeTranslation large)
    {
        ReadOnlySpan<ulong> leaf = PageTables.LeafTable(machine, machine.MmuAt(cpu).Cr3, first, out _);
        for (int i = 0; i < LargePage.Pages; i++)
        {
            ulong address = first + ((ulong)i << Page.Shift);
            if (!large.TryGet(address, out Mmu.Translation cached))
                continue;
            CheckCached(machine, frames, cpu, address, cached);
            if (!leaf.IsEmpty)
                CheckSizes(cpu, address, cached, leaf[i]);
        }
    }

    /// <summary>A CPU holds a translation that it got from an entry of another level than where the tables map the address now.</summary>
    private void CheckSizes(int cpu, ulong address, in Mmu.Translation cached, ulong now)
    {
        const ulong rights = PageTableEntry.Present | PageTableEntry.Writable | PageTableEntry.User | PageTableEntry.NoExecute;
        if ((now & PageTableEntry.AddressMask) != cached.Frame || ((now ^ cached.Rights) & rights) != 0)
            Violated($"CPU {cpu} holds {address:x} in another size than the tables have, as {cached.Frame:x} with rights {cached.Rights & rights:x} and not as {now:x}: it may use either");
    }

    private static bool IsAllowed(ModelMachine machine, FrameWatch frames, ulong page) =>
        machine.Memory.IsRam(page, Page.Size) ? frames.IsLiveUntyped(page) : !frames.Covers(page);

    /// <summary>Walks each root once and counts the mappings of every page.</summary>
    private sealed class Walk(Invariant05UserMemory invariant, Kernel kernel, ModelMachine machine, FrameWatch frames)
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
            if (level == 2 && PageTableEntry.IsLarge(entry))
            {
                LargeLeaf(entry, at);
                return;
            }
            ulong child = entry & PageTableEntry.AddressMask;
            ulong marks = PageTableEntry.Accessed | (level == 2 ? PageTableEntry.Unsettled : 0);
            if ((entry & ~(PageTableEntry.AddressMask | marks)) != PageTableEntry.UserTable)
                invariant.Violated($"the entry of level {level} for {at:x} is {entry:x}: not one that leads to a page table");
            if (PageTables.DescribeUnlessTable(kernel, child) is { } other)
                invariant.Violated($"the entry of level {level} for {at:x} leads to page {child:x} as to a page table, but it {other}");
            Table(machine.Memory.Words(child), level - 1, at);
        }

        private void LargeLeaf(ulong entry, ulong at)
        {
            if ((entry & (PageTableEntry.AddressMask & ~PageTableEntry.LargeAddressMask & ~PageTableEntry.LargePat)) != 0)
                invariant.Violated($"the large page at {at:x} is {entry:x}: not aligned to its size");
            for (ulong offset = 0; offset < LargePage.Size; offset += Page.Size)
                Leaf(PageTableEntry.SmallPartOf(entry, offset), at + offset);
        }

        private void Leaf(ulong entry, ulong at)
        {
            ulong page = entry & PageTableEntry.AddressMask;
            if ((entry & PageTableEntry.Global) != 0 || at >= VmSpace.UserEnd)
                invariant.Violated($"user address {at:x} is mapped by {entry:x}: global, or outside what users may have");
            bool isRam = machine.Memory.IsRam(page, Page.Size);
            if (isRam != ((entry & PageTableEntry.Tracked) != 0) || !IsAllowed(machine, frames, page))
                invariant.Violated($"user address {at:x} is mapped by {entry:x} to {frames.Describe(page)}");
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
                if (mappings > frames.ReferencesOf(page))
                    invariant.Violated($"{frames.Describe(page)} is mapped {mappings} times: it can be freed while it is mapped");
            }
        }
    }

    private sealed class State(FrameWatch frames)
    {
        public FrameWatch Frames => frames;
        public ulong Version { get; set; } = ulong.MaxValue;
    }
}
