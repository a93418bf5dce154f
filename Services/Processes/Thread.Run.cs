using System;
using Ostd.Console;
using Ostd.Tasks;
using Ostd.User;
using Services.Linux;
using Services.Signals;
using Services.Syscalls;

namespace Services.Processes;

/// <summary>The life of a thread: run user code, do what it asks for, until it ends.</summary>
public sealed partial class Thread
{
    private readonly UserMode _userMode;

    // The call wrote the registers itself (rt_sigreturn, execve): neither its result nor a restart applies to them.
    private bool _hasNewContext;

    // Asks the thread to end (exit), with this code.
    private bool _mustEnd;
    private int _exitCode;

    /// <summary>Where a clone with CLONE_CHILD_SETTID writes the number, in the child's memory; 0 for nowhere.</summary>
    internal ulong SetChildTid { get; set; }

    /// <summary>Starts it. Everything others may see of it must be set before.</summary>
    internal void Start() => Ostd.Tasks.Task.Spawn(Main, this, Name);

    /// <summary>Starts it with a body in the kernel, which may turn to user code by itself: process 1.</summary>
    internal void StartInKernel(Action body) => Ostd.Tasks.Task.Spawn(() => Main(body), this, Name);

    private void Main() => Main(EnterProgram);

    private void EnterProgram()
    {
        Space.Activate();
        if (SetChildTid != 0)
            Space.TryWriteInt32(SetChildTid, Tid);
        RunUserCode();
    }

    private void Main(Action body)
    {
        try
        {
            AttachWaiter();
            Task = Ostd.Tasks.Task.Current;
            body();
        }
        catch (Exception exception)
        {
            DieOfKernelBug(exception);
        }
        finally
        {
            End(_exitCode);
        }
    }

    /// <summary>Runs user code until the thread ends.</summary>
    internal void RunUserCode()
    {
        SyscallTable syscalls = LinuxKernel.Current.Syscalls;

        // For a thread that starts, or went on from the kernel to a new program.
        _hasNewContext = false;
        var args = new SyscallArgs(Context);
        while (!_mustEnd)
        {
            switch (_userMode.Execute(_hasKernelEvent))
            {
                case ReturnReason.Syscall:
                    ulong number = Context.Rax;
                    long result = Dispatch(syscalls, args);
                    if (_hasNewContext)
                    {
                        _hasNewContext = false;
                        HandleEvents(SyscallOutcome.None);
                    }
                    else
                    {
                        Context.Rax = (ulong)result;
                        var outcome = new SyscallOutcome(number, result);
                        if (_hasSavedMask || outcome.IsRestart || HasKernelEvent())
                            HandleEvents(outcome);
                    }

                    break;

                case ReturnReason.Exception:
                    RaiseException(_userMode.Exception);
                    HandleEvents(SyscallOutcome.None);
                    break;

                case ReturnReason.KernelEvent:
                    HandleEvents(SyscallOutcome.None);
                    break;
            }
        }
    }

    private long Dispatch(SyscallTable syscalls, SyscallArgs args)
    {
        try
        {
            return syscalls.Dispatch(this, args);
        }
        catch (OutOfMemoryException)
        {
            return Errno.ENOMEM.Negate();
        }
    }

    /// <summary>The registers were replaced by the running call.</summary>
    internal void MarkNewContext() => _hasNewContext = true;

    /// <summary>The registers of a program that starts.</summary>
    internal void ResetRegisters(ulong entry, ulong stackPointer)
    {
        UserContext c = Context;
        c.Rax = c.Rbx = c.Rcx = c.Rdx = c.Rsi = c.Rdi = c.Rbp = 0;
        c.R8 = c.R9 = c.R10 = c.R11 = c.R12 = c.R13 = c.R14 = c.R15 = 0;
        c.FsBase = c.GsBase = 0;
        c.Rip = entry;
        c.Rsp = stackPointer;
        c.Rflags = InitialFlags;
        c.ResetFpu();
        MarkNewContext();
    }

    /// <summary>Interrupts enabled, and the bit that is always set.</summary>
    private const ulong InitialFlags = 0x202;

    /// <summary>Ends the thread when the running call returns.</summary>
    internal void RequestEnd(int code)
    {
        _exitCode = code;
        _mustEnd = true;
    }

    /// <summary>
    /// A bug in a service: the process pays with its life, as if killed, and the console says why. Locks were released on the
    /// way here by their guards.
    /// </summary>
    private void DieOfKernelBug(Exception exception)
    {
        SerialConsole.WriteLine($"kernel fault in process {Process.Pid} ({Name}): {FirstLines(exception.ToString())}");
        Process.BeginExit(WaitStatus.Killed(Signal.SIGKILL, dumped: false));
    }

    /// <summary>Enough to find the bug: a stack that overflowed would fill screens.</summary>
    private const int MaxReportedLines = 24;

    private static string FirstLines(string text)
    {
        int end = -1;
        for (int lines = 0; lines < MaxReportedLines; lines++)
        {
            end = text.IndexOf('\n', end + 1);
            if (end < 0)
                return text;
        }

        return text.Substring(0, end) + "\n   ...";
    }

    /// <summary>CPU time of this thread.</summary>
    public CpuTimes CpuTimes => Task is { } task ? new CpuTimes(task.UserTimeNs, task.KernelTimeNs) : default;
}
