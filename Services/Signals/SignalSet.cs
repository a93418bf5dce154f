using System.Numerics;

namespace Services.Signals;

/// <summary>A set of signals as sigset_t holds it: bit n-1 is signal n.</summary>
public readonly record struct SignalSet(ulong Bits)
{
    public static SignalSet Empty => default;

    /// <summary>Signals that can be neither blocked, caught nor ignored.</summary>
    public static SignalSet Unblockable => Of(Signal.SIGKILL) | Of(Signal.SIGSTOP);

    /// <summary>Signals whose default action stops the process.</summary>
    public static SignalSet Stopping => Of(Signal.SIGSTOP) | Of(Signal.SIGTSTP) | Of(Signal.SIGTTIN) | Of(Signal.SIGTTOU);

    /// <summary>Signals that the faulting instruction raises; delivered before others.</summary>
    public static SignalSet Synchronous =>
        Of(Signal.SIGSEGV) | Of(Signal.SIGBUS) | Of(Signal.SIGILL) | Of(Signal.SIGTRAP) | Of(Signal.SIGFPE) | Of(Signal.SIGSYS);

    public static SignalSet Of(Signal signal) => new(1UL << ((int)signal - 1));

    public bool IsEmpty => Bits == 0;
    public bool Contains(Signal signal) => (Bits >> ((int)signal - 1) & 1) != 0;

    /// <summary>The lowest-numbered member; <see cref="Signal.None"/> of the empty set.</summary>
    public Signal First => Bits == 0 ? Signal.None : (Signal)(BitOperations.TrailingZeroCount(Bits) + 1);

    public static SignalSet operator |(SignalSet a, SignalSet b) => new(a.Bits | b.Bits);
    public static SignalSet operator &(SignalSet a, SignalSet b) => new(a.Bits & b.Bits);
    public static SignalSet operator ~(SignalSet a) => new(~a.Bits);
}
