using Ostd.Sync;

namespace Services.Processes;

/// <summary>What execve does to the threads of a process.</summary>
public sealed partial class Process
{
    private AtomicRef<Thread?> _executingThread = new();

    /// <summary>The thread whose execve ends all others meanwhile. Written under the signal lock; read without.</summary>
    internal Thread? ExecutingThread
    {
        get => _executingThread.Load(MemoryOrder.Acquire);
        private set => _executingThread.Store(value, MemoryOrder.Release);
    }

    /// <summary>
    /// Ends every other thread and gives the caller the process' own number. False when the process is ending anyway.
    /// </summary>
    internal bool TryBecomeSingle(Thread thread)
    {
        if (!TryBeginExec(thread))
            return false;
        while (ThreadCount > 1 && !IsExiting)
            thread.WaitForWake(null);
        EndExec();
        if (IsExiting)
            return false;
        if (!thread.IsLeader)
            TakeOverLeadership(thread);
        return true;
    }

    private bool TryBeginExec(Thread thread)
    {
        using var guard = SignalLock.Lock();
        if (IsExiting || ExecutingThread is not null)
            return false;
        if (Threads.Count > 1)
        {
            ExecutingThread = thread;
            UpdateAttentionLocked();
            WakeAllLocked();
        }

        return true;
    }

    private void EndExec()
    {
        using var guard = SignalLock.Lock();
        ExecutingThread = null;
        UpdateAttentionLocked();
    }

    private void TakeOverLeadership(Thread thread)
    {
        using var guard = Table.Lock();
        Table.RemoveThreadLocked(thread);
        thread.Tid = Pid;
        Leader = thread;
        Table.AddThreadLocked(thread);
    }
}
