namespace Services.Processes;

/// <summary>What sessions know of their controlling terminal. The terminal itself keeps its foreground group.</summary>
public interface IControllingTerminal
{
    /// <summary>Device number as /proc/PID/stat shows it.</summary>
    ulong DeviceNumber { get; }

    /// <summary>Number of the foreground process group, or 0.</summary>
    int ForegroundGroupId { get; }

    /// <summary>
    /// The leader of the session has ended, or gives the terminal up: forgets the session, if it belongs to that one still, and the session forgets it. Returns the group that was in the foreground, which the
    /// caller tells (SIGHUP and SIGCONT); null when there was none. Any context.
    /// </summary>
    ProcessGroup? LeaveSession(Session session);
}
