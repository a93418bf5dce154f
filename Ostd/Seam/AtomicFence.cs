using System.Runtime.CompilerServices;
using System.Threading;

namespace Ostd.Sync;

/// <summary>Fences, for algorithms that read one word after writing another.</summary>
public static class AtomicFence
{
    /// <summary>
    /// No access moves across it in either direction. Needed where a plain store must be visible before a later load of another
    /// word: x86 keeps the store in the store buffer otherwise, and two CPUs can both miss each other's store.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Full()
    {
#if METAL
        Interlocked.MemoryBarrier();
#else
        Seam.Root.MachineIfBound?.BeforeAtomic(null, AtomicAccess.Fence, MemoryOrder.SeqCst);
#endif
    }
}
