using System;
using System.Runtime.ExceptionServices;
using Ostd.Tasks;

namespace Ostd.Model;

/// <summary>What the machine is told of locks and sleep.</summary>
internal sealed partial class ModelMachine
{
    private LockOrder? _lockOrder;

    /// <summary>Null: nobody asks.</summary>
    internal HeldLocks? HeldLocks { get; private set; }

    private void InitializeLocks()
    {
        if (_options.CheckLockOrder)
            _lockOrder = new LockOrder();
        if (_options.CheckLockOrder || _options.DetectUndefinedBehaviour)
            HeldLocks = new HeldLocks();
    }

    /// <summary>Why nobody goes on, when a schedule decides who does.</summary>
    internal WaitTable Waits { get; } = new();

    private bool NotesWaits => _schedule is not null && !IsSilent;

    public override void OnLockWanted(object wanted, string file, int line)
    {
        if (NotesWaits)
            Waits.Want(Task.Current, new NamedLock(wanted, file, line));
    }

    public override void OnLockTaken(object taken, string file, int line, bool waited)
    {
        if (NotesWaits)
            Waits.Take(Task.Current, taken, _options.WhereAmI?.Invoke() ?? "");
        if (_silence != 0 || HeldLocks is null)
            return;
        var held = new NamedLock(taken, file, line);
        if (waited)
            _lockOrder?.Take(Task.Current, HeldLocks.Of(Task.Current), held);
        HeldLocks.Take(Task.Current, held);
    }

    public override void OnLockReleased(object released)
    {
        if (NotesWaits)
            Waits.Release(Task.Current, released);
        if (_silence == 0)
            HeldLocks?.Release(Task.Current, released);
    }

    public override void OnSleep(Func<bool>? condition, Func<bool>? cancelled)
    {
        if (!NotesWaits)
            return;
        if (condition is null)
            Waits.WakeUp(Task.Current);
        else
            Waits.FallAsleep(Task.Current, new WaitTable.Sleep(condition, cancelled));
    }

    /// <summary>
    /// Whether what a sleeping task waits for holds, when nobody can go on: then nobody will tell it. False also when that cannot be found out without waiting. What the condition
    /// changes stays changed: the run is over.
    /// </summary>
    internal bool IsForgotten(Task sleeper, in WaitTable.Sleep sleep)
    {
        object? running = Cpu.Local;
        (ExceptionDispatchInfo? failure, bool stopped, int? exitCode) = (_failure, _stopped, ExitCode);
        Cpu.Local = sleeper; // conditions ask who they are
        _silence++;
        try
        {
            return sleep.Condition() || sleep.Cancelled?.Invoke() == true;
        }
        catch (Exception)
        {
            return false;
        }
        finally
        {
            _silence--;
            Cpu.Local = running;
            (_failure, _stopped, ExitCode, _unwinding) = (failure, stopped, exitCode, false);
        }
    }
}
