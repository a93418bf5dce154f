namespace Ostd.Sync;

/// <summary>What an atomic load or store promises about the accesses around it.</summary>
/// <remarks>
/// On x86 every load acquires and every store releases; only <see cref="SeqCst"/> stores cost more (a locked exchange), because
/// only they keep a later load from overtaking the store in the store buffer. Read-modify-write operations are always full fences.
/// </remarks>
public enum MemoryOrder
{
    /// <summary>Atomic, nothing more.</summary>
    Relaxed,
    /// <summary>Loads: nothing that follows moves before it.</summary>
    Acquire,
    /// <summary>Stores: nothing that precedes moves after it.</summary>
    Release,
    /// <summary>One order for all such operations; a full fence for stores.</summary>
    SeqCst,
}
