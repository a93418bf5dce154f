using Ostd.Sync;

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

    private AtomicRef<Process?> _leader = new();
    private AtomicRef<IControllingTerminal?> _terminal = new();

    /// <summary>The process that made it; null after that ended. Read without a lock.</summary>
    public Process? Leader
    {
        get => _leader.Load(MemoryOrder.Acquire);
        internal set => _leader.Store(value, MemoryOrder.Release);
    }

    /// <summary>Its controlling terminal, if any. The terminal sets it when it becomes one, under its own lock. Read without a lock.</summary>
    public IControllingTerminal? Terminal
    {
        get => _terminal.Load(MemoryOrder.Acquire);
        set => _terminal.Store(value, MemoryOrder.Release);
    }

    /// <summary>Groups in it. Under the process table's lock.</summary>
    internal int GroupCount { get; set; }
}
