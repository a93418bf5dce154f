namespace Services.Signals;

/// <summary>
/// What a process wants done with one signal: struct sigaction. Immutable, so that a reader sees the old or the new one, never a mix.
/// </summary>
public sealed record SigAction(ulong Handler, ulong Flags, ulong Restorer, SignalSet Mask)
{
    /// <summary>Values of the handler that are not addresses.</summary>
    public const ulong SIG_DFL = 0, SIG_IGN = 1;

    public const ulong SA_NOCLDSTOP = 1, SA_NOCLDWAIT = 2, SA_SIGINFO = 4, SA_RESTORER = 0x04000000, SA_ONSTACK = 0x08000000, SA_RESTART = 0x10000000,
        SA_NODEFER = 0x40000000, SA_RESETHAND = 0x80000000;

    /// <summary>The flags that are kept; programs probe for others by reading back what they set.</summary>
    public const ulong SupportedFlags = SA_NOCLDSTOP | SA_NOCLDWAIT | SA_SIGINFO | SA_RESTORER | SA_ONSTACK | SA_RESTART | SA_NODEFER | SA_RESETHAND;

    public static SigAction Default { get; } = new(SIG_DFL, 0, 0, SignalSet.Empty);

    public bool IsDefault => Handler == SIG_DFL;
    public bool IsIgnore => Handler == SIG_IGN;
    public bool IsHandler => Handler > SIG_IGN;

    public bool Has(ulong flag) => (Flags & flag) != 0;
}
