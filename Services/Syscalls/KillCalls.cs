using System;
using Services.Linux;
using Services.Processes;
using Services.Signals;

namespace Services.Syscalls;

/// <summary>Sending signals.</summary>
internal static class KillCalls
{
    public static void Register(SyscallTable table)
    {
        table.Set("kill", static (t, a) => Kill(t, a.Int0, a.Int1));
        table.Set("tkill", static (t, a) => ThreadKill(t, 0, a.Int0, a.Int1));
        table.Set("tgkill", static (t, a) => a.Int0 <= 0 ? Errno.EINVAL.Negate() : ThreadKill(t, a.Int0, a.Int1, a.Int2));
        table.Set("rt_sigqueueinfo", static (t, a) => QueueInfo(t, a.Int0, a.Int1, a.A2));
        table.Set("rt_tgsigqueueinfo", static (t, a) => ThreadQueueInfo(t, a.Int0, a.Int1, a.Int2, a.A3));
    }

    private static bool IsSignal(int number) => number is >= 0 and <= SignalActions.SignalCount;

    private static long Kill(Thread thread, int pid, int number)
    {
        if (!IsSignal(number))
            return Errno.EINVAL.Negate();
        if (pid == int.MinValue)
            return Errno.ESRCH.Negate();
        Process self = thread.Process;
        SigInfo info = SigInfo.FromUser((Signal)number, SigInfo.SI_USER, self.Pid, thread.Credentials.Uid);
        using var guard = self.Table.Lock();
        if (pid > 0)
        {
            if (self.Table.FindLocked(pid) is not { } process)
                return Errno.ESRCH.Negate();
            if (!MaySignal(thread, process, (Signal)number))
                return Errno.EPERM.Negate();
            Send(process, info);
            return 0;
        }

        if (pid == -1)
            return KillAll(thread, info);
        ProcessGroup? group = pid == 0 ? self.Group : self.Table.FindGroupLocked(-pid);
        return group is null ? Errno.ESRCH.Negate() : KillGroup(thread, group, info);
    }

    private static long KillGroup(Thread thread, ProcessGroup group, SigInfo info)
    {
        bool sent = false;
        foreach (Process member in group.Members)
        {
            if (!MaySignal(thread, member, info.Signal))
                continue;
            Send(member, info);
            sent = true;
        }

        return sent ? 0 : Errno.EPERM.Negate();
    }

    /// <summary>Everybody but init and the caller.</summary>
    private static long KillAll(Thread thread, SigInfo info)
    {
        int candidates = 0, sent = 0;
        foreach (Process process in thread.Process.Table.AllLocked)
        {
            if (process.IsInit || process == thread.Process)
                continue;
            candidates++;
            if (!MaySignal(thread, process, info.Signal))
                continue;
            Send(process, info);
            sent++;
        }

        if (candidates == 0)
            return Errno.ESRCH.Negate();
        return sent > 0 ? 0 : Errno.EPERM.Negate();
    }

    private static long ThreadKill(Thread thread, int pid, int tid, int number)
    {
        if (!IsSignal(number) || tid <= 0)
            return Errno.EINVAL.Negate();
        SigInfo info = SigInfo.FromUser((Signal)number, SigInfo.SI_TKILL, thread.Process.Pid, thread.Credentials.Uid);
        return SendToThread(thread, pid, tid, info);
    }

    private static long SendToThread(Thread thread, int pid, int tid, SigInfo info)
    {
        using var guard = thread.Process.Table.Lock();
        Thread? target = thread.Process.Table.FindThreadLocked(tid);
        if (target is null || pid != 0 && target.Process.Pid != pid)
            return Errno.ESRCH.Negate();
        if (!MaySignal(thread, target.Process, info.Signal))
            return Errno.EPERM.Negate();
        if (info.Signal != Signal.None)
            target.SendSignal(info);
        return 0;
    }

    private static long QueueInfo(Thread thread, int pid, int number, ulong address)
    {
        Errno error = ReadInfo(thread, pid, number, address, out SigInfo info);
        if (error != Errno.OK)
            return error.Negate();
        using var guard = thread.Process.Table.Lock();
        if (thread.Process.Table.FindLocked(pid) is not { } process)
            return Errno.ESRCH.Negate();
        if (!MaySignal(thread, process, info.Signal))
            return Errno.EPERM.Negate();
        Send(process, info);
        return 0;
    }

    private static long ThreadQueueInfo(Thread thread, int pid, int tid, int number, ulong address)
    {
        if (pid <= 0 || tid <= 0)
            return Errno.EINVAL.Negate();
        Errno error = ReadInfo(thread, pid, number, address, out SigInfo info);
        return error != Errno.OK ? error.Negate() : SendToThread(thread, pid, tid, info);
    }

    /// <summary>Nobody may pretend that the kernel, or kill, sent a signal to another process.</summary>
    private static Errno ReadInfo(Thread thread, int pid, int number, ulong address, out SigInfo info)
    {
        info = default;
        Span<byte> raw = stackalloc byte[SigInfo.SizeBytes];
        if (!thread.Space.TryRead(address, raw))
            return Errno.EFAULT;
        if (!IsSignal(number))
            return Errno.EINVAL;
        info = SigInfo.ReadFrom((Signal)number, raw);
        return (info.Code >= 0 || info.Code == SigInfo.SI_TKILL) && pid != thread.Process.Pid ? Errno.EPERM : Errno.OK;
    }

    private static void Send(Process process, SigInfo info)
    {
        if (info.Signal != Signal.None)
            process.SendSignal(info);
    }

    private static bool MaySignal(Thread sender, Process target, Signal signal)
    {
        Credentials me = sender.Credentials, other = target.Credentials;
        if (me.Has(Capability.CAP_KILL) || target == sender.Process)
            return true;
        if (me.EffectiveUid == other.SavedUid || me.EffectiveUid == other.Uid || me.Uid == other.SavedUid || me.Uid == other.Uid)
            return true;
        return signal == Signal.SIGCONT && target.Session == sender.Process.Session;
    }
}
