using System.Runtime;
using System.Runtime.CompilerServices;

namespace Metal;

/// <summary>Switches on what the executing CPU has and the kernel uses.</summary>
internal static unsafe class CpuFeatures
{
    private const ulong Cr4SupervisorExecuteOff = 1UL << 20;
    private const ulong Cr4SupervisorAccessOff = 1UL << 21;
    private const ulong Cr4UserInstructionsOff = 1UL << 11;
    private const ulong Cr4ExtendedState = 1UL << 18;

    private const uint Star = 0xc000_0081;
    private const uint Lstar = 0xc000_0082;
    private const uint Sfmask = 0xc000_0084;

    /// <summary>Flags that a system call clears: everything a user program could set to confuse the kernel (TF, IF, DF, IOPL, NT, AC, RF, ID ...).</summary>
    private const ulong SyscallClearedFlags = 0x25_7fd5;

    /// <summary>x87, SSE, AVX and the three parts of AVX-512.</summary>
    private const ulong WantedState = 0xe7;
    private const ulong BasicState = 3;

    /// <summary>Components of the extended state that user programs have, as XCR0; 0 when the CPU has no XSAVE.</summary>
    internal static ulong ExtendedState { get; private set; }

    internal static bool HasRandom { get; private set; }

    internal static void Enable()
    {
        CpuidResult basic, features, state;
        Instructions.Cpuid(1, 0, &basic);
        Instructions.Cpuid(7, 0, &features);

        ulong cr4 = Instructions.ReadCr4();
        if ((features.Ebx & (1 << 7)) != 0)
            cr4 |= Cr4SupervisorExecuteOff;
        if ((features.Ebx & (1 << 20)) != 0)
        {
            cr4 |= Cr4SupervisorAccessOff;
            GuardUserMemory();
        }

        if ((features.Ecx & (1 << 2)) != 0)
            cr4 |= Cr4UserInstructionsOff;
        HasRandom = (basic.Ecx & (1 << 30)) != 0;
        bool hasXsave = (basic.Ecx & (1 << 26)) != 0;
        if (hasXsave)
            cr4 |= Cr4ExtendedState;
        Instructions.WriteCr4(cr4);

        if (hasXsave)
        {
            Instructions.Cpuid(0xd, 0, &state);
            ExtendedState = (state.Eax & WantedState) | BasicState;
            Instructions.WriteXcr0(ExtendedState);
        }

        Instructions.WriteMsr(Star, ((ulong)DescriptorTables.KernelCode << 32) | ((ulong)(DescriptorTables.UserCode32 | 3) << 48));
        Instructions.WriteMsr(Lstar, SyscallEntry());
        Instructions.WriteMsr(Sfmask, SyscallClearedFlags);
    }

    /// <summary>From now on the user copies open and close the window to user memory (usercopy.S).</summary>
    [RuntimeImport("*", "guard_user_memory"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void GuardUserMemory();

    [RuntimeImport("*", "syscall_entry_address"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong SyscallEntry();
}
