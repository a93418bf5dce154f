using Ostd;
using Ostd.Seam;
using Ostd.User;
using static InKernel.Ostd.Assembler;

namespace InKernel.Ostd;

/// <summary>The registers that decide how a CPU executes code, read back; and what user programs can do because of them.</summary>
public static class CpuControlTests
{
    private const ulong Umip = 1 << 11, Smep = 1 << 20, Smap = 1 << 21;

    private static Machine Machine => Kernel.Current.Machine;

    [KernelTest]
    public static void Write_protection_and_no_execute_are_on()
    {
        Check.Equal(0x8001_0033UL, Machine.ReadCr0());
        Check.Equal(0xd01UL, Machine.ReadMsr(0xc000_0080), "EFER");
    }

    [KernelTest]
    public static void What_the_CPU_has_against_confused_kernels_is_on_and_nothing_that_user_code_could_misuse()
    {
        Machine.Cpuid(7, 0, out _, out uint protections, out uint others, out _);
        Check.Equal((protections & 1 << 7) != 0, (Machine.ReadCr4() & Smep) != 0, "SMEP");
        Check.Equal((protections & 1 << 20) != 0, (Machine.ReadCr4() & Smap) != 0, "SMAP");
        Check.Equal((others & 1 << 2) != 0, (Machine.ReadCr4() & Umip) != 0, "UMIP");
        Check.Equal(0x4_06e0UL, Machine.ReadCr4() & ~(Umip | Smep | Smap));
        Check.Equal(Kernel.Current.CpuControl.ExtendedComponents, Machine.ReadXcr0());
    }

    [KernelTest]
    public static void System_calls_lead_to_the_kernels_entry_with_interrupts_off()
    {
        Check.Equal(0x0023_0010_0000_0000UL, Machine.ReadMsr(0xc000_0081), "STAR");
        Check.Equal(Machine.SystemCallStub, Machine.ReadMsr(0xc000_0082), "LSTAR");
        Check.Equal(0x25_7fd5UL, Machine.ReadMsr(0xc000_0084), "FMASK");
        Check.Equal(0UL, Machine.ReadMsr(0x174), "SYSENTER_CS");
    }

    [KernelTest]
    public static void A_system_call_with_every_flag_that_a_program_can_set_is_one_like_any_other()
    {
        using var program = new UserProgram(new Assembler().Call(7).Call(8));
        program.Context.Rflags = 0x24_0cd5; // AC, ID, direction, and the arithmetic ones
        program.ExpectCall(7);
        Check.Equal(0x24_0ed7UL, program.Context.Rflags);
        program.ExpectCall(8);
    }

    [KernelTest]
    public static void A_program_enters_the_kernel_by_no_other_gate()
    {
        using (var program = new UserProgram(new Assembler().Emit(0x0f, 0x34))) // sysenter: general protection on Intel, invalid opcode on AMD
        {
            Check.Equal(ReturnReason.Exception, program.Run());
            Check.True(program.Mode.Exception.Vector is CpuException.GeneralProtection or CpuException.InvalidOpcode);
        }
        for (int vector = 0; vector < 256; vector++)
        {
            using var program = new UserProgram(new Assembler().Emit(0xcd, (byte)vector)); // int
            program.ExpectException(vector == CpuException.Breakpoint ? CpuException.Breakpoint : CpuException.GeneralProtection);
        }
    }

    /// <summary>Ports, flags, halting, and registers that only the kernel may touch.</summary>
    [KernelTest(On = Target.Metal)]
    public static void Privileged_instructions_fault_in_user_mode()
    {
        byte[][] instructions =
        [
            [0xfa], [0xfb], [0xf4], [0xec], [0xee], // cli, sti, hlt, in, out
            [0x0f, 0x20, 0xc0], [0x0f, 0x22, 0xc0], [0x0f, 0x22, 0xd8], // mov from and to cr0, to cr3
            [0x0f, 0x32], [0x0f, 0x30], [0x0f, 0x33], // rdmsr, wrmsr, rdpmc
            [0x0f, 0x01, 0x17], [0x0f, 0x01, 0x1f], [0x0f, 0x00, 0xd8], [0x0f, 0x01, 0x3f], // lgdt, lidt, ltr, invlpg
            [0x0f, 0x01, 0xf8], [0x0f, 0x01, 0xd1], [0x0f, 0x09], [0x0f, 0x06], // swapgs, xsetbv, wbinvd, clts
            [0x8e, 0xd8], [0x8e, 0xe8], // a kernel segment into ds and gs
        ];
        foreach (byte[] instruction in instructions)
        {
            using var program = new UserProgram(new Assembler().Move(Rax, Selectors.KernelData).Move(Rcx, 0).Move(Rdx, 0x70).Move(Rdi, UserProgram.Data).Emit(instruction));
            program.ExpectException(CpuException.GeneralProtection);
        }
    }

    /// <summary>With them user code would give itself a GS base of the kernel half.</summary>
    [KernelTest(On = Target.Metal)]
    public static void User_code_does_not_set_its_own_segment_bases()
    {
        foreach (byte operation in (byte[])[0xd0, 0xd8]) // wrfsbase, wrgsbase rax
        {
            using var program = new UserProgram(new Assembler().Emit(0xf3, 0x48, 0x0f, 0xae, operation));
            program.ExpectException(CpuException.InvalidOpcode);
        }
    }
}
