using Ostd.User;
using Services.Linux;
using Services.Signals;

namespace Services.Processes;

/// <summary>What happens between a trap and the return to user code when a signal, a stop or the end waits.</summary>
public sealed partial class Thread
{
    /// <summary>The last exception, for sigcontext.</summary>
    internal CpuException LastException { get; private set; }

    /// <summary>
    /// Acts on everything that waits. Afterwards the thread may run user code, or <see cref="_mustEnd"/> is set. Decides at the
    /// first handler, or when there is none, whether the system call that just returned is restarted.
    /// </summary>
    private void HandleEvents(SyscallOutcome outcome)
    {
        while (true)
        {
            if (IsDying)
            {
                Die();
                return;
            }

            if (Process.IsStopRequested)
            {
                Process.Park(this);
                continue;
            }

            Signal signal = TakeSignal(Blocked, out SigInfo info);
            if (signal == Signal.None)
            {
                if (!Process.NeedsAttention)
                    break;
                continue;
            }

            SigAction action = Process.Actions[signal];
            if (action.IsIgnore)
                continue;
            if (action.IsDefault)
            {
                ActByDefault(signal);
                continue;
            }

            if (outcome.IsRestart)
            {
                if (RestartsAfterHandler(outcome.Result, action))
                    Restart(outcome.Number);
                else
                    Context.Rax = (ulong)Errno.EINTR.Negate();
                outcome = SyscallOutcome.None;
            }

            EnterHandler(action, info);
        }

        if (outcome.IsRestart)
            Restart(outcome.Result == -(long)Errno.ERESTART_RESTARTBLOCK ? RestartSyscallNumber : outcome.Number);
        RestoreTemporaryMask();
    }

    /// <summary>restart_syscall.</summary>
    private const ulong RestartSyscallNumber = 219;

    /// <summary>Length of the <c>syscall</c> instruction.</summary>
    private const ulong SyscallInstructionBytes = 2;

    private static bool RestartsAfterHandler(long result, SigAction action) => result switch
    {
        -(long)Errno.ERESTARTNOINTR => true,
        -(long)Errno.ERESTARTSYS => action.Has(SigAction.SA_RESTART),
        _ => false,
    };

    private void Restart(ulong number)
    {
        Context.Rax = number;
        Context.Rip -= SyscallInstructionBytes;
    }

    private void ActByDefault(Signal signal)
    {
        DefaultAction action = SignalActions.DefaultOf(signal);
        if (action is DefaultAction.Ignore or DefaultAction.Continue || Process.IsInit)
            return;
        if (action == DefaultAction.Stop)
        {
            // Nobody could continue a member of an orphaned group that a terminal key stopped.
            if (signal == Signal.SIGSTOP || !Process.Group.IsOrphaned)
                Process.RequestStop(signal);
            return;
        }

        Process.BeginExit(WaitStatus.Killed(signal, dumped: false));
    }

    private void Die()
    {
        if (!Process.IsExiting && !IsKilledByExec)
            Process.BeginExit(WaitStatus.Killed(Signal.SIGKILL, dumped: false));
        _mustEnd = true;
    }

    private void EnterHandler(SigAction action, SigInfo info)
    {
        SignalSet returnMask = _hasSavedMask ? _savedMask : Blocked;
        _hasSavedMask = false;
        if (!SignalFrame.TryPush(this, action, info, returnMask))
        {
            // No room for the frame: as Linux does, and without a chance to loop for ever.
            if (info.Signal == Signal.SIGSEGV)
                Process.SetAction(Signal.SIGSEGV, SigAction.Default);
            SetBlocked(returnMask);
            ForceSignal(SigInfo.FromKernel(Signal.SIGSEGV));
            return;
        }

        if (action.Has(SigAction.SA_RESETHAND))
            Process.SetAction(info.Signal, SigAction.Default);
        SignalSet blocked = Blocked | action.Mask;
        if (!action.Has(SigAction.SA_NODEFER))
            blocked |= SignalSet.Of(info.Signal);
        SetBlocked(blocked);
    }

    /// <summary>Turns an exception of user code into the signal that Linux sends for it.</summary>
    private void RaiseException(CpuException exception)
    {
        LastException = exception;
        ulong rip = Context.Rip;
        ForceSignal(exception.Vector switch
        {
            CpuException.DivideError => SigInfo.Fault(Signal.SIGFPE, SigInfo.FPE_INTDIV, rip),
            CpuException.Debug => SigInfo.Fault(Signal.SIGTRAP, SigInfo.TRAP_TRACE, rip),
            CpuException.Breakpoint => SigInfo.Fault(Signal.SIGTRAP, SigInfo.SI_KERNEL, 0),
            CpuException.InvalidOpcode => SigInfo.Fault(Signal.SIGILL, SigInfo.ILL_ILLOPN, rip),
            CpuException.X87 or CpuException.Simd => SigInfo.Fault(Signal.SIGFPE, SigInfo.FPE_FLTINV, rip),
            CpuException.AlignmentCheck => SigInfo.Fault(Signal.SIGBUS, SigInfo.BUS_ADRALN, 0),
            CpuException.StackFault => SigInfo.Fault(Signal.SIGBUS, SigInfo.SI_KERNEL, 0),
            CpuException.PageFault => Space.DescribeFault(exception.Address, exception.ErrorCode),
            _ => SigInfo.Fault(Signal.SIGSEGV, SigInfo.SI_KERNEL, 0),
        });
    }
}
