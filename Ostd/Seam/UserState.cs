namespace Ostd.Seam;

/// <summary>
/// User-mode register state as the trap entry saves and restores it. The metal's assembly knows this layout
/// (a start-up check compares the offsets); <see cref="User.UserContext"/> is the safe face of it.
/// </summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential)]
internal struct UserRegisters
{
    public ulong Rax, Rbx, Rcx, Rdx, Rsi, Rdi, Rbp, Rsp;
    public ulong R8, R9, R10, R11, R12, R13, R14, R15;
    public ulong Rip, Rflags, FsBase, GsBase;
}

/// <summary>The registers of one user thread, with room for its vector and x87 state.</summary>
internal sealed class UserState
{
    public UserRegisters Registers;

    /// <summary>xmm0–15 and mxcsr: 16 × 16 bytes, then 8 bytes, saved at every entry because kernel code uses SSE.</summary>
    public readonly byte[] Sse = new byte[16 * 16 + 8];

    /// <summary>The XSAVE area without its SSE part, saved when the task is switched out. Over-allocated by 64 so that the metal can align it.</summary>
    public readonly byte[] Extended;

    internal const int ExtendedSlack = 64;

    public UserState(int extendedSize) => Extended = new byte[extendedSize + ExtendedSlack];
}

/// <summary>Why user mode was left.</summary>
internal struct TrapInfo
{
    /// <summary>Exception or interrupt vector; <see cref="SyscallVector"/> for a system call.</summary>
    public int Vector;
    public ulong ErrorCode;

    /// <summary>CR2 of a page fault.</summary>
    public ulong FaultAddress;

    public const int SyscallVector = 256;
}
