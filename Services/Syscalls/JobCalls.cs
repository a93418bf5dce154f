using Services.Linux;
using Services.Processes;

namespace Services.Syscalls;

/// <summary>Numbers of processes, process groups and sessions.</summary>
internal static class JobCalls
{
    public static void Register(SyscallTable table)
    {
        table.Set("getpid", static (t, _) => t.Process.Pid);
        table.Set("gettid", static (t, _) => t.Tid);
        table.Set("getppid", static (t, _) => t.Process.Parent?.Pid ?? 0);
        table.Set("getpgrp", static (t, _) => t.Process.Group.Id);
        table.Set("getpgid", static (t, a) => Find(t, a.Int0) is { } p ? p.Group.Id : Errno.ESRCH.Negate());
        table.Set("getsid", static (t, a) => Find(t, a.Int0) is { } p ? p.Session.Id : Errno.ESRCH.Negate());
        table.Set("setpgid", static (t, a) => SetGroup(t, a.Int0, a.Int1));
        table.Set("setsid", static (t, _) => StartSession(t));
    }

    private static Process? Find(Thread thread, int pid) => pid == 0 ? thread.Process : thread.Process.Table.Find(pid);

    private static long SetGroup(Thread thread, int pid, int groupId)
    {
        if (groupId < 0)
            return Errno.EINVAL.Negate();
        Process self = thread.Process;
        ProcessTable table = self.Table;
        using var guard = table.Lock();
        Process? process = pid == 0 ? self : table.FindLocked(pid);
        if (process is null || process != self && process.Parent != self || process.IsZombie)
            return Errno.ESRCH.Negate();
        if (process != self)
        {
            if (process.Session != self.Session)
                return Errno.EPERM.Negate();
            if (process.HasExecuted)
                return Errno.EACCES.Negate();
        }

        if (process.IsSessionLeader)
            return Errno.EPERM.Negate();
        if (groupId == 0)
            groupId = process.Pid;
        ProcessGroup? group = table.FindGroupLocked(groupId);
        if (group is null && groupId != process.Pid || group is not null && group.Session != process.Session)
            return Errno.EPERM.Negate();
        table.MoveToGroupLocked(process, group ?? table.AddGroupLocked(groupId, process.Session));
        return 0;
    }

    private static long StartSession(Thread thread)
    {
        Process process = thread.Process;
        using var guard = process.Table.Lock();
        if (process.IsSessionLeader || process.Table.FindGroupLocked(process.Pid) is not null)
            return Errno.EPERM.Negate();
        process.Table.StartSessionLocked(process);
        return process.Pid;
    }
}
