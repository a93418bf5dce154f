using System.Runtime.InteropServices;

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
}
