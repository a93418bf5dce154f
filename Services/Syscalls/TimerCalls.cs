using System;
using System.Buffers.Binary;
using Ostd.Timers;
using Services.Linux;
using Services.Processes;
using Services.Signals;
using Services.Time;

namespace Services.Syscalls;

/// <summary>setitimer, alarm and the POSIX timers.</summary>
internal static class TimerCalls
{
    private const int SIGEV_SIGNAL = 0, SIGEV_NONE = 1, SIGEV_THREAD_ID = 4;
    private const int SigEventBytes = 64;
    private const int TIMER_ABSTIME = 1;
    private const ulong NsPerSecond = 1_000_000_000;

    public static void Register(SyscallTable table)
    {
        table.Set("getitimer", static (t, a) => GetInterval(t, a.Int0, a.A1));
        table.Set("setitimer", static (t, a) => SetInterval(t, a.Int0, a.A1, a.A2));
        table.Set("alarm", static (t, a) => Alarm(t, a.UInt0));
        table.Set("timer_create", static (t, a) => Create(t, a.Int0, a.A1, a.A2));
        table.Set("timer_settime", static (t, a) => SetTime(t, a.Int0, a.Int1, a.A2, a.A3));
        table.Set("timer_gettime", static (t, a) => GetTime(t, a.Int0, a.A1));
        table.Set("timer_getoverrun", static (t, a) => t.Process.Timers.Find(a.Int0)?.Overrun ?? Errno.EINVAL.Negate());
        table.Set("timer_delete", static (t, a) => t.Process.Timers.Remove(a.Int0) is null ? Errno.EINVAL.Negate() : 0);
    }

    private static long GetInterval(Thread thread, int which, ulong address)
    {
        if (which is < 0 or > 2)
            return Errno.EINVAL.Negate();
        (ulong remaining, ulong interval) = thread.Process.HasTimers && thread.Process.Timers.Has(which) ? thread.Process.Timers.Interval(which).Read() : (0, 0);
        return TryWriteIntervalSpec(thread, address, remaining, interval) ? 0 : Errno.EFAULT.Negate();
    }

    private static long SetInterval(Thread thread, int which, ulong newAddress, ulong oldAddress)
    {
        if (which is < 0 or > 2)
            return Errno.EINVAL.Negate();
        ulong interval = 0, value = 0;
        if (newAddress != 0)
        {
            Errno error = TimeVal.Read(thread.Space, newAddress, out interval);
            if (error == Errno.OK)
                error = TimeVal.Read(thread.Space, newAddress + 16, out value);
            if (error != Errno.OK)
                return error.Negate();
        }

        ProcessTimer timer = thread.Process.Timers.Interval(which);
        (ulong oldValue, ulong oldInterval) = timer.Set(value == 0 ? 0 : Later(timer.NowNs, value), interval);
        return oldAddress == 0 || TryWriteIntervalSpec(thread, oldAddress, oldValue, oldInterval) ? 0 : Errno.EFAULT.Negate();
    }

    private static bool TryWriteIntervalSpec(Thread thread, ulong address, ulong value, ulong interval) =>
        TimeVal.TryWrite(thread.Space, address, interval) && TimeVal.TryWrite(thread.Space, address + 16, value);

    /// <summary>Returns the seconds that were left, at least 1 if any.</summary>
    private static long Alarm(Thread thread, uint seconds)
    {
        if (seconds == 0 && !(thread.Process.HasTimers && thread.Process.Timers.Has(0)))
            return 0;
        ProcessTimer timer = thread.Process.Timers.Interval(0);
        (ulong left, _) = timer.Set(seconds == 0 ? 0 : Later(timer.NowNs, seconds * NsPerSecond), 0);
        return (long)((left + NsPerSecond / 2) / NsPerSecond) is var rounded && left != 0 ? Math.Max(rounded, 1) : 0;
    }

    private static ulong Later(ulong now, ulong delay) => delay > ulong.MaxValue - now ? ulong.MaxValue : now + delay;

    private static long Create(Thread thread, int clockId, ulong eventAddress, ulong idAddress)
    {
        ProcessTimers timers = thread.Process.Timers;
        IntervalClock clock = IntervalClock.Monotonic;
        Thread? measured = null;
        if (!ClockId.IsRealtime(clockId) && !ClockId.IsMonotonic(clockId))
        {
            Errno error = ClockId.FindCpuClock(thread, clockId, out CpuClock cpu);
            if (error != Errno.OK || cpu.Process != thread.Process)
                return Errno.EINVAL.Negate();
            measured = cpu.Thread;
            clock = measured is null ? IntervalClock.Cpu : IntervalClock.ThreadCpu;
        }

        int id = timers.Reserve();
        if (id < 0)
            return Errno.EAGAIN.Negate();
        Errno parsed = ReadEvent(thread, eventAddress, id, out SigInfo? signal, out Thread? target);
        if (parsed != Errno.OK)
            return parsed.Negate();
        if (!thread.Space.TryWriteInt32(idAddress, id))
            return Errno.EFAULT.Negate();
        var timer = new ProcessTimer(thread.Process, clock, signal, target, measured) { IsRealtime = ClockId.IsRealtime(clockId) };
        return timers.TryAdd(id, timer) ? 0 : Errno.EAGAIN.Negate();
    }

    private static Errno ReadEvent(Thread thread, ulong address, int id, out SigInfo? signal, out Thread? target)
    {
        target = null;
        signal = SigInfo.Timer(Signal.SIGALRM, id, 0, (ulong)id);
        if (address == 0)
            return Errno.OK;
        Span<byte> raw = stackalloc byte[SigEventBytes];
        if (!thread.Space.TryRead(address, raw))
            return Errno.EFAULT;
        ulong value = BinaryPrimitives.ReadUInt64LittleEndian(raw);
        int number = BinaryPrimitives.ReadInt32LittleEndian(raw[8..]);
        int notify = BinaryPrimitives.ReadInt32LittleEndian(raw[12..]);
        if (notify == SIGEV_NONE)
        {
            signal = null;
            return Errno.OK;
        }

        if (notify is not (SIGEV_SIGNAL or SIGEV_THREAD_ID) || number is < 1 or > SignalActions.SignalCount)
            return Errno.EINVAL;
        signal = SigInfo.Timer((Signal)number, id, 0, value);
        if (notify == SIGEV_SIGNAL)
            return Errno.OK;
        using var guard = thread.Process.Table.Lock();
        target = thread.Process.Table.FindThreadLocked(BinaryPrimitives.ReadInt32LittleEndian(raw[16..]));
        return target?.Process == thread.Process ? Errno.OK : Errno.EINVAL;
    }

    private static long SetTime(Thread thread, int id, int flags, ulong newAddress, ulong oldAddress)
    {
        TimeSpec valueSpec = default;
        Errno error = TimeSpec.Read(thread.Space, newAddress, out TimeSpec interval);
        if (error == Errno.OK)
            error = TimeSpec.Read(thread.Space, newAddress + TimeSpec.SizeBytes, out valueSpec);
        if (error != Errno.OK)
            return error.Negate();
        if (thread.Process.Timers.Find(id) is not { } timer)
            return Errno.EINVAL.Negate();

        ulong deadline = 0;
        if (!valueSpec.IsZero)
        {
            ulong value = valueSpec.TotalNs;
            deadline = (flags & TIMER_ABSTIME) == 0 ? Later(timer.NowNs, value) : timer.IsRealtime ? LinuxKernel.Current.WallClock.ToMonotonic(value) : Math.Max(value, 1);
        }

        (ulong oldValue, ulong oldInterval) = timer.Set(deadline, interval.TotalNs);
        return oldAddress == 0 || TryWriteTimerSpec(thread, oldAddress, oldValue, oldInterval) ? 0 : Errno.EFAULT.Negate();
    }

    private static long GetTime(Thread thread, int id, ulong address)
    {
        if (thread.Process.Timers.Find(id) is not { } timer)
            return Errno.EINVAL.Negate();
        (ulong value, ulong interval) = timer.Read();
        return TryWriteTimerSpec(thread, address, value, interval) ? 0 : Errno.EFAULT.Negate();
    }

    private static bool TryWriteTimerSpec(Thread thread, ulong address, ulong value, ulong interval) =>
        TimeSpec.FromNs(interval).TryWrite(thread.Space, address) && TimeSpec.FromNs(value).TryWrite(thread.Space, address + TimeSpec.SizeBytes);
}
