using Ostd.Sync;
using Services.Signals;

namespace Services.Processes;

/// <summary>How signals reach a process and its threads.</summary>
public sealed partial class Process
{
    // Innermost lock: taken in any context, also by timers' callbacks. Protects what follows and the threads' pending signals.
    internal SpinLock SignalLock { get; } = new(irq: true);

    /// <summary>Signals for the process as a whole: any thread takes them. <see cref="SignalQueue.Set"/> is read without the lock.</summary>
    internal SignalQueue SharedPending { get; } = new();

    /// <summary>Sends a signal to the process. Task context. Permission was checked by the caller.</summary>
    public void SendSignal(SigInfo info)
    {
        // Without a lock, a hint only; SIGCONT works whatever its action.
        if (IsZombie || info.Signal != Signal.SIGCONT && CanDrop(info.Signal, Leader))
            return;
        Post(null, new QueuedSignal { Info = info });
    }

    /// <summary>Sends a signal on behalf of the kernel (a broken pipe, a terminal key). Task context.</summary>
    public void SendSignal(Signal signal) => SendSignal(SigInfo.FromKernel(signal));

    /// <summary>
    /// Queues a prepared signal for one thread, or for the process when <paramref name="target"/> is null. Any context: neither
    /// allocates nor sleeps. False when the entry was not queued (the signal waits already, or nobody wants it).
    /// </summary>
    internal bool Post(Thread? target, QueuedSignal entry)
    {
        Signal signal = entry.Info.Signal;
        using var guard = SignalLock.Lock();
        if (Threads.Count == 0)
            return false;
        ApplyStopAndContinueLocked(signal);
        SignalQueue queue = target is null ? SharedPending : target.Pending;
        if (CanDrop(signal, target ?? Leader) || entry.IsQueued || !queue.Wants(signal))
            return false;
        queue.Add(entry);
        if (target is not null)
            target.WakeUp();
        else
            WakeOneForLocked(signal);
        return true;
    }

    /// <summary>Whether sending has no effect: ignored, and not blocked (a blocked one waits, for its action may change).</summary>
    private bool CanDrop(Signal signal, Thread target)
    {
        if (signal is Signal.SIGKILL or Signal.SIGSTOP)
            return IsInit;
        if (target.Blocked.Contains(signal))
            return false;

        // Nothing reaches pid 1 that it did not ask for.
        return Actions.Ignores(signal) || IsInit && Actions[signal].IsDefault;
    }

    /// <summary>
    /// A thread that does not block the signal takes it; the first one when it can. Waking none is right when all block it:
    /// whoever unblocks it looks at the queue.
    /// </summary>
    private void WakeOneForLocked(Signal signal)
    {
        if (signal == Signal.SIGKILL)
        {
            WakeAllLocked();
            return;
        }

        foreach (Thread thread in Threads)
        {
            if (!thread.Blocked.Contains(signal) || thread.Awaited.Contains(signal))
            {
                thread.WakeUp();
                return;
            }
        }
    }

    private void WakeAllLocked()
    {
        foreach (Thread thread in Threads)
            thread.WakeUp();
    }

    /// <summary>Wakes other threads for signals that a thread which ends, or blocks more than before, leaves to them.</summary>
    internal void RetargetSharedSignals(Thread leaving)
    {
        if (SharedPending.Set.IsEmpty)
            return;
        using var guard = SignalLock.Lock();
        foreach (Thread thread in Threads)
        {
            if (thread != leaving && !(SharedPending.Set & ~thread.Blocked).IsEmpty)
                thread.WakeUp();
        }
    }

    /// <summary>Sets the action of a signal. Waiting signals that are ignored from now on are dropped, as POSIX wants.</summary>
    internal void SetAction(Signal signal, SigAction action)
    {
        using var guard = SignalLock.Lock();
        Actions[signal] = action;
        if (!Actions.Ignores(signal))
            return;
        SharedPending.Discard(SignalSet.Of(signal));
        foreach (Thread thread in Threads)
            thread.Pending.Discard(SignalSet.Of(signal));
    }
}
