using Ostd.Sync;
using Services.Signals;

namespace Services.Processes;

/// <summary>
/// Job control: stopping and continuing all threads of a process.
/// </summary>
/// <remarks>
/// A stop is requested by the thread that takes the stop signal; each thread parks before it returns to user mode; the last one to
/// park tells the parent. SIGCONT and SIGKILL withdraw the request when they are sent, whatever their action or mask.
/// </remarks>
public sealed partial class Process
{
    // All three are written under the signal lock and read without one.
    private AtomicBool _isStopRequested = new();
    private AtomicBool _isStopped = new();
    private AtomicBool _needsAttention = new();

    /// <summary>Threads shall park.</summary>
    internal bool IsStopRequested
    {
        get => _isStopRequested.Load(MemoryOrder.Acquire);
        private set => _isStopRequested.Store(value, MemoryOrder.Release);
    }

    /// <summary>Every thread is parked.</summary>
    public bool IsStopped
    {
        get => _isStopped.Load(MemoryOrder.Acquire);
        private set => _isStopped.Store(value, MemoryOrder.Release);
    }

    private Signal _stopSignal;
    private int _parkedThreads;
    private bool _stopTaken;
    private bool _mustReportContinue;

    // What wait has not reported yet; under the table's lock.
    internal Signal UnreportedStop { get; set; }
    internal bool HasUnreportedContinue { get; set; }

    /// <summary>The threads have more to do than run user code. Every entry into user mode asks.</summary>
    internal bool NeedsAttention => _needsAttention.Load(MemoryOrder.Acquire);

    private void UpdateAttentionLocked() => _needsAttention.Store(IsStopRequested || IsExiting || ExecutingThread is not null, MemoryOrder.Release);

    private void ApplyStopAndContinueLocked(Signal signal)
    {
        if (SignalSet.Stopping.Contains(signal))
        {
            DiscardLocked(SignalSet.Of(Signal.SIGCONT));
        }
        else if (signal is Signal.SIGCONT or Signal.SIGKILL)
        {
            DiscardLocked(SignalSet.Stopping);
            _stopTaken = false;
            if (!IsStopRequested)
                return;
            _mustReportContinue = IsStopped && signal == Signal.SIGCONT;
            IsStopRequested = false;
            IsStopped = false;
            UpdateAttentionLocked();
            WakeAllLocked();
        }
    }

    private void DiscardLocked(SignalSet set)
    {
        SharedPending.Discard(set);
        foreach (Thread thread in Threads)
            thread.Pending.Discard(set);
    }

    /// <summary>Called with the signal lock held when a thread takes a stop signal out of a queue: a SIGCONT from now on withdraws it.</summary>
    internal void NoteStopTakenLocked() => _stopTaken = true;

    /// <summary>Requests the stop that a taken stop signal asks for.</summary>
    internal void RequestStop(Signal signal)
    {
        using var guard = SignalLock.Lock();
        if (!_stopTaken || IsExiting)
            return;
        _stopTaken = false;
        _stopSignal = signal;
        IsStopRequested = true;
        UpdateAttentionLocked();
        WakeAllLocked();
    }

    /// <summary>Keeps the calling thread here while its process is stopped.</summary>
    internal void Park(Thread thread)
    {
        if (ParkOne())
            ReportStop();
        while (IsStopRequested && !thread.IsDying)
            thread.WaitForWake(null);
        if (UnparkOne())
            ReportContinue();
    }

    /// <summary>True when the last thread has parked now.</summary>
    private bool ParkOne()
    {
        using var guard = SignalLock.Lock();
        _parkedThreads++;
        return CompleteStopLocked();
    }

    private bool CompleteStopLocked()
    {
        if (!IsStopRequested || IsStopped || Threads.Count == 0 || _parkedThreads < Threads.Count)
            return false;
        IsStopped = true;
        return true;
    }

    private bool UnparkOne()
    {
        using var guard = SignalLock.Lock();
        _parkedThreads--;
        bool report = _mustReportContinue;
        _mustReportContinue = false;
        return report;
    }

    private void ReportStop()
    {
        using var guard = Table.Lock();
        ReportStopLocked();
    }

    private void ReportStopLocked()
    {
        // Continued since the last thread parked: whoever went on has reported that, or will. Checked by: SignalScenarios.ParkedIsContinued.
        if (!IsStopped)
            return;
        UnreportedStop = _stopSignal;
        HasUnreportedContinue = false;
        NotifyParentLocked(SigInfo.CLD_STOPPED, (int)_stopSignal);
    }

    private void ReportContinue()
    {
        using var guard = Table.Lock();
        UnreportedStop = Signal.None;
        HasUnreportedContinue = true;
        NotifyParentLocked(SigInfo.CLD_CONTINUED, (int)Signal.SIGCONT);
    }

    /// <summary>SIGCHLD, unless the parent does not want to know of stops, and a wake-up for its waits.</summary>
    private void NotifyParentLocked(int code, int status)
    {
        if (Parent is not { } parent)
            return;
        if (!parent.Actions[Signal.SIGCHLD].Has(SigAction.SA_NOCLDSTOP))
            parent.SendSignal(ChildInfo(code, status));
        parent.ChildEvents.WakeAll();
    }
}
