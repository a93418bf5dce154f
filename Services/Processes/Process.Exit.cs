using Ostd.Sync;
using Services.Signals;

namespace Services.Processes;

/// <summary>How a process ends: its status, and what is left of it for its parent.</summary>
public sealed partial class Process
{
    // Written under the signal lock or, for the second, the table's; read without.
    private AtomicBool _isExiting = new();
    private AtomicBool _isZombie = new();
    private AtomicInt32 _exitStatus = new();

    /// <summary>Every thread shall end.</summary>
    public bool IsExiting
    {
        get => _isExiting.Load(MemoryOrder.Acquire);
        private set => _isExiting.Store(value, MemoryOrder.Release);
    }

    /// <summary>It has ended, and its parent has not waited for it yet.</summary>
    public bool IsZombie
    {
        get => _isZombie.Load(MemoryOrder.Acquire);
        private set => _isZombie.Store(value, MemoryOrder.Release);
    }

    /// <summary>What wait reports once it is a zombie.</summary>
    public int ExitStatus
    {
        get => _exitStatus.Load(MemoryOrder.Acquire);
        private set => _exitStatus.Store(value, MemoryOrder.Release);
    }

    /// <summary>Threads that have not begun to end. Under the signal lock.</summary>
    private int _liveThreads;

    /// <summary>CPU time of threads that have ended, and of children that were waited for.</summary>
    internal CpuTimes EndedThreads { get; private set; }
    internal CpuTimes ReapedChildren { get; private set; }

    /// <summary>CPU time of all its threads.</summary>
    public CpuTimes CpuTimes
    {
        get
        {
            using var guard = SignalLock.Lock();
            CpuTimes sum = EndedThreads;
            foreach (Thread thread in Threads)
                sum += thread.CpuTimes;
            return sum;
        }
    }

    /// <summary>Ends all threads: exit_group, or a deadly signal. The first caller's status counts.</summary>
    internal void BeginExit(int status)
    {
        using var guard = SignalLock.Lock();
        if (IsExiting)
            return;
        ExitStatus = status;
        IsExiting = true;
        UpdateAttentionLocked();
        WakeAllLocked();
    }

    /// <summary>Adds a thread that is about to start. False when the process is ending or an execve is ending its threads.</summary>
    internal bool TryAddThreadLocked(Thread thread)
    {
        // Nothing is allocated under the signal lock.
        Threads.EnsureCapacity(Threads.Count + 1);
        using var guard = SignalLock.Lock();
        if (IsExiting || ExecutingThread is not null)
            return false;
        Threads.Add(thread);
        _threadCount.Store(Threads.Count, MemoryOrder.Release);
        _liveThreads++;
        return true;
    }

    /// <summary>A thread begins to end. True for the last one, which then takes the process down.</summary>
    internal bool LeaveThread(Thread thread, int code)
    {
        using var guard = SignalLock.Lock();
        if (!IsExiting && thread.IsLeader)
            ExitStatus = WaitStatus.Exited(code);
        bool last = --_liveThreads == 0;
        if (last)
            IsExiting = true;
        return last;
    }

    /// <summary>The thread is gone. Both locks are needed to change the list.</summary>
    internal void RemoveThreadLocked(Thread thread)
    {
        bool stopped;
        using (SignalLock.Lock())
        {
            EndedThreads += thread.CpuTimes;
            Threads.Remove(thread);
            _threadCount.Store(Threads.Count, MemoryOrder.Release);
            stopped = CompleteStopLocked();
            ExecutingThread?.WakeUp();
        }

        if (stopped)
            ReportStopLocked();
    }

    /// <summary>
    /// The last thread is gone: hands the children on, tells the parent, and leaves a zombie, or nothing when the parent
    /// does not want to know. Under the table's lock.
    /// </summary>
    internal void BecomeZombieLocked()
    {
        ReparentChildrenLocked();
        if (IsSessionLeader)
            EndSessionLeadershipLocked();
        ContinueOrphanedGroupsLocked();
        IsZombie = true;
        UnreportedStop = Signal.None;
        HasUnreportedContinue = false;

        TellParentLocked();
    }

    private void TellParentLocked()
    {
        if (Parent is not { } parent)
            return;
        SigAction action = parent.Actions[Signal.SIGCHLD];
        bool unwanted = ExitSignal == Signal.SIGCHLD && (action.IsIgnore || action.Has(SigAction.SA_NOCLDWAIT));
        if (ExitSignal != Signal.None && !(unwanted && action.IsIgnore))
        {
            (int code, int status) = WaitStatus.ForSigInfo(ExitStatus);
            parent.SendSignal(ChildInfo(code, status) with { Signal = ExitSignal });
        }

        if (unwanted)
            ReapLocked(accountTo: null);
        parent.ChildEvents.WakeAll();
    }

    /// <summary>Takes a zombie out of every table.</summary>
    internal void ReapLocked(Process? accountTo)
    {
        if (accountTo is not null)
            accountTo.ReapedChildren += EndedThreads + ReapedChildren;
        Parent?.Children.Remove(this);
        Parent = null;
        Table.LeaveGroupLocked(this);
        Table.RemoveProcessLocked(this);
    }

    private SigInfo ChildInfo(int code, int status)
    {
        CpuTimes times = EndedThreads;
        return SigInfo.Child(code, Pid, Credentials.Uid, status, times.UserTicks, times.SystemTicks);
    }

    private void ReparentChildrenLocked()
    {
        if (Children.Count == 0)
            return;
        Process adopter = FindAdopterLocked();
        foreach (Process child in Children)
        {
            child.Parent = adopter;
            child.ExitSignal = Signal.SIGCHLD;
            if (child.ParentDeathSignal != Signal.None)
                child.SendSignal(child.ParentDeathSignal);
            adopter.Children.Add(child);
            if (child.IsZombie)
                child.TellParentLocked();
        }

        foreach (Process child in Children)
        {
            if (child.Group != Group && child.Session == Session)
                HangUpIfNewlyOrphanedLocked(child.Group, null);
        }

        Children.Clear();
        adopter.ChildEvents.WakeAll();
    }

    private Process FindAdopterLocked()
    {
        for (Process? ancestor = Parent; ancestor is not null; ancestor = ancestor.Parent)
        {
            if (ancestor.IsSubreaper && !ancestor.IsExiting)
                return ancestor;
        }

        return Table.Init;
    }

    /// <summary>The terminal of the session hangs up: its foreground group hears of it and the session has no terminal any more.</summary>
    private void EndSessionLeadershipLocked()
    {
        Session session = Session;
        session.Leader = null;

        // Another session may be taking the terminal at this moment: its groups must not hear of it.
        if (session.Terminal?.LeaveSession(session) is not { } foreground)
            return;
        foreground.SendSignalLocked(SigInfo.FromKernel(Signal.SIGHUP));
        foreground.SendSignalLocked(SigInfo.FromKernel(Signal.SIGCONT));
    }

    /// <summary>
    /// Groups that this exit orphans and that have stopped members get SIGHUP and SIGCONT: nobody else could continue them.
    /// </summary>
    private void ContinueOrphanedGroupsLocked()
    {
        if (Parent is { } parent && parent.Group != Group && parent.Session == Session)
            HangUpIfNewlyOrphanedLocked(Group, this);
    }

    private static void HangUpIfNewlyOrphanedLocked(ProcessGroup group, Process? ignored)
    {
        if (!group.HasStoppedMemberLocked() || !group.IsOrphanedLocked(ignored))
            return;
        group.SendSignalLocked(SigInfo.FromKernel(Signal.SIGHUP));
        group.SendSignalLocked(SigInfo.FromKernel(Signal.SIGCONT));
    }
}
