using System;
using Ostd.Sync;
using Services.Signals;

namespace Services.Processes;

/// <summary>The signals of one thread: what waits, what is blocked, what interrupts it.</summary>
public sealed partial class Thread
{
    // Made once: every entry into user mode and every sleep asks.
    private readonly Func<bool> _hasKernelEvent;
    private readonly Func<bool> _isDying;

    /// <summary>Signals for this thread alone. Under the process' signal lock.</summary>
    internal SignalQueue Pending { get; } = new();

    private AtomicUInt64 _blocked = new();
    private AtomicUInt64 _awaited = new();

    /// <summary>Signals that wait until they are unblocked. Only the thread itself changes it, and looks at what waits then: see <see cref="SignalQueue.Set"/>.</summary>
    public SignalSet Blocked
    {
        get => new(_blocked.Load(MemoryOrder.Acquire));
        private set => _blocked.Store(value.Bits, MemoryOrder.SeqCst);
    }

    /// <summary>Blocked signals that a rt_sigtimedwait of this thread waits for: they wake it.</summary>
    internal SignalSet Awaited
    {
        get => new(_awaited.Load(MemoryOrder.Acquire));
        set => _awaited.Store(value.Bits, MemoryOrder.SeqCst);
    }

    // The mask that a sigsuspend, ppoll or pselect replaced for its duration.
    private SignalSet _savedMask;
    private bool _hasSavedMask;

    /// <summary>The alternate stack for handlers; size 0 when there is none.</summary>
    internal AlternateStack AlternateStack { get; set; }

    /// <summary>How restart_syscall continues the interrupted call (only after ERESTART_RESTARTBLOCK).</summary>
    public Func<Thread, long>? RestartBlock { get; set; }

    /// <summary>Whether a signal sent to the thread's process now would do nothing to it: blocked or ignored (terminals ask).</summary>
    public bool BlocksOrIgnores(Signal signal) => Blocked.Contains(signal) || Process.Actions[signal].IsIgnore;

    /// <summary>Sends a signal to this thread alone. Task context.</summary>
    public void SendSignal(SigInfo info) => Process.Post(this, new QueuedSignal { Info = info });

    /// <summary>
    /// Raises a signal that the thread cannot put off: an exception of its own. When it is blocked or ignored it kills.
    /// </summary>
    internal void ForceSignal(SigInfo info)
    {
        Signal signal = info.Signal;
        if (Blocked.Contains(signal) || Process.Actions[signal].IsIgnore)
        {
            Process.SetAction(signal, SigAction.Default);
            Blocked &= ~SignalSet.Of(signal);
        }

        if (Process.IsInit && Process.Actions[signal].IsDefault)
        {
            // Dropping it would repeat the faulting instruction for ever.
            Process.BeginExit(WaitStatus.Killed(signal, dumped: false));
            return;
        }

        SendSignal(info);
    }

    /// <summary>A new thread has its maker's mask, and its alternate stack unless the two would use it at once. Nothing is pending.</summary>
    internal void InheritSignals(Thread parent, bool keepsAlternateStack)
    {
        Blocked = parent.Blocked;
        if (keepsAlternateStack)
            AlternateStack = parent.AlternateStack;
    }

    /// <summary>Replaces the mask for good.</summary>
    internal void SetBlocked(SignalSet mask)
    {
        SignalSet newlyBlocked = mask & ~Blocked;
        Blocked = mask & ~SignalSet.Unblockable;
        if (!(newlyBlocked & Process.SharedPending.Set).IsEmpty)
            Process.RetargetSharedSignals(this);
    }

    /// <summary>
    /// Replaces the mask until the call returns; a handler that interrupts it runs under the temporary mask, and returns to
    /// the old one. For sigsuspend, ppoll, pselect6, epoll_pwait.
    /// </summary>
    public void SetTemporaryMask(SignalSet mask)
    {
        _savedMask = Blocked;
        _hasSavedMask = true;
        SetBlocked(mask);
    }

    /// <summary>Puts the replaced mask back at once: the call was not interrupted.</summary>
    public void RestoreTemporaryMask()
    {
        if (!_hasSavedMask)
            return;
        _hasSavedMask = false;
        SetBlocked(_savedMask);
    }

    /// <summary>Whether anything must happen before user code runs on, or a sleep must end. Allocates nothing: every system call asks.</summary>
    private bool HasKernelEvent() => HasDeliverableSignal || Process.NeedsAttention;

    private bool HasDeliverableSignal => ((Pending.Set.Bits | Process.SharedPending.Set.Bits) & ~Blocked.Bits) != 0;

    private bool IsKilledByExec => Process.ExecutingThread is { } survivor && survivor != this;

    /// <summary>The thread will run no user code any more.</summary>
    internal bool IsDying => Process.IsExiting || IsKilledByExec || (Pending.Set | Process.SharedPending.Set).Contains(Signal.SIGKILL);

    /// <summary>Takes the next signal to act on: those of the thread first, among them exceptions first. None when none is deliverable.</summary>
    internal Signal TakeSignal(SignalSet mask, out SigInfo info)
    {
        using var guard = Process.SignalLock.Lock();
        SignalQueue queue = Pending;
        Signal signal = Choose(queue.Set & ~mask);
        if (signal == Signal.None)
        {
            queue = Process.SharedPending;
            signal = Choose(queue.Set & ~mask);
            if (signal == Signal.None)
            {
                info = default;
                return Signal.None;
            }
        }

        info = queue.Take(signal);
        if (SignalSet.Stopping.Contains(signal))
            Process.NoteStopTakenLocked();
        return signal;
    }

    /// <summary>Takes and forgets everything that waits: for process 1 in the kernel, which acts on no signal.</summary>
    internal void DropSignals()
    {
        while (TakeSignal(SignalSet.Empty, out _) != Signal.None)
        {
        }
    }

    private static Signal Choose(SignalSet set)
    {
        if (set.IsEmpty)
            return Signal.None;
        if (set.Contains(Signal.SIGKILL))
            return Signal.SIGKILL;
        SignalSet synchronous = set & SignalSet.Synchronous;
        return synchronous.IsEmpty ? set.First : synchronous.First;
    }
}
