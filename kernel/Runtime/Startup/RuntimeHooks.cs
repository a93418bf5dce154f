using System;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace Internal.Runtime;

/// <summary>
/// What the runtime needs from those above it, who set these while they come up. The defaults serve a single CPU without
/// tasks. Function pointers rather than delegates: they must work before there is a heap.
/// </summary>
internal static unsafe class RuntimeHooks
{
    /// <summary>Identity of the running task: equal while it runs, different for all that run or wait; never zero.</summary>
    internal static delegate*<nint> CurrentTask;

    /// <summary>Lets others run while the caller waits for them.</summary>
    internal static delegate*<void> Yield;

    /// <summary>Called when nobody catches an exception, on the stack of the thrower. Must not return.</summary>
    internal static delegate*<Exception, void> Unhandled;

    /// <summary>Stops the machine with a message. Must not return.</summary>
    internal static delegate*<string, string, void> PanicHandler;

    internal static nint GetCurrentTask() => CurrentTask != null ? CurrentTask() : 1;

    internal static void YieldOrSpin()
    {
        if (Yield != null)
            Yield();
        else
            SpinPause();
    }

    internal static void Panic(string message, string detail)
    {
        if (PanicHandler != null)
            PanicHandler(message, detail);

        Halt();
    }

    /// <summary>Called by compiled code that finds the word between its stack buffers and its return address changed.</summary>
    [RuntimeExport("RhpFallbackFailFast")]
    private static void StackBufferOverrun() => Panic("A buffer on the stack was overrun.", "");

    /// <summary>Interrupts off for ever.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "AsterismHalt")]
    internal static extern void Halt();

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "AsterismSpinPause")]
    internal static extern void SpinPause();
}
