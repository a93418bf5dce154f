using System;
using Ostd.Sync;
using Services.Linux;
using Services.Signals;

namespace Services.Processes;

/// <summary>Options of wait4 and waitid.</summary>
[Flags]
public enum WaitOptions : uint
{
    None = 0, NoHang = 1, Stopped = 2, Exited = 4, Continued = 8, NoWait = 0x01000000, NoThread = 0x20000000, All = 0x40000000, Clone = 0x80000000,

    Wait4 = NoHang | Stopped | Continued | NoThread | All | Clone,
    WaitId = NoHang | Stopped | Exited | Continued | NoWait | NoThread | All | Clone,
}

/// <summary>Which children a wait is about.</summary>
public enum WaitKind
{
    Any, Process, Group,
}

/// <summary>What a wait found: a child, what happened to it (a wait4 status word) and the CPU time it used.</summary>
public readonly record struct WaitFinding(int Pid, uint Uid, int Status, CpuTimes Times);

/// <summary>One wait for children of a process.</summary>
public sealed class ChildWait
{
    private readonly Process _parent;
    private readonly WaitKind _kind;
    private readonly int _id;
    private readonly WaitOptions _options;
    private WaitFinding _found;
    private bool _hasCandidates;

    public ChildWait(Process parent, WaitKind kind, int id, WaitOptions options)
    {
        _parent = parent;
        _kind = kind;
        _id = id;
        _options = options;
    }

    /// <summary>
    /// Waits until a child has something to report, and takes the report. OK with Pid 0: nothing yet, and NoHang was asked for.
    /// </summary>
    public Errno Run(Thread thread, out WaitFinding found)
    {
        WaitResult result = WaitResult.Satisfied;
        if (!Look() && (_options & WaitOptions.NoHang) == 0)
            result = thread.WaitInterruptible(_parent.ChildEvents, Look);
        found = _found;
        if (found.Pid != 0)
            return Errno.OK;
        if (!_hasCandidates)
            return Errno.ECHILD;
        return result == WaitResult.Cancelled ? Errno.ERESTARTSYS : Errno.OK;
    }

    /// <summary>True when there is nothing more to wait for: a report was taken, or no such child exists.</summary>
    private bool Look()
    {
        using var guard = _parent.Table.Lock();
        _hasCandidates = false;
        foreach (Process child in _parent.Children)
        {
            if (!Matches(child))
                continue;
            _hasCandidates = true;
            if (TryTakeReportLocked(child))
                return true;
        }

        return !_hasCandidates;
    }

    private bool Matches(Process child)
    {
        bool chosen = _kind switch
        {
            WaitKind.Process => child.Pid == _id,
            WaitKind.Group => child.Group.Id == _id,
            _ => true,
        };

        // A "clone child" reports by another signal than SIGCHLD.
        bool isClone = child.ExitSignal != Signal.SIGCHLD;
        return chosen && ((_options & WaitOptions.All) != 0 || isClone == ((_options & WaitOptions.Clone) != 0));
    }

    private bool TryTakeReportLocked(Process child)
    {
        bool keep = (_options & WaitOptions.NoWait) != 0;
        if (child.IsZombie)
        {
            if ((_options & WaitOptions.Exited) == 0)
                return false;
            Report(child, child.ExitStatus, child.EndedThreads + child.ReapedChildren);
            if (!keep)
                child.ReapLocked(_parent);
            return true;
        }

        if ((_options & WaitOptions.Stopped) != 0 && child.UnreportedStop is not Signal.None and var signal)
        {
            Report(child, WaitStatus.Stopped(signal), child.EndedThreads);
            if (!keep)
                child.UnreportedStop = Signal.None;
            return true;
        }

        if ((_options & WaitOptions.Continued) != 0 && child.HasUnreportedContinue)
        {
            Report(child, WaitStatus.Continued, child.EndedThreads);
            if (!keep)
                child.HasUnreportedContinue = false;
            return true;
        }

        return false;
    }

    private void Report(Process child, int status, CpuTimes times) => _found = new WaitFinding(child.Pid, child.Credentials.Uid, status, times);
}
