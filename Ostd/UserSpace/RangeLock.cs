using Ostd.Sync;

namespace Ostd.UserSpace;

/// <summary>
/// Excludes cursors over overlapping ranges of one address space from each other; disjoint ones run in parallel. The list of cursors is
/// short (a few for each CPU) and its lock is held for a few instructions.
/// </summary>
/// <remarks>
/// Whoever holds a range owns every page-table entry that maps an address inside it, and may free a table all of whose addresses lie
/// inside: nobody else can be on the way through it. Tables that only partly lie inside are shared with the cursors next to it, which remember
/// where they are: such a table is freed only when no cursor is in the part of the space that it serves.
/// </remarks>
internal sealed class RangeLock
{
    // Order: taken inside whatever its callers hold; innermost. Protects the list and the locked ranges of its members.
    private readonly SpinLock _lock = new();
    private CursorState? _first;

    /// <summary>Waits until no other cursor overlaps the state's range and enters it.</summary>
    /// <exception cref="OstdException">This CPU itself holds a cursor that overlaps: it would wait for itself.</exception>
    public void Acquire(CursorState state)
    {
        state.LockedStart = state.Start;
        state.LockedEnd = state.End;
        Kernel kernel = state.Holder.Kernel;
        while (!TryEnter(state))
        {
            if (kernel.Machine.InterruptsEnabled)
                kernel.Machine.Pause();
            else
                kernel.AnswerWhileWaiting(); // whoever is in the range may be waiting for this CPU to flush
        }
    }

    public void Leave(CursorState state)
    {
        using var guard = _lock.Lock();
        if (_first == state)
        {
            _first = state.Next;
            return;
        }
        CursorState before = _first!;
        while (before.Next != state)
            before = before.Next!;
        before.Next = state.Next;
    }

    /// <summary>Extends what a cursor excludes others from to include [start, end); false when somebody is there.</summary>
    /// <remarks>Checked by: CursorAttack.MapInEmptiedTable.</remarks>
    public bool TryWiden(CursorState state, ulong start, ulong end)
    {
        using var guard = _lock.Lock();
        for (CursorState? other = _first; other is not null; other = other.Next)
        {
            if (other != state && other.LockedStart < end && start < other.LockedEnd)
                return false;
        }
        state.LockedStart = System.Math.Min(state.LockedStart, start);
        state.LockedEnd = System.Math.Max(state.LockedEnd, end);
        return true;
    }

    private bool TryEnter(CursorState state)
    {
        using var guard = _lock.Lock();
        for (CursorState? other = _first; other is not null; other = other.Next)
        {
            if (other.LockedStart >= state.End || state.Start >= other.LockedEnd)
                continue;
            if (other.Holder == state.Holder)
                throw new OstdException(OstdError.InvalidArgs, "This task holds a cursor over a part of the range already: it would wait for itself.");
            return false;
        }
        state.Next = _first;
        _first = state;
        return true;
    }
}
