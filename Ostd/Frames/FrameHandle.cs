using System;
using Ostd.Seam;
using Ostd.Sync;

namespace Ostd.Frames;

/// <summary>
/// A handle on physical pages. Every use counts itself in and out of one word, so that disposing it while another CPU copies
/// through it neither frees the pages under that copy nor frees them twice.
/// </summary>
/// <remarks>
/// The word is 2·uses + disposed. Once disposed no use begins, so the uses reach zero exactly once afterwards: either Dispose sees zero, or the
/// last use to end does. Whoever it is releases the pages.
/// <para>Checked by: FrameTests, and the scenario of a copy that races with Dispose.</para>
/// </remarks>
public abstract class FrameHandle : Reclaimable, IDisposable
{
    private const int Disposed = 1;
    private const int OneUse = 2;

    private readonly ulong _start;
    private AtomicInt32 _state;

    /// <summary>The caller hands over the references that it holds on the pages.</summary>
    private protected FrameHandle(ulong start) => _start = start;

    /// <summary>Physical address of the first page.</summary>
    /// <exception cref="OstdException">Stale: the handle was disposed.</exception>
    public ulong Paddr
    {
        get
        {
            CheckAlive(_state.Load(MemoryOrder.Relaxed));
            return _start;
        }
    }

    /// <summary>Length in bytes.</summary>
    internal abstract long ByteLength { get; }

    /// <summary>Starts a use: until <see cref="EndUse"/> the pages stay, whoever disposes the handle. Returns the address.</summary>
    internal ulong BeginUse()
    {
        int state = _state.Load(MemoryOrder.Relaxed);
        while (true)
        {
            CheckAlive(state);
            int seen = _state.CompareExchange(state + OneUse, state);
            if (seen == state)
                return _start;
            state = seen;
        }
    }

    internal void EndUse()
    {
        if (_state.FetchAdd(-OneUse) == OneUse + Disposed)
            Release(_start);
    }

    /// <summary>Gives up the pages: nothing can be done with the handle any more. Again is harmless.</summary>
    public void Dispose()
    {
        int old = _state.FetchOr(Disposed);
        if ((old & Disposed) != 0)
            return;
        ForgetResource();
        if (old == 0)
            Release(_start);
    }

    internal sealed override void ReclaimDropped() => Dispose();

    /// <summary>Drops the references on the pages. Called once.</summary>
    private protected abstract void Release(ulong start);

    /// <summary>Checks that [offset, offset + length) lies in the handle's bytes.</summary>
    private protected void CheckRange(long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > ByteLength - length)
            throw new OstdException(OstdError.InvalidArgs, "The range must lie inside the pages of the handle.");
    }

    private static void CheckAlive(int state)
    {
        if ((state & Disposed) != 0)
            throw new OstdException(OstdError.Stale, "The handle on these pages was disposed.");
    }
}
