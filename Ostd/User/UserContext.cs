using System;
using Ostd.Seam;
using Ostd.Sync;

namespace Ostd.User;

/// <summary>
/// A user thread's registers. Any 64-bit value may be written: what could hurt the kernel is sanitised before every entry
/// (flags, segment bases, instruction pointer, vector state).
/// </summary>
public sealed partial class UserContext
{
    internal readonly UserState State;

    // A task executes it.
    private AtomicBool _isExecuting = new();

    public UserContext()
        : this(Kernel.Current)
    {
        ResetFpu();
    }

    private UserContext(Kernel kernel) => State = new UserState(VectorLayout.SizeOf(kernel));

    /// <summary>A copy, vector state included. The caller runs on the context's task, or the context does not execute.</summary>
    public UserContext Clone()
    {
        Kernel kernel = Kernel.Current;
        Machine machine = kernel.Machine;
        var clone = new UserContext(kernel);
        clone.State.Registers = State.Registers;
        SaveLiveState();
        State.Sse.CopyTo(clone.State.Sse, 0);
        VectorLayout.Area(machine, State).CopyTo(VectorLayout.Area(machine, clone.State));
        return clone;
    }

    /// <summary>From here on only the caller executes it: registers are saved by one CPU at a time.</summary>
    internal void BeginExecution()
    {
        if (_isExecuting.Exchange(true))
            throw new OstdException(OstdError.InvalidArgs, "A user context is executed by one task at a time: clone it for another.");
    }

    internal void EndExecution() => _isExecuting.Store(false, MemoryOrder.Release);

    public ulong Rax { get => State.Registers.Rax; set => State.Registers.Rax = value; }
    public ulong Rbx { get => State.Registers.Rbx; set => State.Registers.Rbx = value; }
    public ulong Rcx { get => State.Registers.Rcx; set => State.Registers.Rcx = value; }
    public ulong Rdx { get => State.Registers.Rdx; set => State.Registers.Rdx = value; }
    public ulong Rsi { get => State.Registers.Rsi; set => State.Registers.Rsi = value; }
    public ulong Rdi { get => State.Registers.Rdi; set => State.Registers.Rdi = value; }
    public ulong Rbp { get => State.Registers.Rbp; set => State.Registers.Rbp = value; }
    public ulong Rsp { get => State.Registers.Rsp; set => State.Registers.Rsp = value; }
    public ulong R8 { get => State.Registers.R8; set => State.Registers.R8 = value; }
    public ulong R9 { get => State.Registers.R9; set => State.Registers.R9 = value; }
    public ulong R10 { get => State.Registers.R10; set => State.Registers.R10 = value; }
    public ulong R11 { get => State.Registers.R11; set => State.Registers.R11 = value; }
    public ulong R12 { get => State.Registers.R12; set => State.Registers.R12 = value; }
    public ulong R13 { get => State.Registers.R13; set => State.Registers.R13 = value; }
    public ulong R14 { get => State.Registers.R14; set => State.Registers.R14 = value; }
    public ulong R15 { get => State.Registers.R15; set => State.Registers.R15 = value; }
    public ulong Rip { get => State.Registers.Rip; set => State.Registers.Rip = value; }
    public ulong Rflags { get => State.Registers.Rflags; set => State.Registers.Rflags = value; }
    public ulong FsBase { get => State.Registers.FsBase; set => State.Registers.FsBase = value; }
    public ulong GsBase { get => State.Registers.GsBase; set => State.Registers.GsBase = value; }
}
