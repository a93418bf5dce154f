namespace Ostd.Tasks;

/// <summary>
/// The guards a task holds whose disposal must count exactly once. A guard is a ref struct: it cannot leave its task, but it can be copied there. So each has a
/// number that no other guard of the task ever has, and only the first disposal finds it here.
/// </summary>
/// <remarks>
/// Only the task itself touches it, or an interrupt handler on top of it, which disposes what it takes before it returns: an interrupt between two
/// steps of a method here leaves everything as it found it.
/// </remarks>
internal struct HeldGuards
{
    /// <summary>Guards of these kinds that a task holds at a time. They are few: each is a nested <c>using</c>.</summary>
    internal const int Max = 16;

    private readonly (object? What, ulong Number)[] _held;
    private ulong _lastNumber;

    public HeldGuards() => _held = new (object?, ulong)[Max];

    /// <summary>Refuses a guard for which there would be no room, before anything is done for it.</summary>
    /// <exception cref="OstdException">The task holds <see cref="Max"/> already.</exception>
    internal readonly void RequireRoom() => FreeSlot();

    /// <summary>Notes a guard on <paramref name="what"/>. Returns where.</summary>
    internal int Add(object what, out ulong number)
    {
        int slot = FreeSlot();
        number = ++_lastNumber;
        _held[slot].Number = number; // first: from here on an interrupt handler finds the slot taken
        _held[slot].What = what;
        return slot;
    }

    /// <summary>Whether the guard has not been disposed.</summary>
    internal readonly bool Contains(int slot, ulong number) => _held[slot].Number == number;

    /// <summary>True for the first disposal of a guard.</summary>
    internal readonly bool TryRemove(int slot, ulong number)
    {
        if (_held[slot].Number != number)
            return false;
        _held[slot].What = null;
        _held[slot].Number = 0; // last: from here on the slot is free
        return true;
    }

    /// <summary>Whether the task holds a guard on it.</summary>
    internal readonly bool HoldsAny(object what)
    {
        foreach ((object? held, _) in _held)
        {
            if (held == what)
                return true;
        }
        return false;
    }

    private readonly int FreeSlot()
    {
        for (int slot = 0; slot < Max; slot++)
        {
            if (_held[slot].Number == 0)
                return slot;
        }
        throw new OstdException(OstdError.NotEnoughResources, $"{Task.Current} holds {Max} guards (RCU, read locks, CPU guards): dispose them on every path (`using`).");
    }
}
