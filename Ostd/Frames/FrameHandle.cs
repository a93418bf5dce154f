namespace Ostd.Frames;

/// <summary>A handle on physical pages that are contiguous.</summary>
public abstract class FrameHandle : CountedHandle
{
    /// <summary>The caller hands over the references that it holds on the pages.</summary>
    private protected FrameHandle(ulong start) => Start = start;

    /// <summary>Physical address of the first page.</summary>
    /// <exception cref="OstdException">Stale: the handle was disposed.</exception>
    public ulong Paddr
    {
        get
        {
            CheckAlive();
            return Start;
        }
    }

    /// <summary>Length in bytes.</summary>
    internal abstract long ByteLength { get; }

    /// <summary>The address, for whoever is inside a use.</summary>
    internal ulong Start { get; }

    /// <summary>Checks that [offset, offset + length) lies in the handle's bytes.</summary>
    private protected void CheckRange(long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > ByteLength - length)
            throw new OstdException(OstdError.InvalidArgs, "The range must lie inside the pages of the handle.");
    }
}
