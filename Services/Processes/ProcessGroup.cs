using System.Collections.Generic;
using Services.Signals;

namespace Services.Processes;

/// <summary>A process group: what a shell makes of a pipeline, and what a terminal sends its signals to.</summary>
public sealed class ProcessGroup
{
    private readonly ProcessTable _table;

    internal ProcessGroup(ProcessTable table, int id, Session session)
    {
        _table = table;
        Id = id;
        Session = session;
    }

    /// <summary>The pid of the process that made it.</summary>
    public int Id { get; }

    public Session Session { get; }

    /// <summary>Processes in it, zombies too. Under the process table's lock.</summary>
    internal List<Process> Members { get; } = new();

    /// <summary>Sends a signal to every member. Task context. Returns how many there were.</summary>
    public int SendSignal(SigInfo info)
    {
        using var guard = _table.Lock();
        return SendSignalLocked(info);
    }

    public int SendSignal(Signal signal) => SendSignal(SigInfo.FromKernel(signal));

    /// <summary>
    /// Whether no member has a parent in another group of the same session: nobody is there who could continue it, so
    /// terminal stop signals do not stop it. Task context.
    /// </summary>
    public bool IsOrphaned
    {
        get
        {
            using var guard = _table.Lock();
            return IsOrphanedLocked();
        }
    }

    internal int SendSignalLocked(SigInfo info)
    {
        int count = 0;
        foreach (Process member in Members)
        {
            member.SendSignal(info);
            count++;
        }

        return count;
    }

    internal bool IsOrphanedLocked(Process? ignored = null)
    {
        foreach (Process member in Members)
        {
            if (member == ignored || member.IsZombie)
                continue;
            if (member.Parent is { } parent && parent.Group != this && parent.Session == Session && !parent.IsInit)
                return false;
        }

        return true;
    }

    internal bool HasStoppedMemberLocked()
    {
        foreach (Process member in Members)
        {
            if (member.IsStopped)
                return true;
        }

        return false;
    }
}
