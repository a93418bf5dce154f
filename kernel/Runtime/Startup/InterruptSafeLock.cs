using System.Runtime;
using System.Runtime.CompilerServices;
using System.Threading;

namespace Internal.Runtime;

/// <summary>
/// A spin lock for the runtime's own few words. Interrupts are off while it is held, because a handler on the same CPU may
/// want it too.
/// </summary>
internal struct InterruptSafeLock
{
    private int _held;

    /// <summary>Gives what <see cref="Exit"/> needs to turn interrupts on again, if they were.</summary>
    internal nint Enter()
    {
        nint flags = DisableInterrupts();
        while (Interlocked.CompareExchange(ref _held, 1, 0) != 0)
            RuntimeHooks.SpinPause();

        return flags;
    }

    internal void Exit(nint flags)
    {
        Volatile.Write(ref _held, 0);
        RestoreInterrupts(flags);
    }

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "AsterismDisableInterrupts")]
    private static extern nint DisableInterrupts();

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "AsterismRestoreInterrupts")]
    private static extern void RestoreInterrupts(nint flags);
}
