using System.Collections.Generic;
using Ostd.Sync;
using Services.Memory;
using Services.Signals;
using Services.Vfs;

namespace Services.Processes;

/// <summary>
/// A process: a thread group, with what its threads share. Named by the pid of its first thread for its whole life.
/// </summary>
/// <remarks>
/// Relations (parent, children, group, threads) are protected by <see cref="ProcessTable.Lock"/>; pending signals and the stop
/// state by the signal lock, which nests inside. What is documented as "read without a lock" is an atomic reference or word that
/// is replaced whole.
/// </remarks>
public sealed partial class Process
{
    internal Process(ProcessTable table, int pid)
    {
        Table = table;
        Pid = pid;
    }

    public ProcessTable Table { get; }
    public int Pid { get; }

    /// <summary>Pid 1: adopts orphans, and signals it has no handler for do not touch it.</summary>
    public bool IsInit => Pid == ProcessTable.InitPid;

    // ---- Shared by the threads; read without a lock -----------------------------------------------------------------

    private AtomicRef<AddressSpace?> _space = new();
    private AtomicRef<FileTable> _files = new();
    private AtomicRef<SignalActions> _actions = new(new SignalActions());
    private AtomicRef<ProgramImage?> _program = new();

    /// <summary>Its memory; null for processes of the kernel itself, and once it has ended.</summary>
    public AddressSpace? Space
    {
        get => _space.Load(MemoryOrder.Acquire);
        internal set => _space.Store(value, MemoryOrder.Release);
    }

    /// <summary>Its open files.</summary>
    public FileTable Files
    {
        get => _files.Load(MemoryOrder.Acquire);
        internal set => _files.Store(value, MemoryOrder.Release);
    }

    /// <summary>Its working and root directories and umask.</summary>
    public FsContext FsContext { get; internal set; } = null!;

    /// <summary>What it does with each signal.</summary>
    public SignalActions Actions
    {
        get => _actions.Load(MemoryOrder.Acquire);
        internal set => _actions.Store(value, MemoryOrder.Release);
    }

    public ResourceLimits Limits { get; internal set; } = new();

    /// <summary>What it executes; null for processes of the kernel itself.</summary>
    public ProgramImage? Program
    {
        get => _program.Load(MemoryOrder.Acquire);
        internal set => _program.Store(value, MemoryOrder.Release);
    }

    /// <summary>Execution domain flags, as personality sets them; kept and reported only.</summary>
    internal uint Personality { get; set; }

    /// <summary>Sent to it when its parent ends (PR_SET_PDEATHSIG).</summary>
    internal Signal ParentDeathSignal { get; set; }

    /// <summary>What prctl keeps: whether others may look into it, and that execve grants nothing new.</summary>
    internal bool IsDumpable { get; set; } = true;
    internal bool HasNoNewPrivileges { get; set; }

    /// <summary>When it started, monotonic nanoseconds.</summary>
    public ulong StartTimeNs { get; internal init; }

    /// <summary>Has called execve since it was forked (setpgid of a child asks).</summary>
    internal bool HasExecuted { get; set; }

    // ---- Relations; under the table's lock (single references may be read without) ----------------------------------

    private AtomicRef<Process?> _parent = new();
    private AtomicRef<ProcessGroup> _group = new();
    private AtomicRef<Thread> _leader = new();
    private AtomicInt32 _exitSignal = new((int)Signal.SIGCHLD);

    /// <summary>Who waits for it; init when its own parent is gone. Null for pid 1.</summary>
    public Process? Parent
    {
        get => _parent.Load(MemoryOrder.Acquire);
        internal set => _parent.Store(value, MemoryOrder.Release);
    }

    public ProcessGroup Group
    {
        get => _group.Load(MemoryOrder.Acquire);
        internal set => _group.Store(value, MemoryOrder.Release);
    }
    public Session Session => Group.Session;
    public bool IsSessionLeader => Session.Leader == this;

    /// <summary>The thread that has the process' number.</summary>
    public Thread Leader
    {
        get => _leader.Load(MemoryOrder.Acquire);
        internal set => _leader.Store(value, MemoryOrder.Release);
    }

    /// <summary>Children that were not waited for yet.</summary>
    internal List<Process> Children { get; } = new();

    /// <summary>Living threads. Changed under both the table's and the signal lock, so that either is enough to read.</summary>
    internal List<Thread> Threads { get; } = new();

    private AtomicInt32 _threadCount = new();

    /// <summary>How many <see cref="Threads"/> there are; a snapshot, for those who hold neither lock.</summary>
    internal int ThreadCount => _threadCount.Load(MemoryOrder.Acquire);

    /// <summary>Sent to the parent when it ends; <see cref="Signal.None"/> for none.</summary>
    internal Signal ExitSignal
    {
        get => (Signal)_exitSignal.Load(MemoryOrder.Acquire);
        set => _exitSignal.Store((int)value, MemoryOrder.Release);
    }

    /// <summary>Orphans among its descendants become its children (PR_SET_CHILD_SUBREAPER).</summary>
    internal bool IsSubreaper { get; set; }

    /// <summary>Woken when a child changes its state.</summary>
    internal WaitQueue ChildEvents { get; } = new();

    /// <summary>The name ps shows: that of its first thread, at most 15 bytes.</summary>
    public string Name => Leader.Name;

    public Credentials Credentials => Leader.Credentials;
}
