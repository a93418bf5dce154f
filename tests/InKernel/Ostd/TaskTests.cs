using System;
using Ostd;
using Ostd.Sync;
using Ostd.Tasks;
using Ostd.Timers;

namespace InKernel.Ostd;

public static class TaskTests
{
    [KernelTest]
    public static void A_spawned_task_runs_with_its_data_and_name()
    {
        var done = new Completion();
        object data = new();
        Task? seen = null;
        Task task = Task.Spawn(() =>
        {
            seen = Task.Current;
            done.Set();
        }, data, "child");
        done.Wait();
        Check.Same(task, seen);
        Check.Same(data, task.Data);
        Check.Equal("child", task.Name);
    }

    [KernelTest]
    public static void Tasks_that_yield_take_turns_until_all_have_finished()
    {
        const int Tasks = 4, Rounds = 50;
        var finished = new CountDown(Tasks);
        int[] progress = new int[Tasks];
        for (int i = 0; i < Tasks; i++)
        {
            int me = i;
            Task.Spawn(() =>
            {
                for (int round = 0; round < Rounds; round++)
                {
                    progress[me]++;
                    Task.Yield();
                }
                finished.Signal();
            });
        }
        finished.Wait();
        foreach (int rounds in progress)
            Check.Equal(Rounds, rounds);
    }

    [KernelTest]
    public static void A_task_that_returned_has_exited_and_one_that_sleeps_has_not()
    {
        var gate = new Completion();
        Task task = Task.Spawn(gate.Wait);
        Task.Yield();
        Check.False(task.HasExited);
        gate.Set();
        Eventually.True(() => task.HasExited);
    }

    [KernelTest]
    public static void Exit_ends_a_task_without_returning()
    {
        bool returned = false;
        Task task = Task.Spawn(() =>
        {
            Task.Exit();
            returned = true;
        });
        Eventually.True(() => task.HasExited);
        Check.False(returned);
    }

    [KernelTest]
    public static void A_task_that_never_yields_is_preempted()
    {
        var stop = new AtomicFlag();
        var finished = new CountDown(1);
        Task.Spawn(() =>
        {
            while (!stop.IsSet)
            {
            }
            finished.Signal();
        });
        // Only the timer can bring this task back once the other one spins.
        ulong deadline = Clock.MonotonicNs + 100_000_000;
        while (Clock.MonotonicNs < deadline)
            Task.Yield();
        stop.Set();
        finished.Wait();
    }

    [KernelTest]
    public static void An_exception_of_a_task_goes_to_the_handler_and_ends_only_that_task()
    {
        var kernel = Kernel.Current;
        Action<Task, Exception>? before = kernel.TaskFaultHandler;
        var done = new Completion();
        Task? victim = null;
        Exception? fault = null;
        kernel.TaskFaultHandler = (task, e) =>
        {
            victim = task;
            fault = e;
            done.Set();
        };
        try
        {
            Task task = Task.Spawn(() => throw new InvalidOperationException("a bug"));
            done.Wait();
            Check.Same(task, victim);
            Check.Equal("a bug", fault!.Message);
            Eventually.True(() => task.HasExited);
        }
        finally
        {
            kernel.TaskFaultHandler = before;
        }
    }

    [KernelTest]
    public static void Many_short_tasks_come_and_go()
    {
        const int Count = 300;
        var finished = new CountDown(Count);
        for (int i = 0; i < Count; i++)
            Task.Spawn(finished.Signal);
        finished.Wait();
    }

    [KernelTest]
    public static void Yielding_in_atomic_mode_is_refused_and_names_the_lock()
    {
        var spinLock = new SpinLock();
        using (spinLock.Lock())
        {
            OstdException e = Check.Throws<OstdException>(Task.Yield);
            Check.Equal(OstdError.AtomicMode, e.Error);
            Check.True(e.Message.Contains("TaskTests.cs"), e.Message);
        }
        Task.Yield();
    }
}
