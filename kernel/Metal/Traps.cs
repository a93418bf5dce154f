using System.Runtime;
using Internal.Runtime;

namespace Metal;

/// <summary>The C# side of kernel/Boot/traps.S: exceptions and interrupts of kernel code.</summary>
/// <remarks>Traps of user code do not come here: they are the return value of EnterUser.</remarks>
internal static unsafe class Traps
{
    private const int DivideError = 0;
    private const int PageFault = 14;
    private const int FirstInterrupt = 32;

    /// <summary>Nothing is ever mapped below: an access there is one through a null reference.</summary>
    private const ulong NullPages = 64 * 1024;

    /// <summary>On the interrupted stack, interrupts off. Returning resumes the interrupted code.</summary>
    [RuntimeExport("asterism_trap")]
    private static void Handle(TrapFrame* frame)
    {
        StackReserve.CloseIfAbove((ulong)frame);
        switch (frame->Vector)
        {
            case PageFault:
                HandlePageFault(frame, Instructions.ReadCr2());
                break;
            case DivideError:
                Throw(HardwareFault.Divide, frame);
                break;
            case >= FirstInterrupt:
                frame->Rip = (ulong)RestartableCode.ResumeAddress((nint)frame->Rip);
                MetalMachine.HandleInterrupt((int)frame->Vector);
                break;
            default:
                Panic.StopAt("The kernel caused a CPU exception.", frame, 0);
                break;
        }
    }

    private static void HandlePageFault(TrapFrame* frame, ulong address)
    {
        if (StackReserve.IsOverflow(address))
            HandleOverflow(frame);
        else if (UserCopyFixups.Find(frame->Rip) is var resume && resume != 0)
            HandleUserCopyFault(frame, address, resume);
        else if (address < NullPages)
            Throw(HardwareFault.NullReference, frame);
        else
            Panic.StopAt("The kernel accessed an address that is not mapped, or not for this.", frame, address);
    }

    /// <summary>The reserve is open already when the stub found no room; not so after a probe far below the stack pointer.</summary>
    private static void HandleOverflow(TrapFrame* frame)
    {
        StackReserve.TryOpen(frame->Rsp);
        Throw(HardwareFault.StackOverflow, frame);
    }

    private static void HandleUserCopyFault(TrapFrame* frame, ulong address, ulong resume)
    {
        bool resolved = MetalMachine.TryResolveUserFault(address, frame->ErrorCode);
        if (!resolved)
            frame->Rip = resume;
    }

    /// <summary>Continues as if the instruction had thrown. Does not return: the handler's frame, or the panic, is further up.</summary>
    private static void Throw(HardwareFault fault, TrapFrame* frame)
    {
        FaultContext context = frame->ToFaultContext();
        if (frame->InterruptsWereOn)
            Instructions.InterruptsOn();
        ExceptionDispatch.ThrowHardwareFault(fault, ref context);
    }

    /// <summary>On the entry stack: the interrupted stack has no room for a trap frame and its handler.</summary>
    [RuntimeExport("asterism_trap_no_room")]
    private static void MakeRoom(TrapFrame* frame)
    {
        if (!StackReserve.TryOpen(frame->Rsp))
            Panic.StopAt("The kernel stack is exhausted, its reserve too.", frame, Instructions.ReadCr2());
    }

    /// <summary>On an entry stack of its own: NMI, double fault or machine check.</summary>
    [RuntimeExport("asterism_fatal_trap")]
    private static void Die(TrapFrame* frame) =>
        Panic.StopAt("A non-maskable interrupt, a double fault or a machine check.", frame, Instructions.ReadCr2());
}
