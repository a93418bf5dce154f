namespace Services.Time;

/// <summary>What a timer counts.</summary>
internal enum IntervalClock
{
    /// <summary>Time since boot.</summary>
    Monotonic,

    /// <summary>User time of the process.</summary>
    User,

    /// <summary>User and kernel time of the process.</summary>
    Cpu,

    /// <summary>User and kernel time of one thread.</summary>
    ThreadCpu,
}
