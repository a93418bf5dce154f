using Ostd.Sync;
using Ostd.Tasks;
using Ostd.User;
using Services.Memory;
using Services.Vfs;

namespace Services.Processes;

/// <summary>A thread of a process: a task of the framework that runs user code with these registers.</summary>
public sealed partial class Thread
{
    /// <summary>Bytes a name may have (TASK_COMM_LEN without the NUL).</summary>
    public const int MaxNameLength = 15;

    internal Thread(Process process, int tid, UserContext context)
    {
        Process = process;
        Tid = tid;
        Context = context;
        _userMode = new UserMode(context);
        _hasKernelEvent = HasKernelEvent;
        _isDying = () => IsDying;
    }

    /// <summary>The thread that executes the caller. Only in system calls and page faults: tasks of the kernel itself have none.</summary>
    public static Thread Current => (Thread)Task.Current.Data!;

    /// <summary>The thread that executes the caller, or null in a task of the kernel itself.</summary>
    public static Thread? CurrentOrNull => Task.Current.Data as Thread;

    public Process Process { get; }

    /// <summary>Its number; changes only when it survives an execve of a thread that is not the first.</summary>
    public int Tid { get; internal set; }

    private AtomicRef<Task?> _task = new();

    /// <summary>The framework's task; null before it has started.</summary>
    public Task? Task
    {
        get => _task.Load(MemoryOrder.Acquire);
        internal set => _task.Store(value, MemoryOrder.SeqCst);
    }

    /// <summary>Its user registers.</summary>
    public UserContext Context { get; }

    private AtomicRef<Credentials> _credentials = new(Credentials.Root);
    private AtomicRef<string> _name = new("");

    /// <summary>Who it acts for. Read without a lock; only the thread itself replaces it.</summary>
    public Credentials Credentials
    {
        get => _credentials.Load(MemoryOrder.Acquire);
        internal set => _credentials.Store(value, MemoryOrder.Release);
    }

    /// <summary>Shown by ps and set by prctl; bytes as Latin-1 characters.</summary>
    public string Name
    {
        get => _name.Load(MemoryOrder.Acquire);
        internal set => _name.Store(value, MemoryOrder.Release);
    }

    /// <summary>User memory of its process. For system calls: there is one.</summary>
    public AddressSpace Space => Process.Space!;

    public FileTable Files => Process.Files;
    public FsContext FsContext => Process.FsContext;

    public bool IsLeader => Process.Leader == this;

    // Written to 0 and woken as a futex when the thread ends (set_tid_address, CLONE_CHILD_CLEARTID).
    internal ulong ClearChildTid { get; set; }

    // Head of the list of robust futexes, in user memory.
    internal ulong RobustListHead { get; set; }
}
