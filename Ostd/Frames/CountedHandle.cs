using System;
using Ostd.Seam;
using Ostd.Sync;

namespace Ostd.Frames;

/// <summary>
/// A handle whose every use counts itself in and out of one word, so that disposing it while another CPU is in the middle of a use neither
/// frees the resource under that use nor frees it twice.
/// </summary>
/// <remarks>
/// The word is 4·uses + 2·exclusive + disposed. Once disposed no use begins, so the uses reach zero exactly once afterwards: either Dispose sees zero, or the
/// last use to end does. Whoever it is releases the resource. An exclusive use begins only when there is no other, and keeps others out: it turns the
/// resource into something else, which another handle owns from then on.
/// <para>Checked by: FrameProperty, FrameScenarios, FrameAttacks.</para>
/// </remarks>
public abstract class CountedHandle : Reclaimable, IDisposable
{
    private const int Disposed = 1;
    private const int Exclusive = 2;
    private const int OneUse = 4;

    private AtomicInt32 _state = new();

    private protected CountedHandle()
    {
    }

    /// <summary>Starts a use: until <see cref="EndUse"/> the resource stays, whoever disposes the handle.</summary>
    /// <exception cref="OstdException">Stale: the handle was disposed. Busy: it is being turned into another.</exception>
    internal void BeginUse()
    {
        int state = _state.Load(MemoryOrder.Relaxed);
        while (true)
        {
            if ((state & Disposed) != 0)
                ThrowStale();
            if ((state & Exclusive) != 0)
                throw new OstdException(OstdError.Busy, "The handle is being turned into another one.");
            int seen = _state.CompareExchange(state + OneUse, state);
            if (seen == state)
                return;
            state = seen;
        }
    }

    /// <summary>Like <see cref="BeginUse"/>, but says no instead of throwing: for interrupt handlers, which may not allocate.</summary>
    internal bool TryBeginUse()
    {
        int state = _state.Load(MemoryOrder.Relaxed);
        while ((state & (Disposed | Exclusive)) == 0)
        {
            int seen = _state.CompareExchange(state + OneUse, state);
            if (seen == state)
                return true;
            state = seen;
        }
        return false;
    }

    internal void EndUse()
    {
        if (_state.FetchAdd(-OneUse) == OneUse + Disposed)
            Release();
    }

    /// <summary>Starts a use beside which there is no other, until <see cref="EndExclusive"/> or <see cref="Surrender"/>. False: there is a use at the moment.</summary>
    /// <exception cref="OstdException">Stale: the handle was disposed.</exception>
    private protected bool TryBeginExclusive()
    {
        int state = _state.CompareExchange(Exclusive, 0);
        if ((state & Disposed) != 0)
            ThrowStale();
        return state == 0;
    }

    /// <summary>Ends the exclusive use; the handle is what it was.</summary>
    private protected void EndExclusive()
    {
        if (_state.FetchAdd(-Exclusive) == Exclusive + Disposed)
            Release();
    }

    /// <summary>The handle ends without releasing anything: the resource is another handle's now, or was never there. Nobody uses the handle.</summary>
    private protected void Surrender()
    {
        if ((_state.Exchange(Disposed) & Disposed) == 0)
            ForgetResource();
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
