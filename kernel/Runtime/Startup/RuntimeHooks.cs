using System;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace Internal.Runtime;

/// <summary>
/// What the runtime needs from those above it, who set these while they come up. Function pointers rather than delegates:
/// they must work before there is a heap.
/// </summary>
internal static unsafe class RuntimeHooks
{
    /// <summary>What <see cref="TryYield"/> does; null as long as there are no tasks.</summary>
    internal static delegate*<bool> Yielder;

    /// <summary>Runs the collector to the end of a collection; null as long as there is none.</summary>
    internal static delegate*<void> Collect;

    /// <summary>Called when nobody catches an exception, on the stack of the thrower. Must not return.</summary>
    internal static delegate*<Exception, void> Unhandled;

    /// <summary>Stops the machine with a message. Must not return.</summary>
    internal static delegate*<string, string, void> PanicHandler;

    /// <summary>Lets other tasks run while the caller waits for one of them; false when the caller may not give up the CPU.</summary>
    internal static bool TryYield() => Yielder != null && Yielder();

    internal static void Panic(string message, string detail)
    {
        if (PanicHandler != null)
            PanicHandler(message, detail);

        Halt();
    }

    /// <summary>Called by compiled code that finds the word between its stack buffers and its return address changed.</summary>
    [RuntimeExport("RhpFallbackFailFast")]
    private static void StackBufferOverrun() => Panic("A buffer on the stack was overrun.", "");

    /// <summary>Identity of the running task: the same while it lives, different from those of all others.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "AsterismCurrentTask")]
    internal static extern nint CurrentTask();

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "AsterismSpinPause")]
    internal static extern void SpinPause();

    /// <summary>Interrupts off for ever.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "AsterismHalt")]
    private static extern void Halt();
}
