using System;
using Services.Signals;

namespace Services.Processes;

public sealed partial class Thread
{
    // Made once: every entry into user mode and every sleep asks.
    private readonly Func<bool> _hasKernelEvent = static () => false;
    private readonly Func<bool> _isDying = static () => false;

    /// <summary>Signals that wait until they are unblocked. Only the thread itself changes it.</summary>
    public SignalSet Blocked { get; internal set; }

    /// <summary>Whether a signal sent to the thread's process now would be lost on it: blocked or ignored (terminal reads ask).</summary>
    public bool BlocksOrIgnores(Signal signal) => Blocked.Contains(signal) || Process.Actions[signal].IsIgnore;

    /// <summary>Sends a signal to this thread alone. Task context.</summary>
    public void SendSignal(SigInfo info) => throw new NotImplementedException();
}
