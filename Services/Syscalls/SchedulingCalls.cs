using System;
using System.Buffers.Binary;
using Ostd;
using Ostd.Tasks;
using Services.Linux;
using Services.Processes;
using Services.Time;

namespace Services.Syscalls;

/// <summary>
/// Scheduling. There is one policy for all: the calls keep what is set and report it, and refuse what only privileged
/// programs may ask for.
/// </summary>
internal static class SchedulingCalls
{
    private const int SCHED_OTHER = 0, SCHED_FIFO = 1, SCHED_RR = 2, SCHED_BATCH = 3, SCHED_IDLE = 5, SCHED_RESET_ON_FORK = 0x40000000;
    private const int PRIO_PROCESS = 0, PRIO_PGRP = 1, PRIO_USER = 2;
    private const int LowestNice = 19, HighestNice = -20;
    private const int MaxRealtimePriority = 99;
    private const int SchedAttrBytes = 48;
    private const ulong RoundRobinNs = 100_000_000;

    public static void Register(SyscallTable table)
    {
        table.Set("sched_yield", static (_, _) => Yield());
        table.Set("sched_getaffinity", static (t, a) => GetAffinity(t, a.Int0, a.UInt1, a.A2));
        table.Set("sched_setaffinity", static (t, a) => SetAffinity(t, a.Int0, a.UInt1, a.A2));
        table.Set("sched_getscheduler", static (t, a) => Find(t, a.Int0) is { } target ? target.SchedulingPolicy : NotFound(a.Int0));
        table.Set("sched_setscheduler", static (t, a) => SetScheduler(t, a.Int0, a.Int1, a.A2));
        table.Set("sched_getparam", static (t, a) => GetParameter(t, a.Int0, a.A1));
        table.Set("sched_setparam", static (t, a) => SetScheduler(t, a.Int0, null, a.A1));
        table.Set("sched_getattr", static (t, a) => GetAttributes(t, a.Int0, a.A1, a.UInt2, a.UInt3));
        table.Set("sched_get_priority_max", static (_, a) => PriorityRange(a.Int0, MaxRealtimePriority));
        table.Set("sched_get_priority_min", static (_, a) => PriorityRange(a.Int0, 1));
        table.Set("sched_rr_get_interval", static (t, a) => RoundRobinInterval(t, a.Int0, a.A1));
        table.Set("getpriority", static (t, a) => GetPriority(t, a.Int0, a.Int1));
        table.Set("setpriority", static (t, a) => SetPriority(t, a.Int0, a.Int1, a.Int2));
        table.Set("getcpu", static (t, a) => GetCpu(t, a.A0, a.A1));
    }

    private static long Yield()
    {
        Task.Yield();
        return 0;
    }

    private static Thread? Find(Thread thread, int tid)
    {
        if (tid == 0)
            return thread;
        using var guard = thread.Process.Table.Lock();
        return thread.Process.Table.FindThreadLocked(tid);
    }

    private static long NotFound(int tid) => (tid < 0 ? Errno.EINVAL : Errno.ESRCH).Negate();

    /// <summary>One bit for each CPU; the result is the size of the kernel's mask in bytes.</summary>
    private static long GetAffinity(Thread thread, int tid, uint size, ulong address)
    {
        int cpus = Kernel.Current.CpuCount;
        int bytes = (cpus + 63) / 64 * sizeof(ulong);
        if (size < bytes || size % sizeof(ulong) != 0)
            return Errno.EINVAL.Negate();
        if (Find(thread, tid) is null)
            return Errno.ESRCH.Negate();
        for (int i = 0; i < bytes / sizeof(ulong); i++)
        {
            int left = cpus - i * 64;
            ulong mask = left >= 64 ? ulong.MaxValue : (1UL << left) - 1;
            if (!thread.Space.TryWriteUInt64(address + (ulong)i * sizeof(ulong), mask))
                return Errno.EFAULT.Negate();
        }

        return bytes;
    }

    /// <summary>Accepted when some existing CPU is in it; where threads run is the scheduler's choice.</summary>
    private static long SetAffinity(Thread thread, int tid, uint size, ulong address)
    {
        if (Find(thread, tid) is null)
            return Errno.ESRCH.Negate();
        Span<byte> first = stackalloc byte[sizeof(ulong)];
        first.Clear();
        if (!thread.Space.TryRead(address, first[..(int)Math.Min(size, sizeof(ulong))]))
            return Errno.EFAULT.Negate();
        ulong existing = Kernel.Current.CpuCount >= 64 ? ulong.MaxValue : (1UL << Kernel.Current.CpuCount) - 1;
        return (BinaryPrimitives.ReadUInt64LittleEndian(first) & existing) == 0 ? Errno.EINVAL.Negate() : 0;
    }

    private static long SetScheduler(Thread thread, int tid, int? wanted, ulong address)
    {
        if (tid < 0 || address == 0)
            return Errno.EINVAL.Negate();
        if (!thread.Space.TryReadInt32(address, out int priority))
            return Errno.EFAULT.Negate();
        if (Find(thread, tid) is not { } target)
            return Errno.ESRCH.Negate();
        int policy = (wanted ?? target.SchedulingPolicy) & ~SCHED_RESET_ON_FORK;
        bool isRealtime = policy is SCHED_FIFO or SCHED_RR;
        if (!isRealtime && policy is not (SCHED_OTHER or SCHED_BATCH or SCHED_IDLE))
            return Errno.EINVAL.Negate();
        if (isRealtime ? priority is < 1 or > MaxRealtimePriority : priority != 0)
            return Errno.EINVAL.Negate();
        if (isRealtime && !thread.Credentials.Has(Capability.CAP_SYS_NICE))
            return Errno.EPERM.Negate();
        target.SchedulingPolicy = policy;
        target.RealtimePriority = priority;
        return 0;
    }

    private static long GetParameter(Thread thread, int tid, ulong address)
    {
        if (tid < 0 || address == 0)
            return Errno.EINVAL.Negate();
        if (Find(thread, tid) is not { } target)
            return Errno.ESRCH.Negate();
        return thread.Space.TryWriteInt32(address, target.RealtimePriority) ? 0 : Errno.EFAULT.Negate();
    }

    private static long GetAttributes(Thread thread, int tid, ulong address, uint size, uint flags)
    {
        if (tid < 0 || address == 0 || size < SchedAttrBytes || flags != 0)
            return Errno.EINVAL.Negate();
        if (Find(thread, tid) is not { } target)
            return Errno.ESRCH.Negate();
        Span<byte> raw = stackalloc byte[SchedAttrBytes];
        raw.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(raw, SchedAttrBytes);
        BinaryPrimitives.WriteInt32LittleEndian(raw[4..], target.SchedulingPolicy);
        BinaryPrimitives.WriteInt32LittleEndian(raw[16..], target.Nice);
        BinaryPrimitives.WriteInt32LittleEndian(raw[20..], target.RealtimePriority);
        return thread.Space.TryWrite(address, raw) ? 0 : Errno.EFAULT.Negate();
    }

    private static long PriorityRange(int policy, int realtime) => policy switch
    {
        SCHED_FIFO or SCHED_RR => realtime,
        SCHED_OTHER or SCHED_BATCH or SCHED_IDLE => 0,
        _ => Errno.EINVAL.Negate(),
    };

    private static long RoundRobinInterval(Thread thread, int tid, ulong address)
    {
        if (tid < 0)
            return Errno.EINVAL.Negate();
        if (Find(thread, tid) is not { } target)
            return Errno.ESRCH.Negate();
        ulong slice = target.SchedulingPolicy == SCHED_RR ? RoundRobinNs : 0;
        return TimeSpec.FromNs(slice).TryWrite(thread.Space, address) ? 0 : Errno.EFAULT.Negate();
    }

    /// <summary>The call returns 20 - nice, so that no result looks like an error.</summary>
    private static long GetPriority(Thread thread, int which, int who)
    {
        int best = LowestNice + 1;
        Errno error = ForEach(thread, which, who, target => best = Math.Min(best, target.Nice));
        return error != Errno.OK ? error.Negate() : 20 - best;
    }

    private static long SetPriority(Thread thread, int which, int who, int nice)
    {
        nice = Math.Clamp(nice, HighestNice, LowestNice);
        bool mayRaise = thread.Credentials.Has(Capability.CAP_SYS_NICE);
        bool refused = false;
        Errno error = ForEach(thread, which, who, target =>
        {
            if (nice < target.Nice && !mayRaise)
                refused = true;
            else
                target.Nice = nice;
        });
        return error != Errno.OK ? error.Negate() : refused ? Errno.EACCES.Negate() : 0;
    }

    private static Errno ForEach(Thread thread, int which, int who, Action<Thread> action)
    {
        ProcessTable table = thread.Process.Table;
        using var guard = table.Lock();
        bool found = false;
        switch (which)
        {
            case PRIO_PROCESS:
                if ((who == 0 ? thread : table.FindThreadLocked(who)) is { } target)
                {
                    action(target);
                    found = true;
                }

                break;
            case PRIO_PGRP:
                if ((who == 0 ? thread.Process.Group : table.FindGroupLocked(who)) is { } group)
                {
                    foreach (Process member in group.Members)
                    {
                        action(member.Leader);
                        found = true;
                    }
                }

                break;
            case PRIO_USER:
                uint uid = who == 0 ? thread.Credentials.Uid : (uint)who;
                foreach (Process process in table.AllLocked)
                {
                    if (process.Credentials.Uid != uid)
                        continue;
                    action(process.Leader);
                    found = true;
                }

                break;
            default:
                return Errno.EINVAL;
        }

        return found ? Errno.OK : Errno.ESRCH;
    }

    private static long GetCpu(Thread thread, ulong cpuAddress, ulong nodeAddress)
    {
        if (cpuAddress != 0 && !thread.Space.TryWriteUInt32(cpuAddress, (uint)Kernel.Current.CurrentCpu))
            return Errno.EFAULT.Negate();
        return nodeAddress == 0 || thread.Space.TryWriteUInt32(nodeAddress, 0) ? 0 : Errno.EFAULT.Negate();
    }
}
