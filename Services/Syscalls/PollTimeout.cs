using Ostd.Timers;
using Services.Linux;
using Services.Processes;
using Services.Time;

namespace Services.Syscalls;

/// <summary>The time-out argument of select, pselect6 and ppoll, in which Linux leaves what remained of it.</summary>
internal readonly struct PollTimeout
{
    private readonly ulong _address;
    private readonly bool _inMicroseconds;

    private PollTimeout(ulong address, bool inMicroseconds, ulong ns)
    {
        _address = address;
        _inMicroseconds = inMicroseconds;
        ulong now = Clock.MonotonicNs;
        DeadlineNs = ns == 0 ? 0 : ns > ulong.MaxValue - now ? ulong.MaxValue : now + ns;
    }

    /// <summary>Monotonic; 0: do not wait; null: for ever.</summary>
    public ulong? DeadlineNs { get; }

    public static Errno FromTimeSpec(Thread thread, ulong address, out PollTimeout timeout)
    {
        timeout = default;
        if (address == 0)
            return Errno.OK;
        Errno error = TimeSpec.Read(thread.Space, address, out TimeSpec value);
        if (error == Errno.OK)
            timeout = new PollTimeout(address, false, value.TotalNs);
        return error;
    }

    /// <summary>Unlike other calls select accepts a million microseconds and more.</summary>
    public static Errno FromTimeVal(Thread thread, ulong address, out PollTimeout timeout)
    {
        timeout = default;
        if (address == 0)
            return Errno.OK;
        if (!thread.Space.TryReadInt64(address, out long seconds) || !thread.Space.TryReadInt64(address + 8, out long microseconds))
            return Errno.EFAULT;
        if (seconds < 0 || microseconds < 0)
            return Errno.EINVAL;
        const ulong limit = ulong.MaxValue / 2_000_000_000;
        ulong whole = (ulong)seconds + (ulong)microseconds / 1_000_000;
        ulong ns = whole >= limit ? ulong.MaxValue : whole * 1_000_000_000 + (ulong)microseconds % 1_000_000 * 1000;
        timeout = new PollTimeout(address, true, ns);
        return Errno.OK;
    }

    /// <summary>Tells the program what is left. A fault is ignored: the call has its result.</summary>
    public void WriteRemaining(Thread thread)
    {
        if (DeadlineNs is not { } deadline)
            return;
        ulong now = Clock.MonotonicNs;
        ulong left = deadline > now ? deadline - now : 0;
        if (_inMicroseconds)
            TimeVal.TryWrite(thread.Space, _address, left);
        else
            TimeSpec.FromNs(left).TryWrite(thread.Space, _address);
    }
}
