namespace Ostd.Timers;

/// <summary>Time since boot, from the time-stamp counter. Any context.</summary>
public static class Clock
{
    /// <summary>Monotonic nanoseconds since boot.</summary>
    public static ulong MonotonicNs => throw null!;

    /// <summary>Nanoseconds since 1970 as the real-time clock said at boot, plus the monotonic time.</summary>
    public static ulong RealtimeNs => throw null!;

    public static ulong TscFrequencyHz => throw null!;
}
