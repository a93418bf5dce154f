using Services.Memory;
using Services.Processes;

namespace Services.Futexes;

/// <summary>
/// Robust futexes: a list in user memory of the locks a thread holds. When the thread ends they are marked as abandoned and one
/// waiter each is woken. Everything in the list is hostile: it may be endless, or lead anywhere.
/// </summary>
internal static class RobustList
{
    /// <summary>Locks looked at (ROBUST_LIST_LIMIT).</summary>
    private const int MaxEntries = 2048;

    private const uint OwnerDied = 0x4000_0000;
    private const uint Waiters = 0x8000_0000;
    private const uint TidMask = 0x3fff_ffff;
    private const int MaxTries = 1000;

    // struct robust_list_head: next, offset from an entry to its futex, the lock that is being taken or released.
    public const ulong HeadBytes = 24;

    public static void Release(FutexTable futexes, Thread thread)
    {
        AddressSpace space = thread.Space;
        ulong head = thread.RobustListHead;
        if (head == 0 || !space.TryReadUInt64(head, out ulong entry) || !space.TryReadUInt64(head + 8, out ulong offset) || !space.TryReadUInt64(head + 16, out ulong pending))
            return;
        for (int i = 0; i < MaxEntries && entry != head; i++)
        {
            // Bit 0 marks priority inheritance.
            ulong address = entry & ~1UL;
            bool more = space.TryReadUInt64(address, out ulong next);
            if (entry != pending && !Abandon(futexes, thread, address + offset, isPending: false))
                return;
            if (!more)
                return;
            entry = next;
        }

        if (pending != 0)
            Abandon(futexes, thread, (pending & ~1UL) + offset, isPending: true);
    }

    /// <summary>False when the memory cannot be reached: the rest of the list is not worth a try.</summary>
    private static bool Abandon(FutexTable futexes, Thread thread, ulong address, bool isPending)
    {
        AddressSpace space = thread.Space;
        if ((address & 3) != 0 || !space.TryReadUInt32(address, out uint value))
            return false;
        for (int tries = 0; tries < MaxTries; tries++)
        {
            // Unlocked already, but the thread ended before it could wake anybody.
            if (isPending && value == 0)
            {
                futexes.Wake(space, address, isPrivate: false, count: 1);
                return true;
            }

            if ((value & TidMask) != (uint)thread.Tid)
                return true;
            if (!space.TryCompareExchange(address, value & Waiters | OwnerDied, value, out uint old))
                return false;
            if (old == value)
            {
                if ((value & Waiters) != 0)
                    futexes.Wake(space, address, isPrivate: false, count: 1);
                return true;
            }

            value = old;
        }

        return true;
    }
}
