namespace Services.Processes;

/// <summary>What sessions know of their controlling terminal. The terminal itself keeps its foreground group.</summary>
public interface IControllingTerminal
{
    /// <summary>Device number as /proc/PID/stat shows it.</summary>
    ulong DeviceNumber { get; }

    /// <summary>Number of the foreground process group, or 0.</summary>
    int ForegroundGroupId { get; }

    /// <summary>
    /// The leader of the session it belongs to has ended: forget the session and its foreground group. The caller has
    /// sent SIGHUP and SIGCONT to that group. Task context.
    /// </summary>
    void OnSessionLeaderExit();
}
