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
    /// <param name="hasKernelEvent">Asked with interrupts disabled before every entry (a pending signal, say); true makes it return.
    /// Whoever makes it true from elsewhere calls <see cref="Task.Interrupt"/> then.</param>
    public ReturnReason Execute(Func<bool> hasKernelEvent)
    {
        ArgumentNullException.ThrowIfNull(hasKernelEvent);
        AtomicMode.MightSleep("UserMode.Execute");
        Machine machine = Root.Machine;
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

    private static bool AskOff(Machine machine, Func<bool> hasKernelEvent)
    {
        try
        {
            return hasKernelEvent();
        }
        catch
        {
            machine.EnableInterrupts();
            throw;
        }
    }

    private static bool TryResolve(in TrapInfo trap) =>
        trap.FaultAddress < VmSpace.UserEnd
        && Kernel.Current.UserFaultHandler is { } handler
        && handler.TryResolve(trap.FaultAddress, (PageFaultAccess)(trap.ErrorCode & AccessBits));

    private const ulong AccessBits = (ulong)(PageFaultAccess.Present | PageFaultAccess.Write | PageFaultAccess.User | PageFaultAccess.Execute);
}

public enum ReturnReason { Syscall, Exception, KernelEvent }
