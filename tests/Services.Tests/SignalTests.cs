using System.Collections.Generic;
using Services.Linux;
using Services.Signals;
using Services.Tests.Scripted;
using Xunit;

namespace Services.Tests;

/// <summary>Signals, as programs see them.</summary>
public sealed class SignalTests
{
    private const ulong Status = ScriptedProgram.Data;
    private const ulong Action = ScriptedProgram.Data + 0x1000;
    private const ulong Buffer = ScriptedProgram.Data + 0x2000;
    private const ulong AlternateStackAddress = ScriptedProgram.Data + 0x8000;

    [Fact]
    public void A_handler_runs_and_the_program_goes_on_where_it_was()
    {
        static IEnumerable<Step> Job(UserThread t)
        {
            yield return SetHandler(t);
            yield return t.Call("rt_sigaction", 10, Action, 0, 8);
            yield return t.Call("getpid");
            yield return t.Call("kill", (ulong)t.Result, 10);
            Assert.Equal(0, t.Result);
            Assert.Equal([10], t.World.Handled);
            yield return t.Call("kill", 2, 10);
            Assert.Equal([10, 10], t.World.Handled);
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void A_blocked_signal_waits_until_it_is_unblocked()
    {
        static IEnumerable<Step> Job(UserThread t)
        {
            yield return SetHandler(t);
            yield return t.Call("rt_sigaction", 10, Action, 0, 8);
            yield return t.PutWords(Buffer, 1UL << 9, 0);
            yield return t.Call("rt_sigprocmask", 0, Buffer, 0, 8);
            yield return t.Call("kill", 2, 10);
            yield return t.Call("kill", 2, 10);
            Assert.Empty(t.World.Handled);
            yield return t.Call("rt_sigpending", Buffer + 8, 8);
            yield return t.GetWord(Buffer + 8);
            Assert.Equal(1UL << 9, t.LoadedWord);
            yield return t.Call("rt_sigprocmask", 1, Buffer, 0, 8);
            Assert.Equal([10], t.World.Handled);
        }

        ScriptedKernel.Run(Job);
    }

    [Theory]
    [InlineData(0, Errno.EINTR)]
    [InlineData(SigAction.SA_RESTART, Errno.OK)]
    public void A_handler_interrupts_a_read_or_restarts_it(ulong flags, Errno expected)
    {
        IEnumerable<Step> Child(UserThread t)
        {
            yield return t.Call("nanosleep", Buffer + 0x100, 0);
            yield return t.Call("kill", 2, 10);
            yield return t.Call("nanosleep", Buffer + 0x100, 0);
            yield return t.GetInt(Buffer + 4);
            yield return t.Call("write", (ulong)t.LoadedInt, Buffer, 3);
        }

        IEnumerable<Step> Job(UserThread t)
        {
            yield return SetHandler(t, flags);
            yield return t.Call("rt_sigaction", 10, Action, 0, 8);
            yield return t.PutWords(Buffer + 0x100, 0, 20_000_000);
            yield return t.Call("pipe", Buffer);
            yield return t.GetInt(Buffer);
            ulong readEnd = (ulong)t.LoadedInt;
            yield return t.Fork(Child);
            yield return t.Call("read", readEnd, Buffer + 0x200, 10);
            Assert.Equal([10], t.World.Handled);
            Assert.Equal(expected, t.Error);
            if (expected == Errno.OK)
                Assert.Equal(3, t.Result);
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void Sigsuspend_lets_a_signal_in_and_puts_the_mask_back()
    {
        static IEnumerable<Step> Job(UserThread t)
        {
            yield return SetHandler(t);
            yield return t.Call("rt_sigaction", 10, Action, 0, 8);
            yield return t.PutWords(Buffer, 1UL << 9, 0, 0);
            yield return t.Call("rt_sigprocmask", 0, Buffer, 0, 8);
            yield return t.Call("kill", 2, 10);
            yield return t.Call("rt_sigsuspend", Buffer + 8, 8);
            Assert.Equal(Errno.EINTR, t.Error);
            Assert.Equal([10], t.World.Handled);
            yield return t.Call("rt_sigprocmask", 0, 0, Buffer + 16, 8);
            yield return t.GetWord(Buffer + 16);
            Assert.Equal(1UL << 9, t.LoadedWord);
        }

        ScriptedKernel.Run(Job);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(4)]
    [InlineData(8)]
    public void A_faulting_program_is_killed_by_the_signal_of_its_fault(int signal)
    {
        IEnumerable<Step> Child(UserThread t)
        {
            if (signal == 11)
                yield return new Load(0x1000_0000, 8);
            yield return new Jump(signal == 4 ? ScriptedProgram.InvalidInstruction : ScriptedProgram.Division);
        }

        IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Fork(Child);
            yield return t.WaitFor(-1, Status);
            yield return t.GetInt(Status);
            Assert.Equal(signal, t.LoadedInt & 0x7f);
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void Privileged_instructions_and_wild_jumps_kill_only_the_program()
    {
        static IEnumerable<Step> Halt(UserThread t)
        {
            yield return new Jump(ScriptedProgram.PrivilegedInstruction);
        }

        static IEnumerable<Step> Wild(UserThread t)
        {
            yield return new Jump(0xffff_8000_0000_0000);
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            foreach (Script child in new Script[] { Halt, Wild })
            {
                yield return t.Fork(child);
                yield return t.WaitFor(-1, Status);
                yield return t.GetInt(Status);
                Assert.Equal(11, t.LoadedInt & 0x7f);
            }
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void A_fault_handler_gets_control_and_a_second_fault_in_it_kills()
    {
        // The handler returns to the faulting instruction, which faults again: SA_RESETHAND makes that the end.
        static IEnumerable<Step> Child(UserThread t)
        {
            yield return SetHandler(t, SigAction.SA_RESETHAND);
            yield return t.Call("rt_sigaction", 11, Action, 0, 8);
            yield return new Load(0x1000_0000, 8);
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Fork(Child);
            yield return t.WaitFor(-1, Status);
            yield return t.GetInt(Status);
            Assert.Equal(11, t.LoadedInt & 0x7f);
            Assert.Equal([11], t.World.Handled);
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void A_handler_without_a_stack_kills()
    {
        static IEnumerable<Step> Child(UserThread t)
        {
            yield return SetHandler(t);
            yield return t.Call("rt_sigaction", 10, Action, 0, 8);
            // The signal arrives while the stack pointer is wild.
            yield return new SetStack(0x10);
            yield return t.Call("getpid");
            yield return t.Call("tkill", (ulong)t.Result, 10);
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Fork(Child);
            yield return t.WaitFor(-1, Status);
            yield return t.GetInt(Status);
            Assert.Equal(11, t.LoadedInt & 0x7f);
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void A_handler_runs_on_the_alternate_stack_when_it_asks()
    {
        static IEnumerable<Step> Job(UserThread t)
        {
            yield return SetHandler(t, SigAction.SA_ONSTACK);
            yield return t.Call("rt_sigaction", 10, Action, 0, 8);
            yield return t.PutWords(Buffer, AlternateStackAddress, 0, 0x4000);
            yield return t.Call("sigaltstack", Buffer, 0);
            Assert.Equal(Errno.OK, t.Error);
            yield return new SetStack(0x10);
            yield return t.Call("kill", 2, 10);
            Assert.Equal([10], t.World.Handled);
            yield return t.PutWords(Buffer, AlternateStackAddress, 0, 100);
            yield return t.Call("sigaltstack", Buffer, 0);
            Assert.Equal(Errno.ENOMEM, t.Error);
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void Writing_to_a_pipe_that_nobody_reads_kills_or_says_so()
    {
        static IEnumerable<Step> Child(UserThread t)
        {
            yield return t.Call("write", 4, Buffer, 1);
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Call("pipe", Buffer);
            yield return t.Call("close", 3);
            yield return t.Fork(Child);
            yield return t.WaitFor(-1, Status);
            yield return t.GetInt(Status);
            Assert.Equal(13, t.LoadedInt);
            yield return t.PutWords(Action, 1, 0, 0, 0);
            yield return t.Call("rt_sigaction", 13, Action, 0, 8);
            yield return t.Call("write", 4, Buffer, 1);
            Assert.Equal(Errno.EPIPE, t.Error);
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void A_timer_interrupts_a_pause()
    {
        static IEnumerable<Step> Job(UserThread t)
        {
            yield return SetHandler(t);
            yield return t.Call("rt_sigaction", 14, Action, 0, 8);
            yield return t.PutWords(Buffer, 0, 10_000, 0, 10_000);
            yield return t.Call("setitimer", 0, Buffer, 0);
            for (int i = 1; i <= 3; i++)
            {
                yield return t.Call("pause");
                Assert.Equal(Errno.EINTR, t.Error);
                Assert.True(t.World.Handled.Count >= i);
            }

            yield return t.PutWords(Buffer, 0, 0, 0, 0);
            yield return t.Call("setitimer", 0, Buffer, Buffer + 64);
            yield return t.GetWord(Buffer + 64 + 8);
            Assert.Equal(10_000UL, t.LoadedWord);
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void An_interrupted_sleep_says_what_is_left()
    {
        static IEnumerable<Step> Child(UserThread t)
        {
            yield return t.Call("nanosleep", Buffer, 0);
            yield return t.Call("kill", 2, 10);
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            yield return SetHandler(t);
            yield return t.Call("rt_sigaction", 10, Action, 0, 8);
            yield return t.PutWords(Buffer, 0, 10_000_000, 100, 0);
            yield return t.Fork(Child);
            yield return t.Call("nanosleep", Buffer + 16, Buffer + 32);
            Assert.Equal(Errno.EINTR, t.Error);
            yield return t.GetWord(Buffer + 32);
            Assert.Equal(99UL, t.LoadedWord);
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void A_sleep_goes_on_after_a_stop_and_ends_when_it_should()
    {
        static IEnumerable<Step> Child(UserThread t)
        {
            yield return t.Call("nanosleep", Buffer, 0);
            Assert.Equal(0, t.Result);
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.PutWords(Buffer, 0, 100_000_000);
            yield return t.Fork(Child);
            ulong pid = (ulong)t.Result;
            yield return t.Call("sched_yield");
            yield return t.Call("kill", pid, 19);
            yield return t.WaitFor((long)pid, Status, 2);
            yield return t.Call("kill", pid, 18);
            yield return t.WaitFor((long)pid, Status);
            yield return t.GetInt(Status);
            Assert.Equal(0, t.LoadedInt);
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void Waiting_for_a_signal_takes_it_without_a_handler()
    {
        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.PutWords(Buffer, 1UL << 33, 0, 0);
            yield return t.Call("rt_sigprocmask", 0, Buffer, 0, 8);
            yield return t.Call("rt_sigtimedwait", Buffer, 0, Buffer + 8, 8);
            Assert.Equal(Errno.EAGAIN, t.Error);
            yield return t.Call("kill", 2, 34);
            yield return t.Call("rt_sigtimedwait", Buffer, Buffer + 0x100, 0, 8);
            Assert.Equal(34, t.Result);
            yield return t.GetInt(Buffer + 0x100 + 16);
            Assert.Equal(2, t.LoadedInt);
            Assert.Empty(t.World.Handled);
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void A_forged_frame_gives_no_power()
    {
        // rt_sigreturn from a frame of ones: every flag, every segment, a wild mask.
        static IEnumerable<Step> Child(UserThread t)
        {
            var ones = new byte[0x400];
            System.Array.Fill(ones, (byte)0xff);
            yield return new Store(Buffer, ones);
            yield return new SetStack(Buffer + 8);
            yield return t.Call("rt_sigreturn");
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Fork(Child);
            yield return t.WaitFor(-1, Status);
            yield return t.GetInt(Status);
            Assert.Equal(11, t.LoadedInt & 0x7f);
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void Nobody_forges_a_signal_of_the_kernel()
    {
        static IEnumerable<Step> Child(UserThread t)
        {
            yield return t.Call("pause");
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Fork(Child);
            ulong pid = (ulong)t.Result;
            yield return t.PutWords(Buffer, 10, 0x80);
            yield return t.Call("rt_sigqueueinfo", pid, 10, Buffer);
            Assert.Equal(Errno.EPERM, t.Error);
            yield return t.Call("kill", pid, 9);
            yield return t.WaitFor((long)pid);
        }

        ScriptedKernel.Run(Job);
    }

    private static Store SetHandler(UserThread t, ulong flags = 0) =>
        t.PutWords(Action, ScriptedProgram.Handler, flags | SigAction.SA_RESTORER, ScriptedProgram.Restorer, 0);
}
