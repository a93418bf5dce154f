using System;
using Ostd.Frames;
using Ostd.Paging;
using Ostd.Seam;
using Ostd.Sync;
using Ostd.Tasks;

namespace Ostd.UserSpace;

/// <summary>
/// An exclusive cursor over a range of a <see cref="VmSpace"/>. Holding it proves that nobody else edits the range. Dispose it:
/// until then others wait, and flushed frames are released only then. While it lives the task is in atomic mode: it may not sleep.
/// </summary>
/// <remarks>
/// The hardware reads and writes entries at any time, so every change is one atomic operation on the entry. What an entry allowed
/// before may be used by any CPU until the flush, so a page that was unmapped keeps its reference until every CPU has flushed.
/// A copy of a cursor is another address over the same range; disposing either ends both.
/// </remarks>
public ref partial struct VmCursor
{
    private const ulong LeafSpan = 1UL << 21;

    private readonly CursorState _state;
    private readonly ulong _turn;
    private ulong _address;

    private VmCursor(CursorState state)
    {
        _state = state;
        _turn = state.Turn;
        _address = state.Start;
    }

    /// <summary>The page the next operation acts on.</summary>
    public readonly ulong Address => _address;

    /// <summary>Moves to a page-aligned address inside the range.</summary>
    public void Jump(ulong address)
    {
        CursorState state = Alive();
        if (!Page.IsAligned(address) || address < state.Start || address >= state.End)
            throw new OstdException(OstdError.InvalidArgs, "A cursor jumps to pages inside its range.");
        _address = address;
    }

    /// <summary>
    /// What is mapped at the cursor: a new handle on the frame, which the caller disposes; null when it is device memory. False when nothing is mapped. The cursor stays.
    /// </summary>
    public bool TryQuery(out UFrame? frame, out PageProperty property)
    {
        ulong entry = Current();
        bool mapped = PageTableEntry.IsMapped(entry);
        // Alive, because the entry owns a reference and only this cursor can take it away.
        frame = PageTableEntry.OwnsReference(entry) ? UFrame.Acquire(entry & PageTableEntry.AddressMask) : null;
        property = mapped ? PageTableEntry.Decode(entry) : default;
        return mapped;
    }

    /// <summary>Like TryQuery without making a handle.</summary>
    public bool TryQueryProperty(out PageProperty property)
    {
        ulong entry = Current();
        bool mapped = PageTableEntry.IsMapped(entry);
        property = mapped ? PageTableEntry.Decode(entry) : default;
        return mapped;
    }

    /// <summary>Moves to the next mapped page within <paramref name="length"/> bytes; false (cursor at the end of that part) when there is none.</summary>
    public bool TryFindNext(ulong length)
    {
        ulong end = CheckLength(length);
        while (_address < end)
        {
            if (!TryFindLeaf(_address, out ulong leaf))
            {
                SkipHole(end);
                continue;
            }
            ulong stop = Math.Min(end, LeafEnd(_address));
            for (; _address < stop; _address += Page.Size)
            {
                if (PageTableEntry.IsMapped(PageTableNodes.Read(PageTableNodes.EntryOf(leaf, _address, 1))))
                    return true;
            }
        }
        return false;
    }

    /// <summary>Maps <paramref name="frame"/> at the cursor (the mapping takes a reference of its own; the caller keeps its handle) and moves on one page.</summary>
    /// <exception cref="OstdException">Something is mapped there already.</exception>
    /// <exception cref="OutOfMemoryException">No page for a table.</exception>
    public void Map(UFrame frame, PageProperty property)
    {
        CursorState state = Alive();
        CheckRoom();
        VmSpace space = state.Space!;
        ulong leaf = LeafForMapping(state, _address);

        // The entry owns a reference from the moment it is there, so the reference comes first.
        frame.BeginUse();
        try
        {
            UFrame.AddReference(space.Frames.Table, frame.Start);
        }
        finally
        {
            frame.EndUse();
        }
        ulong entry = PageTableEntry.Encode(frame.Start, property);
        if (Root.Machine.CompareExchangePhys64(PageTableNodes.EntryOf(leaf, _address, 1), entry, 0) != 0)
        {
            space.Frames.Drop(frame.Start);
            throw new OstdException(OstdError.InvalidArgs, "A page is mapped where another is mapped already: unmap that first.");
        }
        space.Nodes.AddUsed(leaf, 1);
        _address += Page.Size;
    }

    /// <summary>Removes every mapping in the next <paramref name="length"/> bytes and moves past them. The frames are released after the flush. Returns pages unmapped.</summary>
    public long Unmap(ulong length)
    {
        CursorState state = Alive();
        ulong end = CheckLength(length);
        long total = 0;
        while (_address < end)
        {
            if (!TryFindLeaf(_address, out ulong leaf))
            {
                SkipHole(end);
                continue;
            }
            ulong first = _address;
            ulong stop = Math.Min(end, LeafEnd(_address));
            long removed = 0;
            for (; _address < stop; _address += Page.Size)
            {
                if (TryUnmapPage(state, PageTableNodes.EntryOf(leaf, _address, 1), _address))
                    removed++;
            }
            total += removed;
            if (removed > 0 && state.Space!.Nodes.AddUsed(leaf, -removed) == 0)
                FreeEmptyTables(state, first);
        }
        return total;
    }

    /// <summary>Changes the flags of every mapped page in the next <paramref name="length"/> bytes to flags &amp; ~clear | set and moves past them. Returns pages changed.</summary>
    public long Protect(ulong length, PageFlags clear, PageFlags set)
    {
        CursorState state = Alive();
        ulong end = CheckLength(length);
        long changed = 0;
        while (_address < end)
        {
            if (!TryFindLeaf(_address, out ulong leaf))
            {
                SkipHole(end);
                continue;
            }
            ulong stop = Math.Min(end, LeafEnd(_address));
            for (; _address < stop; _address += Page.Size)
            {
                if (TryProtectPage(state, PageTableNodes.EntryOf(leaf, _address, 1), _address, clear, set))
                    changed++;
            }
        }
        return changed;
    }

    /// <summary>Flushes what was changed from the TLBs of every CPU that may hold it, and waits. Dispose does it too.</summary>
    public void Flush() => FlushAll(Alive());

    public void Dispose()
    {
        if (_state is not { } state || state.Turn != _turn)
            return;
        FlushAll(state);
        state.Turn++;
        VmSpace space = state.Space!;
        Task holder = state.Holder;
        space.Ranges.Leave(state);
        state.Space = null;
        space.EndUse();
        PreemptGuard.Leave(holder);
    }

    internal static VmCursor Open(VmSpace space, ulong start, ulong end)
    {
        space.BeginUse();
        Task task = Task.Current;
        task.DisablePreemption();
        try
        {
            // The task might be in the middle of taking a cursor itself, or hold one that the handler would wait for.
            if (task.Cpu.InterruptDepth != 0)
                throw new OstdException(OstdError.AtomicMode, "An interrupt handler cannot edit user memory: the task that it interrupted may be doing so.");
            CursorState state = task.Cpu.TakeCursor();
            state.Holder = task;
            state.Start = start;
            state.End = end;
            state.Leaf = 0;
            space.Ranges.Acquire(state);
            state.Space = space;
            return new VmCursor(state);
        }
        catch
        {
            PreemptGuard.Leave(task);
            space.EndUse();
            throw;
        }
    }

    // ---- One page --------------------------------------------------------------------------------------------

    private static bool TryUnmapPage(CursorState state, ulong entryPaddr, ulong address)
    {
        if (PageTableNodes.Read(entryPaddr) == 0)
            return false;
        if (!state.HasRoom)
            FlushAll(state);
        ulong old = Root.Machine.ExchangePhys64(entryPaddr, 0);
        NoteFlush(state, old, address);
        if (PageTableEntry.OwnsReference(old))
            state.Release(old & PageTableEntry.AddressMask);
        return true;
    }

    private static bool TryProtectPage(CursorState state, ulong entryPaddr, ulong address, PageFlags clear, PageFlags set)
    {
        while (true)
        {
            ulong old = PageTableNodes.Read(entryPaddr);
            if (!PageTableEntry.IsMapped(old))
                return false;
            PageFlags flags = PageTableEntry.DecodeFlags(old) & ~clear | set;
            if (!PageTableEntry.OwnsReference(old))
                flags &= ~PageFlags.Execute; // device memory
            ulong wanted = PageTableEntry.WithFlags(old, flags);
            // Fails when the hardware sets the accessed or dirty bit in between: then those count too.
            if (wanted != old && Root.Machine.CompareExchangePhys64(entryPaddr, wanted, old) != old)
                continue;
            if (IsRestriction(old, wanted))
                NoteFlush(state, old, address);
            return true;
        }
    }

    /// <summary>Whether a CPU that goes on using <paramref name="old"/> could do what <paramref name="now"/> forbids, or not note what it must.</summary>
    private static bool IsRestriction(ulong old, ulong now)
    {
        const ulong granting = PageTableEntry.Present | PageTableEntry.Writable | PageTableEntry.Accessed | PageTableEntry.Dirty;
        return (old & ~now & granting) != 0 || (~old & now & PageTableEntry.NoExecute) != 0;
    }

    /// <summary>The hardware caches an entry only after it set the accessed bit: without it there is nothing to flush.</summary>
    private static void NoteFlush(CursorState state, ulong old, ulong address)
    {
        const ulong cached = PageTableEntry.Present | PageTableEntry.Accessed;
        if ((old & cached) == cached)
            state.Flushes.Add(address);
    }

    private static void FlushAll(CursorState state)
    {
        if (state.IsClean)
            return;
        VmSpace space = state.Space!;
        if (!state.Flushes.IsEmpty)
        {
            space.Flush(state.Flushes);
            state.Flushes.Clear();
        }
        state.DropReleases(space.Frames, space.Nodes);
    }

    // ---- Tables ----------------------------------------------------------------------------------------------

    private readonly ulong Current()
    {
        Alive();
        CheckRoom();
        return TryFindLeaf(_address, out ulong leaf) ? PageTableNodes.Read(PageTableNodes.EntryOf(leaf, _address, 1)) : 0;
    }

    /// <summary>The leaf table for an address, if it exists.</summary>
    private readonly bool TryFindLeaf(ulong address, out ulong leaf)
    {
        CursorState state = _state;
        if (state.Leaf != 0 && address - state.LeafBase < LeafSpan)
        {
            leaf = state.Leaf;
            return true;
        }
        leaf = state.Space!.Root;
        for (int level = 4; level > 1; level--)
        {
            ulong entry = PageTableNodes.Read(PageTableNodes.EntryOf(leaf, address, level));
            if (entry == 0)
                return false;
            leaf = entry & PageTableEntry.AddressMask;
        }
        Remember(state, address, leaf);
        return true;
    }

    private static ulong LeafForMapping(CursorState state, ulong address)
    {
        if (state.Leaf != 0 && address - state.LeafBase < LeafSpan)
            return state.Leaf;
        ulong node = state.Space!.Root;
        for (int level = 4; level > 1; level--)
        {
            if (!state.Space.Nodes.TryDescend(node, address, level, PageTableEntry.UserTable, out node))
                throw new OutOfMemoryException();
        }
        Remember(state, address, node);
        return node;
    }

    private static void Remember(CursorState state, ulong address, ulong leaf)
    {
        state.Leaf = leaf;
        state.LeafBase = address & ~(LeafSpan - 1);
    }

    /// <summary>Moves past an address that has no leaf table: to the end of the biggest hole that is known.</summary>
    private void SkipHole(ulong end)
    {
        ulong node = _state.Space!.Root;
        for (int level = 4; level > 1; level--)
        {
            ulong entry = PageTableNodes.Read(PageTableNodes.EntryOf(node, _address, level));
            if (entry == 0)
            {
                ulong span = 1UL << PageTableNodes.ShiftOf(level);
                _address = Math.Min(end, (_address & ~(span - 1)) + span);
                return;
            }
            node = entry & PageTableEntry.AddressMask;
        }
    }

    /// <summary>
    /// The leaf table of an address has no entries left: frees it, and every table above it that becomes empty, unless another cursor is
    /// active in the range of addresses it serves (then it stays until the next time).
    /// </summary>
    private static void FreeEmptyTables(CursorState state, ulong address)
    {
        VmSpace space = state.Space!;
        Span<ulong> path = stackalloc ulong[5];
        path[4] = space.Root;
        for (int level = 4; level > 1; level--)
            path[level - 1] = PageTableNodes.Read(PageTableNodes.EntryOf(path[level], address, level)) & PageTableEntry.AddressMask;

        for (int level = 1; level < 4; level++)
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

    // ---- Checks ----------------------------------------------------------------------------------------------

    private readonly CursorState Alive()
    {
        if (_state is null || _state.Turn != _turn)
            throw new OstdException(OstdError.Stale, "The cursor was disposed.");
        return _state;
    }

    private readonly void CheckRoom()
    {
        if (_address >= _state.End)
            throw new OstdException(OstdError.InvalidArgs, "The cursor stands at the end of its range.");
    }

    /// <summary>The end of the next <paramref name="length"/> bytes, which must be pages inside the range.</summary>
    private readonly ulong CheckLength(ulong length)
    {
        CursorState state = Alive();
        if (!Page.IsAligned(length) || length > state.End - _address)
            throw new OstdException(OstdError.InvalidArgs, "A cursor acts on whole pages inside its range.");
        return _address + length;
    }

    private static ulong LeafEnd(ulong address) => (address & ~(LeafSpan - 1)) + LeafSpan;
}
