using System.Collections.Generic;
using Ostd.Model;
using Services.Linux;
using Services.Tests.Scripted;
using Xunit;

namespace Services.Tests;

/// <summary>The life of processes, as programs see it.</summary>
public sealed class ProcessTests
{
    private const ulong Status = ScriptedProgram.Data;
    private const ulong Text = ScriptedProgram.Data + 0x1000;
    private const ulong NoHang = 1, Untraced = 2, Continued = 8;

    [Fact]
    public void The_exit_code_of_the_job_is_that_of_the_machine() => Assert.Equal(42, ScriptedKernel.Run(ExitWith(42)).ExitCode);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(4, 3)]
    public void A_parent_gets_the_exit_code_of_its_child(int cpus, ulong seed)
    {
        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Fork(ExitWith(7));
            long pid = t.Result;
            Assert.True(pid > 2);
            yield return t.WaitFor(pid, Status);
            Assert.Equal(pid, t.Result);
            yield return t.GetInt(Status);
            Assert.Equal(7 << 8, t.LoadedInt);
            yield return t.WaitFor(-1);
            Assert.Equal(Errno.ECHILD, t.Error);
        }

        Assert.Equal(0, ScriptedKernel.Run(new ModelOptions { Cpus = cpus, Seed = seed }, Job).ExitCode);
    }

    [Fact]
    public void Waiting_without_hanging_says_zero_until_the_child_has_ended()
    {
        static IEnumerable<Step> Child(UserThread t)
        {
            yield return t.Call("nanosleep", Text, 0);
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.PutWords(Text, 0, 50_000_000);
            yield return t.Fork(Child);
            long pid = t.Result;
            yield return t.WaitFor(pid, 0, NoHang);
            Assert.Equal(0, t.Result);
            yield return t.WaitFor(pid);
            Assert.Equal(pid, t.Result);
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void Parent_and_child_write_to_copies_of_the_memory()
    {
        static IEnumerable<Step> Child(UserThread t)
        {
            yield return t.GetInt(Text);
            Assert.Equal(1, t.LoadedInt);
            yield return t.PutInt(Text, 2);
            yield return t.GetInt(Text);
            Assert.Equal(2, t.LoadedInt);
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.PutInt(Text, 1);
            yield return t.Fork(Child);
            yield return t.WaitFor(-1);
            yield return t.GetInt(Text);
            Assert.Equal(1, t.LoadedInt);
            yield return t.PutInt(Text, 3);
            yield return t.GetInt(Text);
            Assert.Equal(3, t.LoadedInt);
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void After_vfork_the_parent_waits_until_the_child_has_left_its_memory()
    {
        static IEnumerable<Step> Child(UserThread t)
        {
            yield return t.Call("sched_yield");
            yield return t.Call("sched_yield");
            yield return t.PutInt(Text, 99);
            yield return t.Exit(0);
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            yield return new SystemCall("vfork", [], Child);
            Assert.True(t.Result > 0);
            yield return t.GetInt(Text);
            Assert.Equal(99, t.LoadedInt);
            yield return t.WaitFor(-1);
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void A_program_that_is_executed_has_a_new_memory_and_name()
    {
        static IEnumerable<Step> Program(UserThread t)
        {
            // Data starts as zeros, whatever the old program left there.
            yield return t.GetInt(Text);
            Assert.Equal(0, t.LoadedInt);
            yield return t.Call("prctl", 16, Text);
            yield return t.GetText(Text, 16);
            Assert.Equal("prog", t.LoadedText);
            yield return t.Exit(5);
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.PutInt(Text, 1);
            foreach (Step step in Execute(t, "/bin/prog", "first", "second"))
                yield return step;
            Assert.Fail("execve came back");
        }

        Assert.Equal(5, ScriptedKernel.Run(Job, ("bin/prog", Program)).ExitCode);
    }

    [Fact]
    public void A_program_that_cannot_be_executed_leaves_the_caller_as_it_was()
    {
        static IEnumerable<Step> Job(UserThread t)
        {
            (string Path, Errno Error)[] failures = [("/bin/none", Errno.ENOENT), ("/bin", Errno.EACCES), ("/bin/sh/x", Errno.ENOTDIR), ("", Errno.ENOENT)];
            foreach ((string path, Errno error) in failures)
            {
                foreach (Step step in Execute(t, path))
                    yield return step;
                Assert.Equal(error, t.Error);
            }

            yield return t.Call("execve", 0x10, 0, 0);
            Assert.Equal(Errno.EFAULT, t.Error);
            yield return t.Put(Text, "/bin/sh");
            yield return t.Call("execve", Text, 0x10, 0);
            Assert.Equal(Errno.EFAULT, t.Error);
            yield return t.GetText(Text, 8);
            Assert.Equal("/bin/sh", t.LoadedText);
        }

        Assert.Equal(0, ScriptedKernel.Run(Job).ExitCode);
    }

    [Fact]
    public void A_program_can_be_executed_again_and_again()
    {
        // Each run holds the file, and gives back exactly what it took.
        static IEnumerable<Step> Child(UserThread t)
        {
            foreach (Step step in Execute(t, "/bin/prog"))
                yield return step;
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            for (int i = 0; i < 5; i++)
            {
                yield return t.Fork(Child);
                yield return t.WaitFor(t.Result, Status);
                yield return t.GetInt(Status);
                Assert.Equal(8 << 8, t.LoadedInt);
            }
        }

        ScriptedKernel.Run(Job, ("bin/prog", ExitWith(8)));
    }

    [Fact]
    public void Descriptors_marked_so_are_closed_when_a_program_is_executed()
    {
        static IEnumerable<Step> Program(UserThread t)
        {
            yield return t.Call("fcntl", 3, 1);
            Assert.Equal(Errno.EBADF, t.Error);
            yield return t.Call("fcntl", 5, 1);
            Assert.Equal(Errno.OK, t.Error);
            yield return t.Exit(6);
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Call("pipe2", Text, 0x80000);
            yield return t.Call("dup", 4);
            Assert.Equal(5, t.Result);
            foreach (Step step in Execute(t, "/bin/prog"))
                yield return step;
        }

        Assert.Equal(6, ScriptedKernel.Run(Job, ("bin/prog", Program)).ExitCode);
    }

    [Fact]
    public void An_orphan_gets_process_1_for_a_parent_and_is_not_left_a_zombie()
    {
        static IEnumerable<Step> Orphan(UserThread t)
        {
            // Until the parent is gone.
            do
            {
                yield return t.Call("sched_yield");
                yield return t.Call("getppid");
            }
            while (t.Result != 1);
        }

        static IEnumerable<Step> Parent(UserThread t)
        {
            yield return t.Fork(Orphan);
            yield return t.Exit((int)t.Result);
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Fork(Parent);
            yield return t.WaitFor(t.Result, Status);
            yield return t.GetInt(Status);
            int orphan = t.LoadedInt >> 8;
            do
            {
                yield return t.Call("sched_yield");
                yield return t.Call("kill", (ulong)orphan, 0);
            }
            while (t.Error != Errno.ESRCH);
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void Who_ignores_the_end_of_children_has_none_to_wait_for()
    {
        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.PutWords(Text, 1, 0, 0, 0);
            yield return t.Call("rt_sigaction", 17, Text, 0, 8);
            yield return t.Fork(ExitWith(3));
            yield return t.WaitFor(-1);
            Assert.Equal(Errno.ECHILD, t.Error);
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void Waiting_tells_of_stops_and_continues_when_asked()
    {
        static IEnumerable<Step> Child(UserThread t)
        {
            yield return t.Call("pause");
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Fork(Child);
            ulong pid = (ulong)t.Result;
            yield return t.Call("kill", pid, 19);
            yield return t.WaitFor((long)pid, Status, Untraced);
            yield return t.GetInt(Status);
            Assert.Equal(19 << 8 | 0x7f, t.LoadedInt);
            yield return t.WaitFor((long)pid, Status, Untraced | NoHang);
            Assert.Equal(0, t.Result);
            yield return t.Call("kill", pid, 18);
            yield return t.WaitFor((long)pid, Status, Continued);
            yield return t.GetInt(Status);
            Assert.Equal(0xffff, t.LoadedInt);
            yield return t.Call("kill", pid, 15);
            yield return t.WaitFor((long)pid, Status);
            yield return t.GetInt(Status);
            Assert.Equal(15, t.LoadedInt);
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void A_stopped_process_can_be_killed()
    {
        static IEnumerable<Step> Child(UserThread t)
        {
            yield return t.Call("getpid");
            yield return t.Call("kill", (ulong)t.Result, 19);
            Assert.Fail("ran on after its death");
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Fork(Child);
            ulong pid = (ulong)t.Result;
            yield return t.WaitFor((long)pid, Status, Untraced);
            yield return t.Call("kill", pid, 9);
            yield return t.WaitFor((long)pid, Status);
            yield return t.GetInt(Status);
            Assert.Equal(9, t.LoadedInt);
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void Groups_and_sessions_follow_their_rules()
    {
        static IEnumerable<Step> Child(UserThread t)
        {
            yield return t.Call("getpid");
            long pid = t.Result;
            yield return t.Call("setpgid", 0, 0);
            Assert.Equal(Errno.OK, t.Error);
            yield return t.Call("getpgrp");
            Assert.Equal(pid, t.Result);
            yield return t.Call("setsid");
            Assert.Equal(Errno.EPERM, t.Error);
            yield return t.Call("setpgid", 0, 9999);
            Assert.Equal(Errno.EPERM, t.Error);
            yield return t.Call("setpgid", 0, unchecked((ulong)-1));
            Assert.Equal(Errno.EINVAL, t.Error);
            yield return t.Call("setpgid", 1, 0);
            Assert.Equal(Errno.ESRCH, t.Error);
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Call("getpid");
            long self = t.Result;
            yield return t.Call("getsid", 0);
            Assert.Equal(self, t.Result);
            yield return t.Call("setpgid", 0, 0);
            Assert.Equal(Errno.EPERM, t.Error);
            yield return t.Fork(Child);
            yield return t.WaitFor(t.Result);
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void Absurd_clone_flags_are_refused()
    {
        static IEnumerable<Step> Job(UserThread t)
        {
            const ulong thread = 0x10000, sighand = 0x800, vm = 0x100, newUser = 0x10000000;
            foreach (ulong flags in new[] { thread, thread | sighand, sighand, newUser, thread | sighand | vm, 65UL })
            {
                yield return t.Call("clone", flags, 0, 0, 0, 0);
                Assert.Equal(Errno.EINVAL, t.Error);
            }

            yield return t.Call("clone3", Text, 8);
            Assert.Equal(Errno.EINVAL, t.Error);
            yield return t.Call("clone3", Text, 1 << 20);
            Assert.Equal(Errno.E2BIG, t.Error);
            yield return t.Call("clone3", 0x10, 88);
            Assert.Equal(Errno.EFAULT, t.Error);
            yield return t.WaitFor(-1);
            Assert.Equal(Errno.ECHILD, t.Error);
        }

        ScriptedKernel.Run(Job);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("index")]
    [InlineData("overflow")]
    [InlineData("cast")]
    [InlineData("divide")]
    [InlineData("throw")]
    public void A_bug_in_the_kernel_kills_the_process_that_met_it_and_nothing_else(string bug)
    {
        IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Put(Text, "/dev/fault");
            yield return t.Call("open", Text, 1);
            Assert.Equal(3, t.Result);
            yield return t.Put(Text, bug);
            yield return t.Fork(Write);
            yield return t.WaitFor(-1, Status);
            yield return t.GetInt(Status);
            Assert.Equal(9, t.LoadedInt);

            // The file's lock was released on the way.
            yield return t.Put(Text, "none");
            yield return t.Call("write", 3, Text, 4);
            Assert.Equal(4, t.Result);
        }

        IEnumerable<Step> Write(UserThread t)
        {
            yield return t.Call("write", 3, Text, (ulong)bug.Length);
            Assert.Fail("came back from a bug");
        }

        ScriptedKernel world = ScriptedKernel.Run(new ModelOptions { CommandLine = "faults" }, Job);
        Assert.Contains("kernel fault in process 3", world.Console);
        Assert.Contains("FaultFile", world.Console);
    }

    internal static Script ExitWith(int code)
    {
        IEnumerable<Step> Run(UserThread t)
        {
            yield return t.Exit(code);
        }

        return Run;
    }

    internal static IEnumerable<Step> Execute(UserThread t, string path, params string[] arguments)
    {
        const ulong at = ScriptedProgram.Data + 0x8000;
        const ulong strings = at + 0x100;
        yield return t.Put(strings, path);
        var pointers = new ulong[arguments.Length + 1];
        for (int i = 0; i < arguments.Length; i++)
        {
            pointers[i] = strings + 0x100 * ((ulong)i + 1);
            yield return t.Put(pointers[i], arguments[i]);
        }

        yield return t.PutWords(at, pointers);
        yield return t.Call("execve", strings, at, 0);
    }
}
