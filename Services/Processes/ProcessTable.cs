using System.Collections.Generic;
using Ostd.Sync;

namespace Services.Processes;

/// <summary>Every process, thread, group and session by number, and the lock that protects how they are related.</summary>
public sealed class ProcessTable
{
    public const int InitPid = 1;

    /// <summary>Numbers are below this (/proc/sys/kernel/pid_max).</summary>
    public const int PidLimit = 32768;

    // Lock order: this, then the signal lock of a process. Files and memory are never locked inside.
    private readonly Mutex _lock = new();
    private readonly Dictionary<int, Process> _processes = new();
    private readonly Dictionary<int, Thread> _threads = new();
    private readonly Dictionary<int, ProcessGroup> _groups = new();
    private readonly Dictionary<int, Session> _sessions = new();
    private int _lastPid;

    /// <summary>Threads made since boot (/proc/stat "processes").</summary>
    public ulong ForkCount { get; private set; }

    /// <summary>Holds everything as it is: parents, groups, threads. Task context.</summary>
    public Mutex.Guard Lock() => _lock.Lock();

    /// <summary>Pid 1.</summary>
    public Process Init { get; private set; } = null!;

    /// <summary>The process of that number (a zombie too), or null.</summary>
    public Process? Find(int pid)
    {
        using var guard = Lock();
        return FindLocked(pid);
    }

    /// <summary>Every process, zombies too, by rising pid.</summary>
    public List<Process> Snapshot()
    {
        List<Process> all;
        using (Lock())
            all = new List<Process>(_processes.Values);
        all.Sort(static (a, b) => a.Pid.CompareTo(b.Pid));
        return all;
    }

    /// <summary>The number given out last (/proc/loadavg).</summary>
    public int LastPid => _lastPid;

    /// <summary>How many processes there are, zombies too, and how many threads.</summary>
    public int ProcessCount => _processes.Count;
    public int ThreadCount => _threads.Count;

    internal Process? FindLocked(int pid) => _processes.TryGetValue(pid, out Process? process) ? process : null;
    internal Thread? FindThreadLocked(int tid) => _threads.TryGetValue(tid, out Thread? thread) ? thread : null;
    internal ProcessGroup? FindGroupLocked(int id) => _groups.TryGetValue(id, out ProcessGroup? group) ? group : null;
    internal Dictionary<int, Process>.ValueCollection AllLocked => _processes.Values;

    /// <summary>The process group of that number, or null.</summary>
    public ProcessGroup? FindGroup(int id)
    {
        using var guard = Lock();
        return FindGroupLocked(id);
    }

    /// <summary>A number that nothing has, or 0 when all are taken. Numbers rise and wrap, so that one is not reused soon.</summary>
    internal int AllocatePidLocked()
    {
        for (int tries = 0; tries < PidLimit; tries++)
        {
            int pid = _lastPid + 1 < PidLimit ? _lastPid + 1 : FirstReusedPid;
            _lastPid = pid;
            if (!_threads.ContainsKey(pid) && !_processes.ContainsKey(pid) && !_groups.ContainsKey(pid) && !_sessions.ContainsKey(pid))
                return pid;
        }

        return 0;
    }

    // After a wrap, the low numbers stay with the daemons that have them (RESERVED_PIDS).
    private const int FirstReusedPid = 300;

    internal void AddThreadLocked(Thread thread)
    {
        _threads.Add(thread.Tid, thread);
        ForkCount++;
    }

    internal void RemoveThreadLocked(Thread thread) => _threads.Remove(thread.Tid);

    internal void AddProcessLocked(Process process)
    {
        _processes.Add(process.Pid, process);
        if (process.IsInit)
            Init = process;
    }

    internal void RemoveProcessLocked(Process process) => _processes.Remove(process.Pid);

    /// <summary>Makes a session with one group for <paramref name="leader"/> and moves it there.</summary>
    internal void StartSessionLocked(Process leader)
    {
        var session = new Session(leader);
        _sessions.Add(session.Id, session);
        MoveToGroupLocked(leader, AddGroupLocked(leader.Pid, session));
    }

    internal ProcessGroup AddGroupLocked(int id, Session session)
    {
        var group = new ProcessGroup(this, id, session);
        _groups.Add(id, group);
        session.GroupCount++;
        return group;
    }

    internal void MoveToGroupLocked(Process process, ProcessGroup group)
    {
        if (process.Group == group)
            return;
        LeaveGroupLocked(process);
        group.Members.Add(process);
        process.Group = group;
    }

    /// <summary>Takes a process out of its group; an empty group ends, and with the last group its session.</summary>
    internal void LeaveGroupLocked(Process process)
    {
        if (process.Group is not { } group || !group.Members.Remove(process) || group.Members.Count > 0)
            return;
        _groups.Remove(group.Id);
        if (--group.Session.GroupCount == 0)
            _sessions.Remove(group.Session.Id);
    }
}
