using System;
using System.Buffers.Binary;
using Ostd;
using Ostd.Sync;
using Ostd.Tasks;
using Ostd.Timers;
using Ostd.User;
using Ostd.UserSpace;
using static InKernel.Ostd.Assembler;

namespace InKernel.Ostd;

/// <summary>User mode with real machine code, which the model machine executes too.</summary>
public static class UserTests
{
    private const ulong Noncanonical = 0x0001_0000_0000_0000;

    [KernelTest]
    public static void A_system_call_returns_to_the_kernel_and_execution_goes_on_after_it()
    {
        var code = new Assembler().Move(Rdi, 0x1234_5678_9abc_def0).Call(7);
        ulong after = code.Here;
        code.Move(Rdi, UserProgram.Data).Store(Rdi, Rax).Call(8);
        using var program = new UserProgram(code);
        program.ExpectCall(7);
        Check.Equal(0x1234_5678_9abc_def0UL, program.Context.Rdi);
        Check.Equal(after, program.Context.Rip);
        program.Context.Rax = 42; // the result
        program.ExpectCall(8);
        Check.Equal(42UL, program.ReadData(0));
    }

    [KernelTest]
    public static void Every_register_is_loaded_and_saved()
    {
        using var program = new UserProgram(new Assembler().Emit(0x0f, 0x05).Breakpoint());
        UserContext c = program.Context;
        c.Rax = 1; c.Rbx = 2; c.Rdx = 4; c.Rsi = 5; c.Rdi = 6; c.Rbp = 7; c.R8 = 8; c.R9 = 9; c.R10 = 10;
        c.R12 = 12; c.R13 = 13; c.R14 = 14; c.R15 = 15; c.Rsp = 0x1111;
        Check.Equal(ReturnReason.Syscall, program.Run());
        CheckAll();
        Check.Equal(c.Rip, c.Rcx, "a system call leaves its return address in rcx");
        c.Rcx = 3;
        c.R11 = 11; // not what a system call would leave: the other way back to user mode
        program.ExpectException(CpuException.Breakpoint);
        CheckAll();
        Check.Equal(3UL, c.Rcx);
        Check.Equal(11UL, c.R11);

        void CheckAll()
        {
            ulong[] expected = [1, 2, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 0x1111];
            ulong[] actual = [c.Rax, c.Rbx, c.Rdx, c.Rsi, c.Rdi, c.Rbp, c.R8, c.R9, c.R10, c.R12, c.R13, c.R14, c.R15, c.Rsp];
            for (int i = 0; i < expected.Length; i++)
                Check.Equal(expected[i], actual[i], $"register {i}");
        }
    }

    [KernelTest]
    public static void Exceptions_are_values()
    {
        using (var program = new UserProgram(new Assembler().Move(Rdx, 0).Move(Rax, 1).Move(Rcx, 0).Divide(Rcx)))
            program.ExpectException(CpuException.DivideError);
        using (var program = new UserProgram(new Assembler().Undefined()))
        {
            program.ExpectException(CpuException.InvalidOpcode);
            Check.Equal(UserProgram.Code, program.Context.Rip);
        }
        using (var program = new UserProgram(new Assembler().Breakpoint()))
        {
            program.ExpectException(CpuException.Breakpoint);
            Check.Equal(UserProgram.Code + 1, program.Context.Rip);
        }
        using (var program = new UserProgram(new Assembler().Halt()))
            program.ExpectException(CpuException.GeneralProtection);
        using (var program = new UserProgram(new Assembler().Move(Rdi, Noncanonical).Load(Rax, Rdi)))
            program.ExpectException(CpuException.GeneralProtection);
    }

    [KernelTest]
    public static void A_page_fault_says_where_and_what()
    {
        PageFault(new Assembler().Move(Rdi, 0x60_0123).Load(Rax, Rdi), 0x60_0123, PageFaultAccess.User);
        PageFault(new Assembler().Move(Rdi, 0x60_0000).Store(Rdi, Rax), 0x60_0000, PageFaultAccess.User | PageFaultAccess.Write);
        PageFault(new Assembler().Move(Rdi, UserProgram.Code).Store(Rdi, Rax), UserProgram.Code, PageFaultAccess.User | PageFaultAccess.Write | PageFaultAccess.Present);
        // The kernel's half, mapped or not.
        CpuException kernel = PageFault(new Assembler().Move(Rdi, 0xffff_8000_0000_0000).Load(Rax, Rdi), 0xffff_8000_0000_0000, null);
        Check.True((kernel.ErrorCode & (ulong)PageFaultAccess.User) != 0);
    }

    private static CpuException PageFault(Assembler code, ulong address, PageFaultAccess? access)
    {
        using var program = new UserProgram(code);
        CpuException fault = program.ExpectException(CpuException.PageFault);
        Check.Equal(address, fault.Address);
        if (access is { } expected)
            Check.Equal((ulong)expected, fault.ErrorCode);
        return fault;
    }

    [KernelTest]
    public static void Data_is_not_executable()
    {
        using var program = new UserProgram(new Assembler().Breakpoint());
        program.Context.Rip = UserProgram.Data;
        CpuException fault = program.ExpectException(CpuException.PageFault);
        Check.Equal(UserProgram.Data, fault.Address);
        Check.True((fault.ErrorCode & (ulong)PageFaultAccess.Execute) != 0);
    }

    [KernelTest]
    public static void A_fault_that_the_services_resolve_is_not_seen()
    {
        using var program = new UserProgram(new Assembler().Move(Rdi, 0x60_0000).Load(Rax, Rdi).Emit(0x0f, 0x05));
        using var resolver = new Resolver(program, 0x60_0000);
        program.ExpectCall(0x77);
        Check.Equal(1, resolver.Calls);
    }

    private sealed class Resolver : IUserFaultHandler, IDisposable
    {
        private readonly IUserFaultHandler? _before = Kernel.Current.UserFaultHandler;
        private readonly UserProgram _program;
        private readonly ulong _address;

        internal Resolver(UserProgram program, ulong address)
        {
            _program = program;
            _address = address;
            Kernel.Current.UserFaultHandler = this;
        }

        internal int Calls { get; private set; }

        public bool TryResolve(ulong address, PageFaultAccess access)
        {
            Calls++;
            Task.Yield(); // it may sleep
            if (address != _address)
                return false;
            _program.Map(_address, [0x77], PageFlags.Read);
            return true;
        }

        public void Dispose() => Kernel.Current.UserFaultHandler = _before;
    }

    [KernelTest]
    public static void Hostile_registers_reach_user_mode_harmless()
    {
        foreach (ulong value in (ulong[])[ulong.MaxValue, 0, 0x3000, Noncanonical, 0xffff_8000_0000_0000, 0x8000_0000_0000_0000, 0x0000_8000_0000_0000, 0x0000_7fff_ffff_ffff])
        {
            using var program = new UserProgram(new Assembler().Emit(0x0f, 0x05));
            UserContext c = program.Context;
            c.Rflags = value & ~0x100UL; // without single steps
            c.FsBase = value;
            c.GsBase = value;
            c.Rsp = value;
            c.Rcx = c.R11 = c.Rbp = value;
            Check.Equal(ReturnReason.Syscall, program.Run());
            Check.Equal(0UL, c.Rflags & 0x1a_7000, "I/O privilege, nested task, virtual interrupts");
            Check.Equal(0x202UL, c.Rflags & 0x202, "interrupts are on");
            Check.Equal(value, c.Rsp);
        }
    }

    [KernelTest]
    public static void An_instruction_pointer_outside_the_user_half_is_a_fault_of_the_program()
    {
        foreach (ulong rip in (ulong[])[Noncanonical, 0x0000_8000_0000_0000, 0xffff_8000_0000_0000, 0xffff_ffff_8010_0000, ulong.MaxValue, 0x8000_0000_0000_0000])
        {
            using var program = new UserProgram(new Assembler().Breakpoint());
            program.Context.Rip = rip;
            program.ExpectException(CpuException.GeneralProtection);
            // Also on the way back from a system call.
            program.Context.Rcx = rip;
            program.Context.R11 = program.Context.Rflags;
            program.ExpectException(CpuException.GeneralProtection);
        }
        using var atTheEnd = new UserProgram(new Assembler().Breakpoint());
        atTheEnd.Context.Rip = VmSpace.UserEnd;
        atTheEnd.ExpectException(CpuException.PageFault);
    }

    [KernelTest(On = Target.Metal)] // the model machine does not single-step
    public static void Single_steps_are_exceptions_of_the_program()
    {
        using var program = new UserProgram(new Assembler().Emit(0x90).Emit(0x90).Call(1));
        program.Context.Rflags = 0x100;
        program.ExpectException(CpuException.Debug);
        Check.Equal(UserProgram.Code + 1, program.Context.Rip);
        program.Context.Rflags &= ~0x100UL;
        program.ExpectCall(1);
    }

    [KernelTest]
    public static void A_kernel_event_comes_before_user_code()
    {
        using var program = new UserProgram(new Assembler().Call(1));
        bool interruptsWereOff = false;
        ReturnReason reason = program.Mode.Execute(() =>
        {
            interruptsWereOff = Check.Throws<OstdException>(Task.Yield).Error == OstdError.AtomicMode;
            return true;
        });
        Check.Equal(ReturnReason.KernelEvent, reason);
        Check.True(interruptsWereOff);
        Check.Equal(UserProgram.Code, program.Context.Rip);
        Check.Throws<InvalidOperationException>(() => program.Mode.Execute(static () => throw new InvalidOperationException()));
        Task.Yield(); // interrupts are on again
        program.ExpectCall(1);
    }

    [KernelTest]
    public static void User_mode_is_refused_in_atomic_mode()
    {
        using var program = new UserProgram(new Assembler().Call(1));
        var spinLock = new SpinLock();
        using (spinLock.Lock())
            Check.Equal(OstdError.AtomicMode, Check.Throws<OstdException>(() => program.Run()).Error);
        program.ExpectCall(1);
    }

    [KernelTest]
    public static void A_program_that_loops_is_preempted_and_can_be_interrupted()
    {
        var stop = new AtomicFlag();
        var stopped = new Completion();
        ReturnReason reason = ReturnReason.Syscall;
        Task task = Task.Spawn(() =>
        {
            using var program = new UserProgram(new Assembler().Jump(UserProgram.Code));
            reason = program.Mode.Execute(() => stop.IsSet);
            stopped.Set();
        });
        ulong end = Clock.MonotonicNs + 30_000_000;
        while (Clock.MonotonicNs < end)
            Task.Yield();
        Check.False(stopped.IsSet);
        stop.Set();
        task.Interrupt();
        stopped.Wait();
        Check.Equal(ReturnReason.KernelEvent, reason);
    }

    [KernelTest]
    public static void Programs_that_share_the_CPU_keep_their_registers_and_memory()
    {
        const int Programs = 3;
        const ulong Rounds = 3000;
        var finished = new CountDown(Programs);
        ulong[] results = new ulong[Programs];
        for (int i = 0; i < Programs; i++)
        {
            int me = i;
            Task.Spawn(() =>
            {
                // Counts rbx up from a start of its own, in a register and in memory.
                var code = new Assembler().Move(Rbx, (ulong)me * 1000).Move(Rcx, Rounds).Move(Rdi, UserProgram.Data);
                ulong loop = code.Here;
                code.Increment(Rbx).Store(Rdi, Rbx).Decrement(Rcx).JumpIfNotZero(loop).Call(9);
                using var program = new UserProgram(code);
                program.ExpectCall(9);
                Check.Equal(program.Context.Rbx, program.ReadData(0));
                results[me] = program.Context.Rbx;
                finished.Signal();
            });
        }
        finished.Wait();
        for (int i = 0; i < Programs; i++)
            Check.Equal((ulong)i * 1000 + Rounds, results[i]);
    }

    [KernelTest]
    public static void Vector_state_survives_other_programs()
    {
        const int Programs = 3;
        var finished = new CountDown(Programs);
        for (int i = 0; i < Programs; i++)
        {
            byte pattern = (byte)(0x11 * (i + 1));
            Task.Spawn(() =>
            {
                var code = new Assembler();
                code.Emit(0x0f, 0x05).Jump(UserProgram.Code);
                using var program = new UserProgram(code);
                Check.True(program.Context.TryRestoreFpu(Image(program.Context, pattern)));
                for (int round = 0; round < 20; round++)
                {
                    Check.Equal(ReturnReason.Syscall, program.Run());
                    if (round % 3 == 0)
                        Task.Yield();
                    CheckImage(program.Context, pattern);
                }
                finished.Signal();
            });
        }
        finished.Wait();
    }

    [KernelTest(On = Target.Metal)] // the model machine has no x87 unit; VectorStateTests does the same there
    public static void The_x87_stack_of_a_program_survives_other_programs()
    {
        const int Rounds = 40;
        var finished = new CountDown(2);
        int wrong = 0;
        for (int i = 0; i < 2; i++)
        {
            byte constant = i == 0 ? (byte)0xe8 : (byte)0xeb; // fld1, fldpi
            ulong expected = i == 0 ? 0x3ff0_0000_0000_0000UL : 0x4009_21fb_5444_2d18; // 1 and pi
            Task.Spawn(() =>
            {
                var code = new Assembler().Move(Rdi, UserProgram.Data);
                ulong loop = code.Here;
                code.Emit(0xd9, constant).Emit(0x0f, 0x05).Emit(0xdd, 0x1f).Jump(loop); // push, system call, pop to [rdi]
                using var program = new UserProgram(code);
                for (int round = 0; round < Rounds; round++)
                {
                    Check.Equal(ReturnReason.Syscall, program.Run());
                    if (round > 0 && program.ReadData(0) != expected)
                        wrong++;
                    Task.Yield(); // the other one pushes and pops meanwhile
                }
                finished.Signal();
            });
        }
        finished.Wait();
        Check.Equal(0, wrong);
    }

    [KernelTest]
    public static void A_clone_has_the_registers_and_the_vector_state()
    {
        using var program = new UserProgram(new Assembler().Emit(0x0f, 0x05));
        program.Context.Rbx = 99;
        Check.True(program.Context.TryRestoreFpu(Image(program.Context, 0x5a)));
        Check.Equal(ReturnReason.Syscall, program.Run());
        UserContext clone = program.Context.Clone();
        program.Context.ResetFpu();
        program.Context.Rbx = 0;
        Check.Equal(99UL, clone.Rbx);
        Check.Equal(program.Context.Rip, clone.Rip);
        CheckImage(clone, 0x5a);
        CheckImage(program.Context, 0);
    }

    [KernelTest]
    public static void A_malformed_vector_image_is_refused_and_changes_nothing()
    {
        var context = new UserContext();
        Check.True(context.TryRestoreFpu(Image(context, 0x33)));
        byte[] good = Image(context, 0x44);
        Refused(image => image[26] = 1, "a reserved bit of mxcsr");
        Refused(image => image[27] = 0x80, "a reserved bit of mxcsr");
        Refused(image => image[519] = 0x80, "an unknown component");
        Refused(image => image[513] |= 0x40, "an unknown component");
        Refused(image => image[527] = 0x80, "the compacted format");
        Refused(image => image[575] = 1, "a reserved header byte");
        Check.False(context.TryRestoreFpu(good.AsSpan(0, good.Length - 1)));
        Check.False(context.TryRestoreFpu(default));
        CheckImage(context, 0x33);
        Check.True(context.TryRestoreFpu(good));
        CheckImage(context, 0x44);

        void Refused(Action<byte[]> damage, string what)
        {
            byte[] image = (byte[])good.Clone();
            damage(image);
            Check.False(context.TryRestoreFpu(image), what);
        }
    }

    // xmm registers, and the upper halves of ymm where there are any.
    private static byte[] Image(UserContext context, byte pattern)
    {
        byte[] image = new byte[UserContext.FpuStateSize];
        context.SaveFpu(image);
        image.AsSpan(160, 256).Fill(pattern);
        if (HasAvx)
        {
            image.AsSpan(576, 256).Fill(pattern);
            image[512] |= 4;
        }
        return image;
    }

    private static void CheckImage(UserContext context, byte pattern)
    {
        byte[] image = new byte[UserContext.FpuStateSize];
        context.SaveFpu(image);
        Check.Equal(0x1f80U, BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(24)), "mxcsr");
        Check.Equal((ushort)0x37f, BinaryPrimitives.ReadUInt16LittleEndian(image), "x87 control word");
        Check.Equal(-1, image.AsSpan(160, 256).IndexOfAnyExcept(pattern), "xmm");
        if (HasAvx && (pattern != 0 || (image[512] & 4) != 0))
            Check.Equal(-1, image.AsSpan(576, 256).IndexOfAnyExcept(pattern), "ymm");
    }

    private static bool HasAvx => (Kernel.Current.CpuControl.ExtendedComponents & 4) != 0;
}
