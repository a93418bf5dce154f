namespace Services.Processes;

/// <summary>What programs set about scheduling, kept for them to read.</summary>
public sealed partial class Thread
{
    /// <summary>-20 to 19; lower is more favoured.</summary>
    public int Nice { get; internal set; }

    /// <summary>SCHED_*.</summary>
    public int SchedulingPolicy { get; internal set; }
    public int RealtimePriority { get; internal set; }

    /// <summary>Capabilities survive that the thread stops being root (PR_SET_KEEPCAPS).</summary>
    internal bool KeepsCapabilities { get; set; }
}
