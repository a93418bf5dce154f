using System.Collections.Generic;
using Ostd;
using Ostd.Frames;
using Ostd.Model;
using Ostd.Paging;

namespace Invariants;

/// <summary>Invariant 1: what is handed out was in no use.</summary>
/// <remarks>
/// Abstract specification. Every page of RAM is in one state, and only these steps change it:
/// <code>
///   state : Page → { unused } ∪ { busy } ∪ { unique(kind) } ∪ { shared(n) | n ≥ 1 }
///
///   claim    unused        → busy           the only way out of unused
///   publish  busy          → unique(kind), shared(1)
///   acquire  shared(n)     → shared(n + 1)  n &lt; MaxReferences
///   drop     shared(n + 1) → shared(n);  shared(1) → busy
///   close    unique(kind)  → busy
///   convert  unique(untyped) ⇄ shared(1)
///   free     busy          → unused
///
///   memory that is no RAM of ours : unique(Reserved) for ever
/// </code>
/// So a page has either one owner or n counted ones, and the predicate compares the word with those who point to the page: every page table is a page of its own,
/// with one entry that points to it; every page that is mapped for users is shared by at least as many owners as mappings; every page of a kernel stack is mapped once.
/// </remarks>
internal sealed class Invariant01UnusedMemory : Invariant
{
    private readonly PerMachine<State> _states = new();

    public override int Number => 1;

    public override string Statement => "A newly allocated Frame or Segment comes only from memory that is currently unused.";

    public override string Section => "4.2, frame allocation";

    public override string NotCovered =>
        "Handles that nobody points to any more are not counted: that the count equals the handles is compared by the properties, which know them. User spaces that no task and no CPU is in are not walked.";

    public override void Check(Kernel kernel, ModelMachine machine)
    {
        if (kernel.Memory is null)
            return;
        State state = _states.Of(machine, m => new State(FrameWatch.Of(kernel.Memory.Frames.Table, m)));
        if (state.Version != machine.Memory.Version)
            state.Frames.Refresh();
        else
            state.Frames.Fresh.Clear();
        state.Version = machine.Memory.Version;
        foreach (ulong page in state.Frames.Fresh)
            CheckWord(state.Frames, page);
        if (state.Spaces.Refresh(kernel, machine, state.Frames) || state.Frames.Fresh.Count != 0)
            CheckOwners(state);
    }

    /// <summary>The word and the kind agree.</summary>
    private void CheckWord(FrameWatch frames, ulong page)
    {
        FrameKind kind = frames.KindOf(page);
        bool agrees = frames.ReferencesOf(page) switch
        {
            FrameTable.Unused => kind == FrameKind.None,
            FrameTable.Busy => true, // its owner is changing it
            FrameTable.Unique => kind is > FrameKind.None and <= FrameKind.Boot,
            <= FrameTable.MaxReferences => kind == FrameKind.Untyped,
            _ => false,
        };
        if (!agrees)
            Violated($"{frames.Describe(page)} is in a state that no page can be in");
    }

    private void CheckOwners(State state)
    {
        FrameWatch frames = state.Frames;
        state.Tables.Clear();
        state.Owners.Clear();
        CheckTables(state, state.Spaces.KernelHalf);
        foreach (Leaf leaf in state.Spaces.KernelHalf.Leaves)
        {
            if (leaf.Vaddr is < KernelLayout.AreasBase or >= KernelLayout.AreasEnd || !frames.Covers(leaf.Paddr))
                continue;
            if (frames.ReferencesOf(leaf.Paddr) == FrameTable.Unused)
                Violated($"{frames.Describe(leaf.Paddr)} is mapped in a kernel area, {leaf}");
            if (frames.KindOf(leaf.Paddr) == FrameKind.KernelStack && !state.Tables.Add(leaf.Paddr))
                Violated($"{frames.Describe(leaf.Paddr)} belongs to two kernel stacks, one at {leaf.Vaddr:x}");
        }
        foreach (TableWalk walk in state.Spaces.UserHalves)
        {
            CheckTables(state, walk);
            foreach (Leaf leaf in walk.Leaves)
            {
                for (ulong i = 0; i < leaf.Pages && PageTableEntry.IsMapped(leaf.Entry); i++)
                {
                    ulong page = leaf.Paddr + (i << Page.Shift);
                    state.Owners[page] = state.Owners.GetValueOrDefault(page) + 1;
                }
            }
        }
        foreach ((ulong page, ulong mappings) in state.Owners)
        {
            if (frames.Covers(page) && (frames.KindOf(page) != FrameKind.Untyped || frames.ReferencesOf(page) is < 1 or > FrameTable.MaxReferences || frames.ReferencesOf(page) < mappings))
                Violated($"{frames.Describe(page)} is mapped for users {mappings} times");
        }
    }

    private void CheckTables(State state, TableWalk walk)
    {
        if (walk.WrongNode != 0)
            Violated($"{state.Frames.Describe(walk.WrongNode)} is used as a page table below root {walk.Root:x}");
        foreach ((ulong node, _) in walk.Nodes)
        {
            // The kernel's own root is the root of both halves.
            if (!state.Tables.Add(node))
                Violated($"{state.Frames.Describe(node)} is pointed to by two page-table entries");
        }
    }

    private sealed class State(FrameWatch frames)
    {
        public FrameWatch Frames => frames;
        public AddressSpaces Spaces { get; } = new();
        public ulong Version { get; set; } = ulong.MaxValue;
        public HashSet<ulong> Tables { get; } = [];
        public Dictionary<ulong, ulong> Owners { get; } = [];
    }
}
