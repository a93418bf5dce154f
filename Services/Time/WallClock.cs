using Ostd.Timers;

namespace Services.Time;

/// <summary>The time of day: the framework's real-time clock, moved by what settimeofday and clock_settime asked for.</summary>
public sealed class WallClock
{
    // One word, replaced whole.
    private long _offsetNs;

    /// <summary>Nanoseconds since 1970.</summary>
    public ulong NowNs => Clock.RealtimeNs + (ulong)_offsetNs;

    public void Set(ulong nowNs) => _offsetNs = (long)(nowNs - Clock.RealtimeNs);

    /// <summary>When the clock will show <paramref name="realtimeNs"/>, in monotonic time; now for times that have passed.</summary>
    public ulong ToMonotonic(ulong realtimeNs)
    {
        ulong now = NowNs;
        ulong monotonic = Clock.MonotonicNs;
        ulong ahead = realtimeNs > now ? realtimeNs - now : 0;
        return ahead > ulong.MaxValue - monotonic ? ulong.MaxValue : monotonic + ahead;
    }
}
