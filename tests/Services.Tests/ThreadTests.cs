using System.Collections.Generic;
using Ostd.Model;
using Services.Linux;
using Services.Tests.Scripted;
using Xunit;

namespace Services.Tests;

/// <summary>Threads and futexes, as a C library uses them. Several seeds are several interleavings.</summary>
public sealed class ThreadTests
{
    private const ulong Status = ScriptedProgram.Data;
    private const ulong Tid = ScriptedProgram.Data + 0x1000;
    private const ulong Word = ScriptedProgram.Data + 0x1100;
    private const ulong Word2 = ScriptedProgram.Data + 0x1200;
    private const ulong Time = ScriptedProgram.Data + 0x1300;
    private const ulong List = ScriptedProgram.Data + 0x1400;
    private const ulong Stack = ScriptedProgram.Data + 0x8000;

    /// <summary>What pthread_create asks for.</summary>
    private const ulong ThreadFlags = 0x100 | 0x200 | 0x400 | 0x800 | 0x10000 | 0x40000 | 0x100000 | 0x200000;

    private const ulong Wait = 128, Wake = 129, Requeue = 128 | 4, WakeOp = 128 | 5, WaitBitset = 128 | 9, WakeBitset = 128 | 10;

    public static TheoryData<int, ulong> Interleavings()
    {
        var data = new TheoryData<int, ulong>();
        foreach (int cpus in new[] { 1, 2, 3 })
        {
            for (ulong seed = 1; seed <= 5; seed++)
                data.Add(cpus, seed);
        }

        return data;
    }

    private static ScriptedKernel Run(int cpus, ulong seed, Script job, params (string, Script)[] programs) =>
        ScriptedKernel.Run(new ModelOptions { Cpus = cpus, Seed = seed }, job, programs);

    [Theory]
    [MemberData(nameof(Interleavings))]
    public void A_thread_shares_memory_and_can_be_joined(int cpus, ulong seed)
    {
        static IEnumerable<Step> Worker(UserThread t)
        {
            yield return t.PutInt(Word, 17);
            yield return t.Call("exit", 3);
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Clone(Worker, ThreadFlags, Stack, Tid, Tid);
            Assert.Equal(Errno.OK, t.Error);
            foreach (Step step in Join(t))
                yield return step;
            yield return t.GetInt(Word);
            Assert.Equal(17, t.LoadedInt);
            yield return t.Exit(4);
        }

        Assert.Equal(4, Run(cpus, seed, Job).ExitCode);
    }

    [Theory]
    [MemberData(nameof(Interleavings))]
    public void A_wake_up_is_never_lost(int cpus, ulong seed)
    {
        static IEnumerable<Step> Worker(UserThread t)
        {
            for (int i = 1; i <= 10; i++)
            {
                yield return t.PutInt(Word, i);
                yield return t.Call("futex", Word, Wake, 1);
                do
                {
                    yield return t.GetInt(Word2);
                    if (t.LoadedInt != i)
                        yield return t.Call("futex", Word2, Wait, (ulong)t.LoadedInt, 0);
                    yield return t.GetInt(Word2);
                }
                while (t.LoadedInt != i);
            }

            yield return t.Call("exit", 0);
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Clone(Worker, ThreadFlags, Stack, Tid, Tid);
            for (int i = 1; i <= 10; i++)
            {
                yield return t.GetInt(Word);
                while (t.LoadedInt != i)
                {
                    yield return t.Call("futex", Word, Wait, (ulong)t.LoadedInt, 0);
                    yield return t.GetInt(Word);
                }

                yield return t.PutInt(Word2, i);
                yield return t.Call("futex", Word2, Wake, 1);
            }

            foreach (Step step in Join(t))
                yield return step;
        }

        Run(cpus, seed, Job);
    }

    [Theory]
    [MemberData(nameof(Interleavings))]
    public void The_end_of_the_process_ends_all_its_threads_wherever_they_are(int cpus, ulong seed)
    {
        static IEnumerable<Step> Sleeper(UserThread t)
        {
            yield return t.Call("futex", Word, Wait, 0, 0);
            Assert.Fail("woke up in a dead process");
        }

        static IEnumerable<Step> Runner(UserThread t)
        {
            while (true)
                yield return t.Call("getpid");
        }

        static IEnumerable<Step> Child(UserThread t)
        {
            yield return t.Clone(Sleeper, ThreadFlags, Stack, Tid, Tid);
            yield return t.Clone(Runner, ThreadFlags, Stack + 0x1000, Tid + 8, Tid + 8);
            yield return t.Call("sched_yield");
            yield return t.Exit(9);
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Fork(Child);
            yield return t.WaitFor(t.Result, Status);
            yield return t.GetInt(Status);
            Assert.Equal(9 << 8, t.LoadedInt);
        }

        Run(cpus, seed, Job);
    }

    [Theory]
    [MemberData(nameof(Interleavings))]
    public void A_deadly_signal_ends_all_threads(int cpus, ulong seed)
    {
        static IEnumerable<Step> Sleeper(UserThread t)
        {
            yield return t.Call("pause");
        }

        static IEnumerable<Step> Child(UserThread t)
        {
            yield return t.Clone(Sleeper, ThreadFlags, Stack, Tid, Tid);
            yield return t.Call("pause");
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Fork(Child);
            long pid = t.Result;
            yield return t.Call("sched_yield");
            yield return t.Call("kill", (ulong)pid, 15);
            yield return t.WaitFor(pid, Status);
            yield return t.GetInt(Status);
            Assert.Equal(15, t.LoadedInt);
        }

        Run(cpus, seed, Job);
    }

    [Theory]
    [MemberData(nameof(Interleavings))]
    public void A_thread_that_executes_a_program_becomes_the_process(int cpus, ulong seed)
    {
        static IEnumerable<Step> Program(UserThread t)
        {
            yield return t.Call("getpid");
            long pid = t.Result;
            yield return t.Call("gettid");
            Assert.Equal(pid, t.Result);
            yield return t.Exit(21);
        }

        static IEnumerable<Step> Executor(UserThread t)
        {
            foreach (Step step in ProcessTests.Execute(t, "/bin/prog"))
                yield return step;
            Assert.Fail("execve came back");
        }

        static IEnumerable<Step> Child(UserThread t)
        {
            yield return t.Clone(Executor, ThreadFlags, Stack, Tid, Tid);
            while (true)
                yield return t.Call("getppid");
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Fork(Child);
            long pid = t.Result;
            yield return t.WaitFor(pid, Status);
            Assert.Equal(pid, t.Result);
            yield return t.GetInt(Status);
            Assert.Equal(21 << 8, t.LoadedInt);
        }

        Run(cpus, seed, Job, ("bin/prog", Program));
    }

    [Theory]
    [MemberData(nameof(Interleavings))]
    public void A_stop_holds_every_thread_and_a_continue_frees_them(int cpus, ulong seed)
    {
        static IEnumerable<Step> Worker(UserThread t)
        {
            while (true)
            {
                yield return t.GetInt(Word);
                if (t.LoadedInt == 1)
                    yield return t.Call("exit", 0);
                yield return t.Call("sched_yield");
            }
        }

        static IEnumerable<Step> Child(UserThread t)
        {
            yield return t.Clone(Worker, ThreadFlags, Stack, Tid, Tid);
            yield return t.Call("getpid");
            yield return t.Call("kill", (ulong)t.Result, 19);
            yield return t.PutInt(Word, 1);
            foreach (Step step in Join(t))
                yield return step;
            yield return t.Exit(2);
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Fork(Child);
            long pid = t.Result;
            yield return t.WaitFor(pid, Status, 2);
            yield return t.GetInt(Status);
            Assert.Equal(19 << 8 | 0x7f, t.LoadedInt);
            yield return t.Call("kill", (ulong)pid, 18);
            yield return t.WaitFor(pid, Status);
            yield return t.GetInt(Status);
            Assert.Equal(2 << 8, t.LoadedInt);
        }

        Run(cpus, seed, Job);
    }

    [Fact]
    public void A_wait_ends_at_once_when_the_word_has_changed_and_at_its_time_otherwise()
    {
        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.PutInt(Word, 5);
            yield return t.Call("futex", Word, Wait, 4, 0);
            Assert.Equal(Errno.EAGAIN, t.Error);
            yield return t.PutWords(Time, 0, 1_000_000);
            yield return t.Call("futex", Word, Wait, 5, Time);
            Assert.Equal(Errno.ETIMEDOUT, t.Error);
            yield return t.Call("futex", Word, WaitBitset, 5, Time, 0, uint.MaxValue);
            Assert.Equal(Errno.ETIMEDOUT, t.Error);
            yield return t.Call("futex", Word, WaitBitset, 5, 0, 0, 0);
            Assert.Equal(Errno.EINVAL, t.Error);
            yield return t.Call("futex", Word + 1, Wait, 5, 0);
            Assert.Equal(Errno.EINVAL, t.Error);
            yield return t.Call("futex", 0x1000, Wait, 5, 0);
            Assert.Equal(Errno.EFAULT, t.Error);
            yield return t.Call("futex", ulong.MaxValue & ~3UL, Wake, 1);
            Assert.Equal(Errno.EFAULT, t.Error);
            yield return t.PutWords(Time, 0, 1_000_000_000);
            yield return t.Call("futex", Word, Wait, 5, Time);
            Assert.Equal(Errno.EINVAL, t.Error);
        }

        ScriptedKernel.Run(Job);
    }

    /// <summary>A waiter that looked between its two lists took itself for woken; it stayed in the second and swallowed a wake-up later.</summary>
    [Theory]
    [MemberData(nameof(Interleavings))]
    public void A_waiter_that_is_moved_meanwhile_is_not_woken(int cpus, ulong seed)
    {
        // Its time is over so soon that it looks all the time.
        static IEnumerable<Step> Worker(UserThread t)
        {
            yield return t.PutWords(Time, 0, 5_000);
            do
                yield return t.Call("futex", Word, Wait, 0, Time);
            while (t.Error == Errno.ETIMEDOUT);
            Assert.Equal(0, t.Result);
            yield return t.GetInt(List);
            Assert.Equal(1, t.LoadedInt);
            yield return t.Call("exit", 0);
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Clone(Worker, ThreadFlags, Stack, Tid, Tid);
            for (int i = 0; i < 100; i++)
            {
                yield return t.Call("futex", Word, Requeue, 0, 1, Word2, 0);
                yield return t.Call("futex", Word2, Requeue, 0, 1, Word, 0);
            }

            yield return t.PutInt(List, 1);
            do
            {
                yield return t.Call("futex", Word, Wake, 1);
                yield return t.Call("futex", Word2, Wake, 1);
                yield return t.GetInt(Tid);
            }
            while (t.LoadedInt != 0);
        }

        Run(cpus, seed, Job);
    }

    [Fact]
    public void Waiters_can_be_moved_to_another_word()
    {
        static IEnumerable<Step> Worker(UserThread t)
        {
            yield return t.Call("futex", Word, Wait, 0, 0);
            Assert.Equal(0, t.Result);
            yield return t.Call("exit", 0);
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            for (ulong i = 0; i < 3; i++)
                yield return t.Clone(Worker, ThreadFlags, Stack + i * 0x1000, Tid + i * 8, Tid + i * 8);
            long moved;
            do
            {
                // Until all three wait: then one is woken and two are moved.
                yield return t.Call("sched_yield");
                yield return t.Call("futex", Word, Requeue, 0, 3, Word2, 0);
                moved = t.Result;
                Assert.Equal(Errno.OK, t.Error);
                yield return t.Call("futex", Word2, Wake, (ulong)moved);
                if (moved > 0)
                    Assert.Equal(moved, t.Result);
                yield return t.GetInt(Tid);
                int first = t.LoadedInt;
                yield return t.GetInt(Tid + 8);
                int second = t.LoadedInt;
                yield return t.GetInt(Tid + 16);
                if (first + second + t.LoadedInt == 0)
                    break;
            }
            while (true);
            yield return t.PutInt(Word, 1);
            yield return t.Call("futex", Word, Requeue, 1, 1, Word2, 0);
            Assert.Equal(Errno.EAGAIN, t.Error);
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void Wake_op_changes_the_second_word_and_wakes_by_its_old_value()
    {
        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.PutInt(Word2, 7);

            // Add 5, wake on the second when it was 7.
            yield return t.Call("futex", Word, WakeOp, 1, 1, Word2, 1UL << 28 | 5UL << 12 | 7);
            Assert.Equal(0, t.Result);
            yield return t.GetInt(Word2);
            Assert.Equal(12, t.LoadedInt);
            yield return t.Call("futex", Word, WakeOp, 1, 1, Word2, 7UL << 28);
            Assert.Equal(Errno.ENOSYS, t.Error);
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void Wake_ups_go_to_waiters_with_a_common_bit()
    {
        static IEnumerable<Step> Worker(UserThread t)
        {
            yield return t.Call("futex", Word, WaitBitset, 0, 0, 0, 2);
            yield return t.Call("exit", 0);
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Clone(Worker, ThreadFlags, Stack, Tid, Tid);
            for (int i = 0; i < 20; i++)
            {
                yield return t.Call("sched_yield");
                yield return t.Call("futex", Word, WakeBitset, 1, 0, 0, 1);
                Assert.Equal(0, t.Result);
            }

            do
            {
                yield return t.Call("sched_yield");
                yield return t.Call("futex", Word, WakeBitset, 1, 0, 0, 6);
            }
            while (t.Result == 0);
            foreach (Step step in Join(t))
                yield return step;
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void Locks_of_a_thread_that_ends_are_marked_abandoned()
    {
        // A list with one lock: head → entry → head; the futex lies 16 bytes behind its entry.
        static IEnumerable<Step> Worker(UserThread t)
        {
            yield return t.PutWords(List, List + 0x40, 16, 0);
            yield return t.PutWords(List + 0x40, List);
            yield return t.Call("gettid");
            yield return t.PutInt(List + 0x50, (int)t.Result);
            yield return t.Call("set_robust_list", List, 24);
            Assert.Equal(Errno.OK, t.Error);
            yield return t.Call("exit", 0);
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Call("set_robust_list", List, 8);
            Assert.Equal(Errno.EINVAL, t.Error);
            yield return t.Clone(Worker, ThreadFlags, Stack, Tid, Tid);
            foreach (Step step in Join(t))
                yield return step;
            yield return t.GetInt(List + 0x50);
            Assert.Equal(0x4000_0000, t.LoadedInt);
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void An_endless_or_wild_list_of_locks_does_no_harm()
    {
        static IEnumerable<Step> Endless(UserThread t)
        {
            yield return t.PutWords(List, List + 0x40, 0, 0);
            yield return t.PutWords(List + 0x40, List + 0x40);
            yield return t.Call("set_robust_list", List, 24);
        }

        static IEnumerable<Step> Wild(UserThread t)
        {
            yield return t.PutWords(List, 0xffff_ffff_ffff_fff8, ulong.MaxValue, 0xdead_beef_0000_0000);
            yield return t.Call("set_robust_list", List, 24);
        }

        static IEnumerable<Step> Nowhere(UserThread t)
        {
            yield return t.Call("set_robust_list", 0xffff_ffff_ffff_fff0, 24);
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            foreach (Script child in new Script[] { Endless, Wild, Nowhere })
            {
                yield return t.Fork(child);
                yield return t.WaitFor(t.Result, Status);
                yield return t.GetInt(Status);
                Assert.Equal(0, t.LoadedInt);
            }
        }

        ScriptedKernel.Run(Job);
    }

    private static IEnumerable<Step> Join(UserThread t)
    {
        // The number lies in the word until the kernel clears it. The wake-up is for shared futexes.
        yield return t.GetInt(Tid);
        while (t.LoadedInt != 0)
        {
            yield return t.Call("futex", Tid, 0, (ulong)t.LoadedInt, 0);
            yield return t.GetInt(Tid);
        }
    }
}
