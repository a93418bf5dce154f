namespace Services.Signals;

/// <summary>A signal stack as sigaltstack sets it.</summary>
public readonly record struct AlternateStack(ulong Address, ulong Size, int Flags)
{
    public const int SS_ONSTACK = 1, SS_DISABLE = 2;
    public const int SS_AUTODISARM = 1 << 31;

    /// <summary>Least size that is accepted (MINSIGSTKSZ).</summary>
    public const ulong MinSize = 2048;

    public bool Exists => Size != 0;

    /// <summary>Whether a stack pointer lies on it. Cannot be said of one that disarms itself.</summary>
    public bool Contains(ulong stackPointer) =>
        (Flags & SS_AUTODISARM) == 0 && stackPointer > Address && stackPointer - Address <= Size;

    /// <summary>The flags as sigaltstack reports them at that stack pointer.</summary>
    public int ReportedFlags(ulong stackPointer) =>
        !Exists ? SS_DISABLE : (Flags & SS_AUTODISARM) | (Contains(stackPointer) ? SS_ONSTACK : 0);
}
