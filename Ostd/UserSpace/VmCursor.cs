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
/// <para>Pages are <see cref="Page.Size"/> bytes; what is mapped as a large page is reached as the <see cref="LargePage.Pages"/> pages that it consists of, and is split into them by whoever
/// changes a part of it.</para>
/// </remarks>
public ref partial struct VmCursor
{
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
    /// In a large page it is the frame of the cursor's address.
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

    /// <summary>Bytes that are mapped as one at the cursor: <see cref="Page.Size"/>, <see cref="LargePage.Size"/>, or 0 when nothing is mapped. The cursor stays.</summary>
    public ulong QuerySize()
    {
        Alive();
        CheckRoom();
        Spot spot = Locate(_address);
        if (spot.IsLarge)
            return LargePage.Size;
        return spot.IsLeaf && PageTableEntry.IsMapped(PageTableNodes.Read(PageTableNodes.EntryOf(spot.Table, _address, 1))) ? Page.Size : 0UL;
    }

    /// <summary>Moves to the next mapped page within <paramref name="length"/> bytes; false (cursor at the end of that part) when there is none.</summary>
    public bool TryFindNext(ulong length)
    {
        ulong end = CheckLength(length);
        while (_address < end)
        {
            Spot spot = Locate(_address);
            if (spot.IsLarge)
                return true;
            ulong stop = Math.Min(end, spot.EndFrom(_address));
            if (spot.IsHole)
            {
                _address = stop;
                continue;
            }
            for (; _address < stop; _address += Page.Size)
            {
                if (PageTableEntry.IsMapped(PageTableNodes.Read(PageTableNodes.EntryOf(spot.Table, _address, 1))))
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
        ulong leaf = TableForMapping(state, _address, 1);

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
    /// <exception cref="OutOfMemoryException">No page for the table of a large page that lies only partly in there. The cursor stands at it: what is before is unmapped, the rest is not.</exception>
    public long Unmap(ulong length)
    {
        CursorState state = Alive();
        ulong end = CheckLength(length);
        long total = 0;
        while (_address < end)
        {
            Spot spot = Locate(_address);
            ulong stop = Math.Min(end, spot.EndFrom(_address));
            if (spot.IsLeaf)
                total += UnmapPages(state, spot.Table, stop);
            else if (spot.IsHole)
                _address = stop;
            else if (stop - _address == LargePage.Size)
                total += UnmapLarge(state, spot.Table);
            else
                Split(state, spot.Table, _address);
        }
        return total;
    }

    /// <summary>Changes the flags of every mapped page in the next <paramref name="length"/> bytes to flags &amp; ~clear | set and moves past them. Returns pages changed.</summary>
    /// <exception cref="OutOfMemoryException">No page for the table of a large page that changes only partly. The cursor stands at it: what is before is changed, the rest is not.</exception>
    public long Protect(ulong length, PageFlags clear, PageFlags set)
    {
        CursorState state = Alive();
        ulong end = CheckLength(length);
        long changed = 0;
        while (_address < end)
        {
            Spot spot = Locate(_address);
            ulong stop = Math.Min(end, spot.EndFrom(_address));
            if (spot.IsLeaf)
                changed += ProtectPages(state, spot.Table, stop, clear, set);
            else if (spot.IsHole)
                _address = stop;
            else if (stop - _address == LargePage.Size || WouldStay(spot.Large, clear, set))
                changed += ProtectLarge(state, spot.Table, stop, clear, set);
            else
                Split(state, spot.Table, _address);
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

    // ---- Pages of one leaf table -----------------------------------------------------------------------------

    private long UnmapPages(CursorState state, ulong leaf, ulong stop)
    {
        ulong first = _address;
        long removed = 0;
        for (; _address < stop; _address += Page.Size)
        {
            if (TryUnmapPage(state, PageTableNodes.EntryOf(leaf, _address, 1), _address))
                removed++;
        }
        if (removed > 0 && state.Space!.Nodes.AddUsed(leaf, -removed) == 0)
            FreeEmptyTables(state, first, level: 1);
        return removed;
    }

    private long ProtectPages(CursorState state, ulong leaf, ulong stop, PageFlags clear, PageFlags set)
    {
        long changed = 0;
        for (; _address < stop; _address += Page.Size)
        {
            if (TryProtect(state, leaf, _address, 1, clear, set))
                changed++;
        }
        return changed;
    }

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

    /// <summary>Changes the flags of the entry for an address in a table of <paramref name="level"/>; false when nothing is mapped there.</summary>
    private static bool TryProtect(CursorState state, ulong table, ulong address, int level, PageFlags clear, PageFlags set)
    {
        ulong entryPaddr = PageTableNodes.EntryOf(table, address, level);
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
            if (level == 2 && wanted != old)
                NoteLargeFlush(state, old);
            else if (IsRestriction(old, wanted))
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
            state.HasLarge = false;
        }
        state.DropReleases(space.Frames, space.Nodes);
    }

    /// <summary>The entry that maps the page at the cursor, as a leaf entry; 0 when there is none.</summary>
    private readonly ulong Current()
    {
        Alive();
        CheckRoom();
        Spot spot = Locate(_address);
        if (spot.IsLeaf)
            return PageTableNodes.Read(PageTableNodes.EntryOf(spot.Table, _address, 1));
        return spot.IsHole ? 0 : PageTableEntry.SmallPartOf(spot.Large, _address);
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
}
