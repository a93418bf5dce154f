using Ostd.Timers;
using Services.Linux;
using Services.Processes;
using Services.Time;

namespace Services.Syscalls;

/// <summary>Resource limits, and what was used.</summary>
internal static class LimitCalls
{
    private const int RUSAGE_SELF = 0, RUSAGE_CHILDREN = -1, RUSAGE_THREAD = 1;
    private const ulong NsPerTick = 1_000_000_000 / CpuTimes.TicksPerSecond;
    private const int KbPerPage = 4;

    public static void Register(SyscallTable table)
    {
        table.Set("getrlimit", static (t, a) => ProcessLimit(t, 0, a.Int0, 0, a.A1));
        table.Set("setrlimit", static (t, a) => ProcessLimit(t, 0, a.Int0, a.A1, 0));
        table.Set("prlimit64", static (t, a) => ProcessLimit(t, a.Int0, a.Int1, a.A2, a.A3));
        table.Set("getrusage", static (t, a) => GetUsage(t, a.Int0, a.A1));
        table.Set("times", static (t, a) => Times(t, a.A0));
    }

    private static long ProcessLimit(Thread thread, int pid, int resource, ulong newAddress, ulong oldAddress)
    {
        if ((uint)resource >= ResourceLimits.Count)
            return Errno.EINVAL.Negate();
        Process? process = pid == 0 ? thread.Process : thread.Process.Table.Find(pid);
        if (process is null)
            return Errno.ESRCH.Negate();
        if (process != thread.Process && !MayChange(thread, process))
            return Errno.EPERM.Negate();

        ResourceLimit limit = default;
        if (newAddress != 0)
        {
            if (!thread.Space.TryReadUInt64(newAddress, out ulong current) || !thread.Space.TryReadUInt64(newAddress + 8, out ulong maximum))
                return Errno.EFAULT.Negate();
            limit = new ResourceLimit(current, maximum);
        }

        ResourceLimit old = process.Limits[(Resource)resource];
        if (newAddress != 0)
        {
            Errno error = Set(thread, process, (Resource)resource, limit);
            if (error != Errno.OK)
                return error.Negate();
        }

        if (oldAddress == 0)
            return 0;
        return thread.Space.TryWriteUInt64(oldAddress, old.Current) && thread.Space.TryWriteUInt64(oldAddress + 8, old.Maximum) ? 0 : Errno.EFAULT.Negate();
    }

    private static Errno Set(Thread thread, Process process, Resource resource, ResourceLimit limit)
    {
        if (limit.Current > limit.Maximum)
            return Errno.EINVAL;
        if (resource == Resource.OpenFiles && limit.Maximum > ResourceLimits.MaxOpenFiles)
            return Errno.EPERM;
        if (limit.Maximum > process.Limits[resource].Maximum && !thread.Credentials.Has(Capability.CAP_SYS_RESOURCE))
            return Errno.EPERM;
        process.Limits[resource] = limit;
        if (resource == Resource.Stack && process.Space is { } space)
            space.StackLimit = limit.Current;
        return Errno.OK;
    }

    private static bool MayChange(Thread thread, Process process)
    {
        Credentials me = thread.Credentials, other = process.Credentials;
        bool same = me.Uid == other.Uid && me.Uid == other.EffectiveUid && me.Uid == other.SavedUid && me.Gid == other.Gid && me.Gid == other.EffectiveGid && me.Gid == other.SavedGid;
        return same || me.Has(Capability.CAP_SYS_RESOURCE);
    }

    private static long GetUsage(Thread thread, int who, ulong address)
    {
        Process process = thread.Process;
        CpuTimes times;
        switch (who)
        {
            case RUSAGE_SELF:
                times = process.CpuTimes;
                break;
            case RUSAGE_CHILDREN:
                times = process.ReapedChildren;
                break;
            case RUSAGE_THREAD:
                times = thread.CpuTimes;
                break;
            default:
                return Errno.EINVAL.Negate();
        }

        long peak = who == RUSAGE_CHILDREN ? 0 : thread.Space.PeakResidentPages * KbPerPage;
        return ResourceUsage.TryWrite(thread.Space, address, times, peak) ? 0 : Errno.EFAULT.Negate();
    }

    private static long Times(Thread thread, ulong address)
    {
        CpuTimes own = thread.Process.CpuTimes, children = thread.Process.ReapedChildren;
        if (address != 0)
        {
            bool written = thread.Space.TryWriteUInt64(address, own.UserTicks) && thread.Space.TryWriteUInt64(address + 8, own.SystemTicks) &&
                thread.Space.TryWriteUInt64(address + 16, children.UserTicks) && thread.Space.TryWriteUInt64(address + 24, children.SystemTicks);
            if (!written)
                return Errno.EFAULT.Negate();
        }

        return (long)(Clock.MonotonicNs / NsPerTick);
    }
}
