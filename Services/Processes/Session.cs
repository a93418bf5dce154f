namespace Services.Processes;

/// <summary>A session: process groups that share a controlling terminal.</summary>
public sealed class Session
{
    internal Session(Process leader)
    {
        Id = leader.Pid;
        Leader = leader;
    }

    /// <summary>The pid of the process that made it.</summary>
    public int Id { get; }

    /// <summary>The process that made it; null after that ended.</summary>
    public Process? Leader { get; internal set; }

    /// <summary>Its controlling terminal, if any. The terminal sets it when it becomes one, under its own lock.</summary>
    public IControllingTerminal? Terminal { get; set; }

    /// <summary>Groups in it. Under the process table's lock.</summary>
    internal int GroupCount { get; set; }
}
