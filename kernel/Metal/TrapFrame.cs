using System.Runtime.InteropServices;
using Internal.Runtime;

namespace Metal;

/// <summary>The registers of interrupted kernel code, as kernel/Boot/traps.S saves and restores them.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TrapFrame
{
    internal const ulong InterruptFlag = 1 << 9;

    internal fixed ulong Xmm[32];
    internal ulong Mxcsr;
    private readonly ulong _padding;
    internal ulong R15;
    internal ulong R14;
    internal ulong R13;
    internal ulong R12;
    internal ulong R11;
    internal ulong R10;
    internal ulong R9;
    internal ulong R8;
    internal ulong Rbp;
    internal ulong Rdi;
    internal ulong Rsi;
    internal ulong Rdx;
    internal ulong Rcx;
    internal ulong Rbx;
    internal ulong Rax;
    internal ulong Vector;
    internal ulong ErrorCode;
    internal ulong Rip;
    internal ulong Cs;
    internal ulong Rflags;
    internal ulong Rsp;
    internal ulong Ss;

    internal readonly bool InterruptsWereOn => (Rflags & InterruptFlag) != 0;

    /// <summary>The general registers as the runtime wants them.</summary>
    internal readonly FaultContext ToFaultContext()
    {
        FaultContext context = default;
        context.Rip = (nint)Rip;
        context.General[FaultContext.Rax] = (long)Rax;
        context.General[FaultContext.Rcx] = (long)Rcx;
        context.General[FaultContext.Rdx] = (long)Rdx;
        context.General[FaultContext.Rbx] = (long)Rbx;
        context.General[FaultContext.Rsp] = (long)Rsp;
        context.General[FaultContext.Rbp] = (long)Rbp;
        context.General[FaultContext.Rsi] = (long)Rsi;
        context.General[FaultContext.Rdi] = (long)Rdi;
        context.General[8] = (long)R8;
        context.General[9] = (long)R9;
        context.General[10] = (long)R10;
        context.General[11] = (long)R11;
        context.General[FaultContext.R12] = (long)R12;
        context.General[FaultContext.R13] = (long)R13;
        context.General[FaultContext.R14] = (long)R14;
        context.General[FaultContext.R15] = (long)R15;
        return context;
    }
}
