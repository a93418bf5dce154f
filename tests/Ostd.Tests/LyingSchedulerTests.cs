using System;
using System.Collections.Generic;
using Ostd.Model;
using Ostd.Sync;
using Ostd.Tasks;
using Xunit;

namespace Ostd.Tests;

/// <summary>
/// Scheduler policies that break their contract. The framework may stop the machine with a message that names the rule; it may not run a task on two CPUs, and not
/// one that sleeps or has exited (invariant 8). The model machine reports it when a context is switched to twice.
/// </summary>
public sealed class LyingSchedulerTests
{
    /// <summary>An honest policy but for one lie, told from the time the test asks for it.</summary>
    private sealed class Liar(int cpus) : IScheduler, ILocalRunQueue
    {
        private readonly FifoScheduler _honest = new(cpus);
        internal bool Lies;
        internal Func<Task?>? Pick;
        internal Func<Task?>? Dequeue;
        internal Func<int>? EnqueueAnswer;
        internal Action? OnUpdate;
        internal readonly List<Task> Seen = [];

        public int Enqueue(Task task, EnqueueReason reason)
        {
            int cpu = _honest.Enqueue(task, reason);
            Seen.Add(task);
            return Lies && EnqueueAnswer is not null ? EnqueueAnswer() : cpu;
        }

        public ILocalRunQueue LocalRunQueue(int cpu) => Lies ? this : _honest.LocalRunQueue(cpu);

        private ILocalRunQueue Here => _honest.LocalRunQueue(Kernel.Current.CurrentCpu);

        public Task? Current => Here.Current;

        public bool UpdateCurrent(UpdateReason reason)
        {
            OnUpdate?.Invoke();
            return Here.UpdateCurrent(reason) || Pick is not null;
        }

        public Task? TryPickNext() => Pick is null ? Here.TryPickNext() : Pick();

        public Task? DequeueCurrent() => Dequeue is null ? Here.DequeueCurrent() : Dequeue();
    }

    private static string Console(Action<Liar> body, int cpus = 1)
    {
        Liar? liar = null;
        ModelOutcome outcome = ModelKernel.RunToEnd(() => body(liar!), new ModelOptions { Cpus = cpus, Inject = kernel => kernel.InjectScheduler(liar = new Liar(cpus)) });
        return outcome.Console;
    }

    [Fact]
    public void A_sleeping_task_is_not_run()
    {
        string console = Console(liar =>
        {
            var queue = new WaitQueue();
            Task sleeper = Task.Spawn(() => queue.WaitUntil(() => false), name: "sleeper");
            Task.Yield();
            Task.Yield();
            liar.Pick = () => sleeper;
            liar.Lies = true;
            Task.Yield();
        });
        Assert.Contains("(sleeper), which sleeps or was never enqueued", console);
    }

    [Fact]
    public void A_task_that_has_exited_is_not_run()
    {
        string console = Console(liar =>
        {
            Task gone = Task.Spawn(() => { }, name: "gone");
            while (!gone.HasExited)
                Task.Yield();
            liar.Pick = () => gone;
            liar.Lies = true;
            Task.Yield();
        });
        Assert.Contains("(gone), which has exited", console);
    }

    [Fact]
    public void The_idle_task_is_not_the_policys_to_run()
    {
        string console = Console(liar =>
        {
            liar.Pick = () => Kernel.Current.Cpus[0].Idle;
            liar.Lies = true;
            Task.Yield();
        });
        Assert.Contains("(idle), which", console);
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6)]
    public void A_task_is_not_run_on_two_cpus(int seed)
    {
        Liar? liar = null;
        ModelOutcome outcome = ModelKernel.RunToEnd(
            () =>
            {
                var stop = new AtomicBool();
                for (int i = 0; i < 3; i++)
                    Task.Spawn(() =>
                    {
                        while (!stop.Load(MemoryOrder.Acquire))
                            Task.Yield();
                    });
                Task me = Task.Current;
                liar!.Pick = () => me; // to every CPU that asks
                liar.Lies = true;
                for (int i = 0; i < 1000; i++)
                    Task.Yield();
            },
            new ModelOptions { Cpus = 3, Seed = (ulong)seed, Inject = kernel => kernel.InjectScheduler(liar = new Liar(3)) });
        Assert.Contains("a task runs on at most one CPU", outcome.Console);
    }

    [Fact]
    public void Dequeuing_another_task_than_the_running_one_is_refused()
    {
        string console = Console(liar =>
        {
            liar.Dequeue = () => null;
            liar.Lies = true;
            new WaitQueue().WaitUntil(() => false);
        });
        Assert.Contains("DequeueCurrent on CPU 0 answered no task, but task", console);
    }

    [Theory]
    [InlineData(-2), InlineData(1), InlineData(int.MaxValue), InlineData(int.MinValue)]
    public void A_cpu_that_does_not_exist_is_refused(int cpu)
    {
        string console = Console(liar =>
        {
            liar.EnqueueAnswer = () => cpu;
            liar.Lies = true;
            Task.Spawn(() => { });
        });
        Assert.Contains($"answered CPU {cpu}, which does not exist", console);
    }

    [Fact]
    public void A_policy_that_throws_stops_the_machine()
    {
        string console = Console(liar =>
        {
            liar.OnUpdate = () => throw new FormatException("oops");
            liar.Lies = true;
            Task.Yield();
        });
        Assert.Contains("UpdateCurrent threw FormatException (oops); policies must not throw", console);
    }

    [Fact]
    public void A_policy_that_comes_back_into_the_scheduler_stops_the_machine()
    {
        string console = Console(liar =>
        {
            var waiter = new Waiter();
            liar.OnUpdate = () => Task.Spawn(() => { });
            liar.Lies = true;
            Task.Yield();
        });
        Assert.Contains("the policy called back into the scheduler", console);
    }

    [Fact]
    public void A_policy_that_sleeps_stops_the_machine()
    {
        string console = Console(liar =>
        {
            liar.OnUpdate = Task.Yield;
            liar.Lies = true;
            Task.Yield();
        });
        Assert.Contains("UpdateCurrent threw OstdException", console);
        Assert.Contains("Task.Yield may sleep", console);
    }

    [Fact]
    public void A_policy_that_has_nothing_to_run_leaves_the_cpu_idle_until_it_has()
    {
        // It says yes, then offers nothing: the running task goes on.
        ModelKernel.Run(
            () =>
            {
                for (int i = 0; i < 10; i++)
                    Task.Yield();
            },
            new ModelOptions { Inject = kernel => kernel.InjectScheduler(new AlwaysReplaces()) });
    }

    private sealed class AlwaysReplaces : IScheduler, ILocalRunQueue
    {
        private readonly FifoScheduler _honest = new(1);
        private bool _empty;

        public int Enqueue(Task task, EnqueueReason reason) => _honest.Enqueue(task, reason);

        public ILocalRunQueue LocalRunQueue(int cpu) => this;

        public Task? Current => _honest.LocalRunQueue(0).Current;

        public bool UpdateCurrent(UpdateReason reason)
        {
            _empty = reason is UpdateReason.Yield or UpdateReason.Tick;
            return true;
        }

        public Task? TryPickNext() => _empty ? null : _honest.LocalRunQueue(0).TryPickNext();

        public Task? DequeueCurrent() => _honest.LocalRunQueue(0).DequeueCurrent();
    }

    [Fact]
    public void A_kernel_without_a_scheduler_does_not_start_and_takes_only_one()
    {
        Assert.Throws<OstdException>(() => ModelKernel.Run(() => Kernel.Current.InjectScheduler(new FifoScheduler(1))));
    }
}
