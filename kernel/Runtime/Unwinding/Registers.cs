namespace Internal.Runtime;

/// <summary>
/// Where a frame of compiled code stands: the registers that calls preserve, the stack pointer and the instruction pointer.
/// Everything else is lost across a call, so unwinding a call gives just these. kernel/Boot/runtime-exceptions.S has the same layout.
/// </summary>
internal struct Registers
{
    internal nint Rbx;
    internal nint Rbp;
    internal nint R12;
    internal nint R13;
    internal nint R14;
    internal nint R15;
    internal nint Rsp;
    internal nint Rip;
}
