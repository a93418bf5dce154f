using Services.Futexes;

namespace Services.Processes;

/// <summary>How a thread ends.</summary>
public sealed partial class Thread
{
    /// <summary>Set while a parent sleeps in vfork until this thread's process stops using its memory.</summary>
    internal VforkDone? VforkDone { get; set; }

    /// <summary>Releases what the thread holds; with the last thread the process ends. Runs in the thread's own task.</summary>
    internal void End(int code)
    {
        Process process = Process;
        ReleaseFutexes();
        bool last = process.LeaveThread(this, code);
        if (last)
            process.ReleaseResources();
        VforkDone?.Complete();

        using var guard = process.Table.Lock();
        process.RemoveThreadLocked(this);

        // Not before: until it is off the list a sender may choose it. Checked by: SignalScenarios.EndingPassesOn.
        process.RetargetSharedSignals(this);

        // The first thread's number is the process' own and stays in use with it.
        process.Table.RemoveThreadLocked(this);
        if (last)
            process.BecomeZombieLocked();
    }

    /// <summary>Takes back a thread whose task could not be made: nobody has seen it run. A process that consists of it is never waited for.</summary>
    internal void EndUnstarted()
    {
        Process process = Process;
        bool last = process.LeaveThread(this, 0);
        if (last)
            process.ReleaseResources();
        using var guard = process.Table.Lock();
        process.RemoveThreadLocked(this);
        process.Table.RemoveThreadLocked(this);
        if (last)
            process.ReapLocked(accountTo: null);
    }

    /// <summary>Robust futexes are marked as abandoned, and who joins this thread is told.</summary>
    private void ReleaseFutexes()
    {
        if (Process.Space is not { } space)
            return;
        if (RobustListHead != 0)
            RobustList.Release(LinuxKernel.Current.Futexes, this);

        // Nobody could look when nobody else has the memory.
        bool isShared = space.IsSharedByProcesses || Process.ThreadCount > 1;
        if (ClearChildTid != 0 && isShared && space.TryWriteInt32(ClearChildTid, 0))
            LinuxKernel.Current.Futexes.Wake(space, ClearChildTid, isPrivate: false, count: 1);
    }

    /// <summary>For execve: as at the end of a thread, then the addresses mean nothing any more.</summary>
    internal void ForgetUserAddresses()
    {
        ReleaseFutexes();
        ClearChildTid = 0;
        RobustListHead = 0;
        AlternateStack = default;
        RestartBlock = null;
    }
}
