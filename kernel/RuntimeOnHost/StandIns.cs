using Ostd.Panics;
using Ostd.Seam;
using Ostd.Sync;
using Ostd.Tasks;

namespace Internal.Runtime;

/// <summary>What the runtime asks of those above it: here of the framework on the model machine that the calling thread plays a CPU of.</summary>
internal static class RuntimeHooks
{
    internal static nint CurrentTask() => (nint)Task.Current.Number;

    /// <summary>With a pause, which tells the explorer that this is a loop that waits for others.</summary>
    internal static bool TryYield()
    {
        if (!Scheduling.TryYield())
            return false;
        Root.Machine.Pause();
        return true;
    }

    internal static void SpinPause() => Root.Machine.Pause();

    internal static void Panic(string message, string detail) => Ostd.Panics.Panic.Stop(message + detail);
}

/// <summary>The runtime's lock out of the framework's atomics.</summary>
internal struct InterruptSafeLock
{
    private AtomicInt32 _held = new();

    public InterruptSafeLock()
    {
    }

    internal nint Enter()
    {
        Machine machine = Root.Machine;
        bool wereOn = machine.InterruptsEnabled;
        machine.DisableInterrupts();
        while (_held.TakeWhenZero(1) != 0)
            machine.Pause();
        return wereOn ? 1 : 0;
    }

    // The metal has a plain store here. That it stays in the store buffer for a while makes others wait for as long, and nothing else: whoever reads a word that
    // is in the buffer, too, comes to the lock. Emptying the buffer tells the explorer that a turn of a loop that waits has left everything as it was.
    internal void Exit(nint flags)
    {
        _held.Exchange(0);
        if (flags != 0)
            Root.Machine.EnableInterrupts();
    }
}

internal static class TypeNames
{
    internal static string OfConstructor(nint constructor) => $"class {constructor}";
}
