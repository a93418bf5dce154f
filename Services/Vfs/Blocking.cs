using System;
using Ostd.Sync;
using Services.Linux;
using Services.Processes;

namespace Services.Vfs;

/// <summary>Waiting inside a file operation.</summary>
public static class Blocking
{
    /// <summary>
    /// Sleeps until the condition holds. ERESTARTSYS: a signal came first. ETIMEDOUT: the deadline did. A task of the kernel itself has no
    /// signals and just waits.
    /// </summary>
    public static Errno Wait(WaitQueue queue, Func<bool> condition, ulong? deadlineNs = null)
    {
        WaitResult result = Thread.CurrentOrNull is { } thread
            ? thread.WaitInterruptible(queue, condition, deadlineNs)
            : queue.WaitUntil(condition, null, deadlineNs);
        return result switch
        {
            WaitResult.Satisfied => Errno.OK,
            WaitResult.Cancelled => Errno.ERESTARTSYS,
            _ => Errno.ETIMEDOUT,
        };
    }
}
