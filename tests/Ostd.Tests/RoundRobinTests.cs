using System;
using System.Collections.Generic;
using Ostd.Model;
using Ostd.Sync;
using Ostd.Tasks;
using Ostd.Timers;
using Services.Policies;
using Xunit;

namespace Ostd.Tests;

/// <summary>The default scheduler policy: fair to tasks that compute, prompt to tasks that sleep.</summary>
public sealed class RoundRobinTests
{
    private static void Run(Action body, int cpus = 1, ulong stepNs = 2_000) =>
        ModelKernel.Run(body, new ModelOptions { Cpus = cpus, StepNs = stepNs, Inject = DefaultPolicies.Inject });

    [Fact]
    public void Tasks_that_compute_share_the_cpu_evenly()
    {
        Run(() =>
        {
            var stop = new AtomicBool();
            var tasks = new List<Task>();
            for (int i = 0; i < 3; i++)
                tasks.Add(Task.Spawn(() => Compute(ref stop)));
            Sleep(400_000_000);
            stop.Store(true, MemoryOrder.Release);
            foreach (Task task in tasks)
                Assert.InRange(TimeOf(task), 100_000_000UL, 170_000_000UL);
        });
    }

    [Fact]
    public void A_task_that_sleeps_much_is_served_at_once_while_others_compute()
    {
        Run(() =>
        {
            var stop = new AtomicBool();
            for (int i = 0; i < 4; i++)
                Task.Spawn(() => Compute(ref stop));
            ulong worst = 0;
            for (int i = 0; i < 50; i++)
            {
                ulong due = Clock.MonotonicNs + 5_000_000;
                SleepUntil(due);
                worst = Math.Max(worst, Clock.MonotonicNs - due);
            }
            stop.Store(true, MemoryOrder.Release);
            Assert.True(worst < 2_000_000, $"woken {worst} ns late");
        });
    }

    [Fact]
    public void Tasks_that_wake_each_other_all_the_time_do_not_starve_one_that_computes()
    {
        Run(() =>
        {
            var stop = new AtomicBool();
            var queue = new WaitQueue();
            int turn = 0;
            for (int i = 0; i < 2; i++)
            {
                int me = i;
                Task.Spawn(() =>
                {
                    while (!stop.Load(MemoryOrder.Acquire))
                    {
                        queue.WaitUntil(() => turn == me || stop.Load(MemoryOrder.Acquire));
                        turn = 1 - me;
                        queue.WakeAll();
                    }
                });
            }
            Task worker = Task.Spawn(() => Compute(ref stop));
            Sleep(300_000_000);
            stop.Store(true, MemoryOrder.Release);
            queue.WakeAll();
            Assert.True(TimeOf(worker) > 60_000_000, $"{TimeOf(worker)} ns of 300 ms");
        });
    }

    [Fact]
    public void Work_spreads_over_the_cpus()
    {
        Run(
            () =>
            {
                var stop = new AtomicBool();
                var tasks = new List<Task>();
                for (int i = 0; i < 4; i++)
                    tasks.Add(Task.Spawn(() => Compute(ref stop)));
                Sleep(100_000_000);
                stop.Store(true, MemoryOrder.Release);
                foreach (Task task in tasks)
                    Assert.True(TimeOf(task) > 50_000_000, $"{task} got {TimeOf(task)} ns of 100 ms, with a CPU for each");
            },
            cpus: 4);
    }

    [Fact]
    public void A_cpu_without_work_takes_some_from_another()
    {
        Run(
            () =>
            {
                // Both sit on one CPU while the other is busy; when that one's task ends, it helps.
                var first = Task.Spawn(() => ComputeFor(60_000_000));
                var second = Task.Spawn(() => ComputeFor(60_000_000));
                var third = Task.Spawn(() => ComputeFor(60_000_000));
                ulong start = Clock.MonotonicNs;
                while (!(first.HasExited && second.HasExited && third.HasExited))
                    Sleep(1_000_000);
                ulong took = Clock.MonotonicNs - start;
                Assert.True(took < 150_000_000, $"180 ms of work on two CPUs took {took} ns");
            },
            cpus: 2);
    }

    private static void Compute(ref AtomicBool stop)
    {
        while (!stop.Load(MemoryOrder.Acquire))
        {
        }
    }

    private static void ComputeFor(ulong ns)
    {
        Task me = Task.Current;
        while (TimeOf(me) < ns)
        {
        }
    }

    private static ulong TimeOf(Task task) => task.UserTimeNs + task.KernelTimeNs;

    private static void Sleep(ulong ns) => SleepUntil(Clock.MonotonicNs + ns);

    private static void SleepUntil(ulong deadline) => new WaitQueue().WaitUntil(() => false, null, deadline);
}
