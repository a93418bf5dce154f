namespace Services.Linux;

/// <summary>struct iovec: a range of user memory, not yet checked.</summary>
public readonly record struct IoVector(ulong Address, ulong Length)
{
    /// <summary>Most ranges one call may name (UIO_MAXIOV).</summary>
    public const int MaxCount = 1024;

    public const int SizeBytes = 16;
}
