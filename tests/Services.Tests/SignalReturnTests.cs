using System;
using System.Collections.Generic;
using System.Linq;
using Services.Linux;
using Services.Tests.Scripted;
using Xunit;

namespace Services.Tests;

/// <summary>
/// rt_sigreturn with frames that no handler was given: a program may write what it likes there, and gets what it may have or dies of it. The model machine stops when ring 3 does what only the
/// kernel may, or when the way there would fault in ring 0. The same with real machine code in the kernel that boots: tests/Kernel.Tests/SignalReturnTests.cs.
/// </summary>
public sealed class SignalReturnTests
{
    private const ulong Frame = ScriptedProgram.Data + 0x1000, Image = ScriptedProgram.Data + 0x3000, Status = ScriptedProgram.Data;
    private const int FrameWords = 39, Rdi = 6 + 8, Rax = 6 + 13, Rsp = 6 + 15, Rip = 6 + 16, Flags = 6 + 17, Segments = 6 + 18, FpuPointer = 6 + 23;
    private const int Segv = 11, ExitStatus = 7;
    private const ulong IoPrivilege = 3 << 12, Noncanonical = 0x8000_0000_0000, KernelHalf = 0xffff_8000_0010_0000;

    private static readonly Dictionary<string, Action<ulong[]>> s_fatal = new()
    {
        ["I/O privilege level 3, then cli"] = f => (f[Flags], f[Rip]) = (IoPrivilege | 0x202, ScriptedProgram.GuardedInstructions[0]),
        ["I/O privilege level 3, then sti"] = f => (f[Flags], f[Rip]) = (IoPrivilege | 0x202, ScriptedProgram.GuardedInstructions[1]),
        ["I/O privilege level 3, then in"] = f => (f[Flags], f[Rip]) = (IoPrivilege | 0x202, ScriptedProgram.GuardedInstructions[2]),
        ["I/O privilege level 3, then out"] = f => (f[Flags], f[Rip]) = (IoPrivilege | 0x202, ScriptedProgram.GuardedInstructions[3]),
        ["an address that is not canonical"] = f => f[Rip] = Noncanonical,
        ["an address of the kernel"] = f => f[Rip] = KernelHalf,
        ["the last address there is"] = f => f[Rip] = ulong.MaxValue,
        ["a vector image in the kernel"] = f => f[FpuPointer] = KernelHalf,
        ["a vector image at an address that is not canonical"] = f => f[FpuPointer] = Noncanonical,
        ["a vector image of ones"] = f => f[FpuPointer] = Image,
    };

    private static readonly Dictionary<string, Action<ulong[]>> s_harmless = new()
    {
        ["nothing special"] = static _ => { },
        ["every flag"] = f => f[Flags] = ~(1UL << 8), // but the trap flag, which is a program's right and ends it with SIGTRAP
        ["no flag, not even interrupts"] = f => f[Flags] = 0,
        ["nested task and virtual 8086 mode"] = f => f[Flags] = 1 << 14 | 1 << 17 | 1 << 19 | 1 << 20,
        ["segments of the kernel"] = f => f[Segments] = 0x10 | 0x18UL << 48,
        ["segments that do not exist"] = f => f[Segments] = ulong.MaxValue,
        ["a stack in the kernel"] = f => f[Rsp] = KernelHalf,
        ["a stack pointer that is not canonical"] = f => f[Rsp] = Noncanonical,
    };

    public static TheoryData<string> Fatal => [.. s_fatal.Keys];
    public static TheoryData<string> Harmless => [.. s_harmless.Keys];

    [Theory]
    [MemberData(nameof(Fatal))]
    public void Ends_the_program_with_a_signal(string frame) => Assert.Equal(Segv, StatusAfter(s_fatal[frame]) & 0x7f);

    [Theory]
    [MemberData(nameof(Harmless))]
    public void Goes_on_with_what_the_program_may_have(string frame) => Assert.Equal(ExitStatus << 8, StatusAfter(s_harmless[frame]));

    [Theory]
    [InlineData(KernelHalf)]
    [InlineData(Noncanonical)]
    [InlineData(0)]
    public void A_frame_that_is_not_the_programs_ends_it(ulong stack) => Assert.Equal(Segv, StatusAfter(static _ => { }, stack) & 0x7f);

    [Theory]
    [InlineData(0x1001, Noncanonical)] // GS
    [InlineData(0x1002, Noncanonical)] // FS
    [InlineData(0x1002, KernelHalf)]
    public void A_segment_base_outside_the_user_half_is_refused(ulong operation, ulong address)
    {
        IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Call("arch_prctl", operation, address);
            Assert.Equal(Errno.EPERM, t.Error);
        }

        ScriptedKernel.Run(Job);
    }

    /// <summary>What wait4 says about a child that returns through the frame.</summary>
    private static int StatusAfter(Action<ulong[]> forge, ulong stack = Frame + 8)
    {
        var frame = new ulong[FrameWords];
        frame[Rip] = ScriptedProgram.CallInstruction;
        frame[Rax] = 231; // exit_group
        frame[Rdi] = ExitStatus;
        frame[Flags] = 0x202;
        forge(frame);

        IEnumerable<Step> Child(UserThread t)
        {
            yield return t.PutWords(Frame, frame);
            yield return new Store(Image, Enumerable.Repeat((byte)0xff, 0x1000).ToArray());
            yield return new SetStack(stack);
            yield return t.Call("rt_sigreturn");
        }

        int status = 0;
        IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Fork(Child);
            yield return t.WaitFor(-1, Status);
            yield return t.GetInt(Status);
            status = t.LoadedInt;
            yield return t.Call("getpid"); // the kernel runs on
            Assert.True(t.Result > 0);
        }

        ScriptedKernel.Run(Job);
        return status;
    }
}
