using Ostd.Sync;
using Services.Linux;
using Services.Processes;
using Services.Signals;

namespace Services.Tty;

/// <summary>Sessions and job control: whose terminal it is, and which of its process groups may use it.</summary>
public sealed partial class Terminal
{
    /// <summary>Held to change the two fields, together, and what the session says of its terminal. Nothing is called under it. Checked by: TerminalScenarios.</summary>
    private readonly SpinLock _jobLock = new();
    private AtomicRef<Session?> _session = new();
    private AtomicRef<ProcessGroup?> _foreground = new();

    private Session? Session
    {
        get => _session.Load(MemoryOrder.Acquire);
        set => _session.Store(value, MemoryOrder.Release);
    }

    private ProcessGroup? Foreground
    {
        get => _foreground.Load(MemoryOrder.Acquire);
        set => _foreground.Store(value, MemoryOrder.Release);
    }

    ulong IControllingTerminal.DeviceNumber => _number.Encoded;
    public int ForegroundGroupId => Foreground?.Id ?? 0;

    public ProcessGroup? LeaveSession(Session session)
    {
        using var guard = _jobLock.Lock();
        if (Session != session)
            return null; // taken by another one
        ProcessGroup? foreground = Foreground;
        session.Terminal = null;
        Session = null;
        Foreground = null;
        return foreground;
    }

    /// <summary>
    /// Becomes the controlling terminal of a session leader that has none. EPERM: it is no leader, has one, or the terminal belongs to
    /// another session (and <paramref name="steal"/> is not asked for).
    /// </summary>
    public Errno Control(Process leader, bool steal)
    {
        Session session = leader.Session;
        ProcessGroup group = leader.Group;
        using var guard = _jobLock.Lock();
        if (session.Leader == leader && Session == session)
            return Errno.OK;
        if (session.Leader != leader || session.Terminal is not null)
            return Errno.EPERM;
        if (Session is not null)
        {
            if (!steal)
                return Errno.EPERM;
            Session.Terminal = null;
        }
        Session = session;
        Foreground = group;
        session.Terminal = this;
        return Errno.OK;
    }

    /// <summary>The session leader gives the terminal up: its foreground group is told as if the line had gone.</summary>
    private Errno GiveUp(Process process)
    {
        if (process.Session.Terminal != this)
            return Errno.ENOTTY;
        if (!process.IsSessionLeader)
            return Errno.OK;
        ProcessGroup? foreground = LeaveSession(process.Session);
        foreground?.SendSignal(Signal.SIGHUP);
        foreground?.SendSignal(Signal.SIGCONT);
        return Errno.OK;
    }

    internal Errno SetForeground(Process process, int groupId)
    {
        if (process.Session.Terminal != this || Session != process.Session)
            return Errno.ENOTTY;
        if (groupId < 0)
            return Errno.EINVAL;
        if (process.Table.FindGroup(groupId) is not { } group)
            return Errno.ESRCH;
        if (group.Session != process.Session)
            return Errno.EPERM;
        using var guard = _jobLock.Lock();
        if (Session != process.Session)
            return Errno.ENOTTY; // the session has lost it meanwhile
        Foreground = group;
        return Errno.OK;
    }

    private Errno MayRead()
    {
        if (!IsBackground(out Thread? thread))
            return Errno.OK;
        ProcessGroup group = thread!.Process.Group;
        if (thread.BlocksOrIgnores(Signal.SIGTTIN) || group.IsOrphaned)
            return Errno.EIO;
        group.SendSignal(Signal.SIGTTIN);
        return Errno.ERESTARTSYS;
    }

    private Errno MayWrite() => (Settings.Local & LocalFlags.TOSTOP) != 0 ? MayChange() : Errno.OK;

    /// <summary>Whether the calling process may change settings, or with TOSTOP write.</summary>
    private Errno MayChange()
    {
        if (!IsBackground(out Thread? thread) || thread!.BlocksOrIgnores(Signal.SIGTTOU))
            return Errno.OK;
        ProcessGroup group = thread.Process.Group;
        if (group.IsOrphaned)
            return Errno.EIO;
        group.SendSignal(Signal.SIGTTOU);
        return Errno.ERESTARTSYS;
    }

    private bool IsBackground(out Thread? thread)
    {
        thread = Thread.CurrentOrNull;
        return thread is not null && Foreground is { } foreground && thread.Process.Group is { } own && own != foreground && own.Session.Terminal == this;
    }
}
