using System;
using Ostd.Seam;
using Ostd.Tasks;
using Ostd.Traps;
using Ostd.UserSpace;

namespace Ostd.User;

/// <summary>Executes user code on the current task, in the active <see cref="VmSpace"/>.</summary>
public sealed class UserMode
{
    /// <summary>Flags that user code may have as it likes: carry, parity, adjust, zero, sign, trap, direction, overflow, resume, alignment check, identification.</summary>
    private const ulong FreeFlags = 0x25_0dd5;

    /// <summary>Interrupts are always enabled in user mode; bit 1 is always set.</summary>
    private const ulong FixedFlags = 0x202;

    /// <summary>The user half of the canonical addresses has this many bits.</summary>
    private const int UserHalfBits = 47;

    public UserMode(UserContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Context = context;
    }

    public UserContext Context { get; }

    /// <summary>The exception, after <see cref="ReturnReason.Exception"/>.</summary>
    public CpuException Exception { get; private set; }

    /// <summary>
    /// Runs user code until something needs the services. Interrupts and resolvable page faults are handled inside. Task context, not in atomic mode.
    /// </summary>
    /// <param name="hasKernelEvent">Asked with interrupts disabled before every entry (a pending signal, say); true makes it return. It may not sleep.
    /// Whoever makes it true from elsewhere calls <see cref="Task.Interrupt"/> then.</param>
    /// <exception cref="OstdException">
    /// AtomicMode: the caller holds a guard, or the callback or the page-fault handler came back with one. InvalidArgs: another task executes the context, or the
    /// running task has no user memory (<see cref="VmSpace.Activate"/>).
    /// What the callback throws comes out.
    /// </exception>
    public ReturnReason Execute(Func<bool> hasKernelEvent)
    {
        ArgumentNullException.ThrowIfNull(hasKernelEvent);
        AtomicMode.MightSleep("UserMode.Execute");
        Context.BeginExecution();
        try
        {
            return Run(Root.Machine, hasKernelEvent);
        }
        finally
        {
            Context.EndExecution();
        }
    }

    private ReturnReason Run(Machine machine, Func<bool> hasKernelEvent)
    {
        while (true)
        {
            machine.DisableInterrupts();
            Scheduling.PreemptOff(Task.Current.Cpu);
            if (AskOff(machine, hasKernelEvent))
            {
                machine.EnableInterrupts();
                return ReturnReason.KernelEvent;
            }
            TrapInfo trap = EnterOff(machine);
            if (trap.Vector == TrapInfo.SyscallVector)
            {
                machine.EnableInterrupts();
                return ReturnReason.Syscall;
            }
            if (trap.Vector >= Vectors.FirstInterrupt)
            {
                TrapEntry.Interrupt(trap.Vector, fromUser: true);
                continue;
            }
            machine.EnableInterrupts();
            if (trap.Vector == CpuException.PageFault && TryResolve(trap))
                continue;
            Exception = new CpuException(trap.Vector, trap.ErrorCode, trap.FaultAddress);
            return ReturnReason.Exception;
        }
    }

    /// <summary>
    /// The last moment before user mode: nothing that the context holds may give user code power over the kernel, or make the entry itself fault. (The metal's
    /// entry checks the same values once more as it loads them, since another task might write to the context meanwhile.)
    /// </summary>
    private TrapInfo EnterOff(Machine machine)
    {
        UserState state = Context.State;
        ref UserRegisters registers = ref state.Registers;
        registers.Rflags = (registers.Rflags & FreeFlags) | FixedFlags;
        if (registers.FsBase >> UserHalfBits != 0)
            registers.FsBase = 0;
        if (registers.GsBase >> UserHalfBits != 0)
            registers.GsBase = 0;
        if (registers.Rip >> UserHalfBits != 0)
            return new TrapInfo { Vector = CpuException.GeneralProtection }; // as if the jump there had faulted
        Context.LoadVectors(Task.Current.Cpu);
        return machine.EnterUser(state);
    }

    /// <summary>Asks the client, and makes sure that it cannot take user mode along into atomic mode. When it throws, interrupts are enabled again.</summary>
    /// <remarks>The guard, beside the flag, tells whatever the callback calls that it may not sleep; so the resolution of a page fault of a user copy, too.</remarks>
    private static bool AskOff(Machine machine, Func<bool> hasKernelEvent)
    {
        bool mayGoOn = false;
        Task task = Task.Current;
        CpuState cpu = IrqGuard.Disable();
        try
        {
            bool answer = hasKernelEvent();
            if (task.Space is null && !answer)
                throw new OstdException(OstdError.InvalidArgs, $"{task} has no user memory: what another task left loaded on the CPU is none of its business.");
            mayGoOn = task.PreemptCount == 0 && cpu.IrqGuards == 1;
            if (!mayGoOn)
                throw new OstdException(OstdError.AtomicMode, $"User mode is not entered in atomic mode: {task} holds a guard that its callback, or its page-fault handler, did not dispose.");
            return answer;
        }
        finally
        {
            IrqGuard.Restore(cpu);
            if (!mayGoOn && cpu.IrqGuards == 0)
                machine.EnableInterrupts();
        }
    }

    private static bool TryResolve(in TrapInfo trap) =>
        trap.FaultAddress < VmSpace.UserEnd
        && Kernel.Current.UserFaultHandler is { } handler
        && handler.TryResolve(trap.FaultAddress, (PageFaultAccess)(trap.ErrorCode & AccessBits));

    private const ulong AccessBits = (ulong)(PageFaultAccess.Present | PageFaultAccess.Write | PageFaultAccess.User | PageFaultAccess.Execute);
}

public enum ReturnReason { Syscall, Exception, KernelEvent }
