using System.Runtime;
using System.Runtime.CompilerServices;
using Ostd.Seam;

namespace Metal;

/// <summary>Compares the structures that stubs and C# share: kernel/Boot/layout.S lists what the stubs take for granted.</summary>
internal static unsafe class LayoutChecks
{
    internal static void Run()
    {
        int* next = StubLayout();
        CpuBlock cpu = default;
        byte* start = (byte*)&cpu;
        Expect(&next, (byte*)&cpu.Self - start, "CPU_SELF");
        Expect(&next, (byte*)&cpu.Index - start, "CPU_INDEX");
        Expect(&next, (byte*)&cpu.Local - start, "CPU_LOCAL");
        Expect(&next, (byte*)&cpu.KernelRsp - start, "CPU_KERNEL_RSP");
        Expect(&next, (byte*)&cpu.UserRegisters - start, "CPU_USER_REGISTERS");
        Expect(&next, (byte*)&cpu.Scratch - start, "CPU_SCRATCH");
        Expect(&next, (byte*)&cpu.Stack.Bottom - start, "CPU_STACK_BOTTOM");
        Expect(&next, (byte*)&cpu.Stack.Top - start, "CPU_STACK_TOP");
        Expect(&next, (byte*)&cpu.Stack.Guard - start, "CPU_STACK_GUARD");
        Expect(&next, (byte*)&cpu.Stack.ClosedBottom - start, "CPU_CLOSED_BOTTOM");
        Expect(&next, CpuBlock.FreeSlotsOffset, "CPU_FREE_SLOTS");
        Expect(&next, CpuArea.BlockSize, "CPU_BLOCK_SIZE");

        TrapFrame frame = default;
        start = (byte*)&frame;
        Expect(&next, (byte*)&frame.Mxcsr - start, "FRAME_MXCSR");
        Expect(&next, (byte*)&frame.R15 - start, "FRAME_R15");
        Expect(&next, (byte*)&frame.Rax - start, "FRAME_RAX");
        Expect(&next, (byte*)&frame.Vector - start, "FRAME_VECTOR");
        Expect(&next, (byte*)&frame.Rip - start, "FRAME_RIP");
        Expect(&next, sizeof(TrapFrame), "FRAME_SIZE");

        UserRegisters user = default;
        start = (byte*)&user;
        Expect(&next, (byte*)&user.Rax - start, "USER_RAX");
        Expect(&next, (byte*)&user.Rdi - start, "USER_RDI");
        Expect(&next, (byte*)&user.Rsp - start, "USER_RSP");
        Expect(&next, (byte*)&user.R15 - start, "USER_R15");
        Expect(&next, (byte*)&user.Rip - start, "USER_RIP");
        Expect(&next, (byte*)&user.Rflags - start, "USER_RFLAGS");
        Expect(&next, (byte*)&user.FsBase - start, "USER_FS_BASE");
        Expect(&next, (byte*)&user.GsBase - start, "USER_GS_BASE");

        TrapInfo trap = default;
        start = (byte*)&trap;
        Expect(&next, (byte*)&trap.Vector - start, "TRAP_VECTOR");
        Expect(&next, (byte*)&trap.ErrorCode - start, "TRAP_ERROR");
        Expect(&next, (byte*)&trap.FaultAddress - start, "TRAP_ADDRESS");
        Expect(&next, TrapInfo.SyscallVector, "SYSCALL_VECTOR");
    }

    private static void Expect(int** next, long offset, string name)
    {
        if (*(*next)++ != offset)
            Panic.Stop("C# and the stubs disagree about ", name);
    }

    [RuntimeImport("*", "stub_layout"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern int* StubLayout();
}
