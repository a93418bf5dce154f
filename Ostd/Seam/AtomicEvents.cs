namespace Ostd.Sync;

/// <summary>Kinds of shared accesses, as the explorer distinguishes them.</summary>
internal enum AtomicAccess
{
    Load, Store, ReadModifyWrite, Fence,
}

#if !METAL
/// <summary>
/// On the host every atomic operation is an event of the model machine: the point where another CPU may run or an interrupt arrive.
/// The metal has no such calls (the atomics' <c>Event</c> methods are empty there).
/// </summary>
internal static class AtomicEvents
{
    /// <param name="location">The word's name in this execution, given at its first event; 0 before.</param>
    /// <param name="access">What is about to happen.</param>
    internal static void Before(ref int location, AtomicAccess access) => Seam.Root.MachineIfBound?.OnAtomic(ref location, access);
}
#endif
