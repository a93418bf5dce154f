using System;
using Ostd.Seam;
using Ostd.Sync;

namespace Ostd.Frames;

/// <summary>
/// A handle whose every use counts itself in and out of one word, so that disposing it while another CPU is in the middle of a use neither
/// frees the resource under that use nor frees it twice.
/// </summary>
/// <remarks>
/// The word is 2·uses + disposed. Once disposed no use begins, so the uses reach zero exactly once afterwards: either Dispose sees zero, or the
/// last use to end does. Whoever it is releases the resource.
/// <para>Checked by: FrameTests, and the scenario of a copy that races with Dispose.</para>
/// </remarks>
public abstract class CountedHandle : Reclaimable, IDisposable
{
    private const int Disposed = 1;
    private const int OneUse = 2;

    private AtomicInt32 _state = new();

    private protected CountedHandle()
    {
    }

    /// <summary>Starts a use: until <see cref="EndUse"/> the resource stays, whoever disposes the handle.</summary>
    /// <exception cref="OstdException">Stale: the handle was disposed.</exception>
    internal void BeginUse()
    {
        int state = _state.Load(MemoryOrder.Relaxed);
        while (true)
        {
            if ((state & Disposed) != 0)
                ThrowStale();
            int seen = _state.CompareExchange(state + OneUse, state);
            if (seen == state)
                return;
            state = seen;
        }
    }

    internal void EndUse()
    {
        if (_state.FetchAdd(-OneUse) == OneUse + Disposed)
            Release();
    }

    /// <summary>Gives up the resource: nothing can be done with the handle any more. Again is harmless.</summary>
    public void Dispose()
    {
        int old = _state.FetchOr(Disposed);
        if ((old & Disposed) != 0)
            return;
        ForgetResource();
        if (old == 0)
            Release();
    }

    internal sealed override void ReclaimDropped() => Dispose();

    /// <summary>Refuses a handle that was disposed. It may be disposed right after: use <see cref="BeginUse"/> to keep the resource.</summary>
    private protected void CheckAlive()
    {
        if ((_state.Load(MemoryOrder.Relaxed) & Disposed) != 0)
            ThrowStale();
    }

    /// <summary>Gives the resource back. Called once, when no use is left.</summary>
    private protected abstract void Release();

    private static void ThrowStale() => throw new OstdException(OstdError.Stale, "The handle was disposed.");
}
