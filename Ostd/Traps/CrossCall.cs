using Ostd.Sync;

namespace Ostd.Traps;

/// <summary>Work that other CPUs do in interrupt context on this CPU's behalf. Make one ahead of time and use it again: sending it does not allocate.</summary>
internal abstract class CrossCall
{
    /// <summary>CPUs that have not run it yet.</summary>
    internal AtomicInt32 Pending = new();

    /// <summary>On each target, with interrupts disabled. Must not wait for the sender's locks.</summary>
    internal abstract void Run();
}
