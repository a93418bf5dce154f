using Ostd.Sync;
using Ostd.Timers;
using Services.Linux;
using Services.Processes;
using Services.Time;

namespace Services.Syscalls;

/// <summary>Reading and setting clocks, and sleeping.</summary>
internal static class ClockCalls
{
    private const int TIMER_ABSTIME = 1;
    private const ulong NsPerMicrosecond = 1000;

    public static void Register(SyscallTable table)
    {
        table.Set("clock_gettime", static (t, a) => GetTime(t, a.Int0, a.A1));
        table.Set("clock_settime", static (t, a) => SetTime(t, a.Int0, a.A1));
        table.Set("clock_getres", static (t, a) => GetResolution(t, a.Int0, a.A1));
        table.Set("gettimeofday", static (t, a) => GetTimeOfDay(t, a.A0, a.A1));
        table.Set("settimeofday", static (t, a) => SetTimeOfDay(t, a.A0));
        table.Set("time", static (t, a) => Time(t, a.A0));
        table.Set("nanosleep", static (t, a) => ClockNanosleep(t, ClockId.MONOTONIC, 0, a.A0, a.A1));
        table.Set("clock_nanosleep", static (t, a) => ClockNanosleep(t, a.Int0, a.Int1, a.A2, a.A3));
        table.Set("restart_syscall", static (t, _) => t.RestartBlock is { } block ? block(t) : Errno.EINTR.Negate());
    }

    private static long GetTime(Thread thread, int id, ulong address)
    {
        Errno error = ClockId.Read(thread, id, out ulong ns);
        if (error != Errno.OK)
            return error.Negate();
        return TimeSpec.FromNs(ns).TryWrite(thread.Space, address) ? 0 : Errno.EFAULT.Negate();
    }

    private static long SetTime(Thread thread, int id, ulong address)
    {
        if (id != ClockId.REALTIME)
            return Errno.EINVAL.Negate();
        Errno error = TimeSpec.Read(thread.Space, address, out TimeSpec time);
        if (error != Errno.OK)
            return error.Negate();
        if (!thread.Credentials.Has(Capability.CAP_SYS_TIME))
            return Errno.EPERM.Negate();
        LinuxKernel.Current.WallClock.Set(time.TotalNs);
        return 0;
    }

    private static long GetResolution(Thread thread, int id, ulong address)
    {
        Errno error = ClockId.Read(thread, id, out _);
        if (error != Errno.OK)
            return error.Negate();
        return address == 0 || new TimeSpec(0, 1).TryWrite(thread.Space, address) ? 0 : Errno.EFAULT.Negate();
    }

    private static long GetTimeOfDay(Thread thread, ulong address, ulong zoneAddress)
    {
        if (address != 0)
        {
            TimeSpec now = TimeSpec.FromNs(LinuxKernel.Current.WallClock.NowNs);
            if (!thread.Space.TryWriteInt64(address, now.Seconds) || !thread.Space.TryWriteInt64(address + 8, now.Nanoseconds / (long)NsPerMicrosecond))
                return Errno.EFAULT.Negate();
        }

        // struct timezone: the kernel lives in UTC.
        return zoneAddress == 0 || thread.Space.TryWriteUInt64(zoneAddress, 0) ? 0 : Errno.EFAULT.Negate();
    }

    private static long SetTimeOfDay(Thread thread, ulong address)
    {
        if (address == 0)
            return 0;
        Errno error = TimeVal.Read(thread.Space, address, out ulong ns);
        if (error != Errno.OK)
            return error.Negate();
        if (!thread.Credentials.Has(Capability.CAP_SYS_TIME))
            return Errno.EPERM.Negate();
        LinuxKernel.Current.WallClock.Set(ns);
        return 0;
    }

    private static long Time(Thread thread, ulong address)
    {
        long seconds = TimeSpec.FromNs(LinuxKernel.Current.WallClock.NowNs).Seconds;
        return address == 0 || thread.Space.TryWriteInt64(address, seconds) ? seconds : Errno.EFAULT.Negate();
    }

    private static long ClockNanosleep(Thread thread, int id, int flags, ulong requestAddress, ulong remainingAddress)
    {
        bool isAbsolute = (flags & TIMER_ABSTIME) != 0;
        if (!ClockId.IsRealtime(id) && !ClockId.IsMonotonic(id))
            return (id == ClockId.PROCESS_CPUTIME ? Errno.EOPNOTSUPP : Errno.EINVAL).Negate();
        Errno error = TimeSpec.Read(thread.Space, requestAddress, out TimeSpec request);
        if (error != Errno.OK)
            return error.Negate();
        if (!isAbsolute)
            return SleepUntil(thread, request.DeadlineFrom(Clock.MonotonicNs), remainingAddress);
        ulong deadline = ClockId.IsRealtime(id) ? LinuxKernel.Current.WallClock.ToMonotonic(request.TotalNs) : request.TotalNs;
        return thread.SleepInterruptible(deadline) == WaitResult.Cancelled ? Errno.ERESTARTNOHAND.Negate() : 0;
    }

    /// <summary>A relative sleep: interrupted by a handler it tells what is left; otherwise it goes on until the same moment.</summary>
    private static long SleepUntil(Thread thread, ulong deadline, ulong remainingAddress)
    {
        if (thread.SleepInterruptible(deadline) != WaitResult.Cancelled)
            return 0;
        ulong now = Clock.MonotonicNs;
        if (now >= deadline)
            return 0;
        if (remainingAddress != 0 && !TimeSpec.FromNs(deadline - now).TryWrite(thread.Space, remainingAddress))
            return Errno.EFAULT.Negate();
        thread.RestartBlock = t => SleepUntil(t, deadline, remainingAddress);
        return Errno.ERESTART_RESTARTBLOCK.Negate();
    }
}
