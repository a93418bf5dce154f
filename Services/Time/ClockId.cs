using Ostd.Timers;
using Services.Linux;
using Services.Processes;

namespace Services.Time;

/// <summary>The clocks that calls name by number; negative numbers name CPU clocks of a process or thread.</summary>
internal static class ClockId
{
    public const int REALTIME = 0, MONOTONIC = 1, PROCESS_CPUTIME = 2, THREAD_CPUTIME = 3, MONOTONIC_RAW = 4, REALTIME_COARSE = 5, MONOTONIC_COARSE = 6,
        BOOTTIME = 7, REALTIME_ALARM = 8, BOOTTIME_ALARM = 9, TAI = 11;

    // In a negative number: the inverted pid above, then whether a thread is meant, then which of its clocks.
    private const int CpuClockMask = 3, CpuClockScheduled = 2, CpuClockThread = 4, CpuClockPidShift = 3;

    public static bool IsRealtime(int id) => id is REALTIME or REALTIME_COARSE or REALTIME_ALARM or TAI;
    public static bool IsMonotonic(int id) => id is MONOTONIC or MONOTONIC_RAW or MONOTONIC_COARSE or BOOTTIME or BOOTTIME_ALARM;

    /// <summary>What the clock shows. EINVAL for a clock that does not exist.</summary>
    public static Errno Read(Thread thread, int id, out ulong ns)
    {
        if (IsRealtime(id))
        {
            ns = LinuxKernel.Current.WallClock.NowNs;
            return Errno.OK;
        }

        if (IsMonotonic(id))
        {
            ns = Clock.MonotonicNs;
            return Errno.OK;
        }

        ns = 0;
        Errno error = FindCpuClock(thread, id, out CpuClock clock);
        if (error == Errno.OK)
            ns = clock.NowNs;
        return error;
    }

    /// <summary>The process or thread whose CPU time a clock shows.</summary>
    public static Errno FindCpuClock(Thread thread, int id, out CpuClock clock)
    {
        clock = default;
        switch (id)
        {
            case PROCESS_CPUTIME:
                clock = new CpuClock(thread.Process, null);
                return Errno.OK;
            case THREAD_CPUTIME:
                clock = new CpuClock(thread.Process, thread);
                return Errno.OK;
            case >= 0:
                return Errno.EINVAL;
        }

        if ((id & CpuClockMask) > CpuClockScheduled)
            return Errno.EINVAL;
        int pid = ~(id >> CpuClockPidShift);
        ProcessTable table = thread.Process.Table;
        using var guard = table.Lock();
        if ((id & CpuClockThread) != 0)
        {
            Thread? target = pid == 0 ? thread : table.FindThreadLocked(pid);
            if (target is null || target.Process != thread.Process)
                return Errno.EINVAL;
            clock = new CpuClock(target.Process, target);
            return Errno.OK;
        }

        Process? process = pid == 0 ? thread.Process : table.FindLocked(pid);
        if (process is null)
            return Errno.EINVAL;
        clock = new CpuClock(process, null);
        return Errno.OK;
    }
}

/// <summary>The CPU time of a thread, or of all threads of a process.</summary>
internal readonly record struct CpuClock(Process Process, Thread? Thread)
{
    public ulong NowNs => (Thread is null ? Process.CpuTimes : Thread.CpuTimes).TotalNs;
}
