namespace Ostd.Timers;

/// <summary>Time since boot, from the time-stamp counter. Any context.</summary>
public static class Clock
{
    /// <summary>Monotonic nanoseconds since boot.</summary>
    public static ulong MonotonicNs => Kernel.Current.Clock.NowNs;

    /// <summary>Nanoseconds since 1970 as the real-time clock said at boot, plus the monotonic time.</summary>
    public static ulong RealtimeNs => Kernel.Current.Clock.RealtimeAtBootNs + MonotonicNs;

    public static ulong TscFrequencyHz => Kernel.Current.Clock.FrequencyHz;
}
