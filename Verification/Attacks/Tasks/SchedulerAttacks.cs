using System;
using Ostd;
using Ostd.Sync;
using Ostd.Tasks;
using Verification.Checking;
using Verification.Properties.Tasks;

namespace Verification.Attacks.Tasks;

/// <summary>Scheduler policies that break their contract in one answer, and clients that would make tasks run that may not. Each must be found out, with the rule's name.</summary>
internal static class SchedulerAttacks
{
    public static Checker Checker { get; } = Attack.Checker(
        "Every lie of a scheduler policy is named", [8], "scheduler",
        [
            Lies("picks a task that sleeps", "which sleeps or was never enqueued", () => Pick(Sleeper())),
            Lies("picks a task that has exited", "which has exited", () => Pick(Exited())),
            Lies("picks the idle task", "(idle), which is running already", () => Tell(Lie.PickIdle, GiveWayToAnother)),
            Lies("picks a task that another CPU runs", "which is running already: a task runs on at most one CPU", () => Pick(Spinner()), cpus: 2),
            Lies("picks a task that runs here, when that sleeps", "which sleeps or was never enqueued", () => Tell(Lie.PickSelf, () => new Waiter().Wait())),
            Lies("picks a task that runs here, when that exits", "which has exited", () => Tell(Lie.PickSelf, Task.Exit)),
            new("picks a task that runs here, when that gives the CPU away", PickSelfOnYield, Inject: Liar.Inject),
            new("picks nothing although something is there", PickNothingOnYield, Inject: Liar.Inject),
            Lies("gives no task up when one sleeps", "DequeueCurrent on CPU 0 answered no task, but", () => Tell(Lie.DequeueNothing, () => new Waiter().Wait())),
            Lies("gives another task up than the one that exits", "DequeueCurrent on CPU 0 answered task", () => DequeueAnother(Sleeper())),
            Lies("sends a task to a CPU that does not exist", "which does not exist", () => Tell(Lie.EnqueueNowhere, SpawnOne, 0)),
            Lies("sends a task to a CPU with a negative index", "which does not exist", () => Tell(Lie.EnqueueNowhere, SpawnOne, 1)),
            Lies("keeps a task in two places", "which", EnqueueTwice),
            Lies("has no queue for a CPU", "LocalRunQueue answered nothing for CPU 0", () => Tell(Lie.NoQueue, Task.Yield)),
            Lies("throws while it takes a task", "Enqueue threw InvalidOperationException (a bug of the policy)", () => Tell(Lie.Throw, SpawnOne)),
            Lies("throws while it is asked about the running task", "UpdateCurrent threw InvalidOperationException", () => Tell(Lie.Throw, Task.Yield)),
            Lies("throws while it picks", "TryPickNext threw InvalidOperationException", ThrowWhilePicking),
            Lies("makes a task from inside", "the policy called back into the scheduler", () => Tell(Lie.Spawn, Task.Yield)),
            Lies("sleeps from inside", "Task.Yield may sleep", () => Tell(Lie.Sleep, Task.Yield)),
            Lies("keeps preemption disabled", "came back with a guard that it did not dispose", () => Tell(Lie.KeepGuard, Task.Yield, 0)),
            Lies("keeps interrupts disabled", "came back with a guard that it did not dispose", () => Tell(Lie.KeepGuard, Task.Yield, 1)),
            new("wakes a task that has exited, through a waker it kept", WakeExited),
            new("wakes a task twice before it sleeps once", WakeTwice, Cpus: 2),
            new("throws while a task is prepared, again and again", RefuseToPrepare, Inject: kernel => kernel.InjectScheduler(new RefusesAll())),
            new("is the second policy", () => Attack.Refused(OstdError.InvalidArgs, () => Kernel.Current.InjectScheduler(new Liar(1)))),
            new("is no policy", () => Throws<ArgumentNullException>(() => Kernel.Current.InjectScheduler(null!))),
        ],
        everyStep: [8]);

    private static Move Lies(string name, string rule, Action body, int cpus = 1) => new("a policy that " + name, body, cpus, rule, Liar.Inject);

    private static void Tell(Lie lie, Action provoke, int which = 0)
    {
        Liar.OfThisKernel.TellNext(lie, which);
        provoke();
        Attack.Require(Liar.OfThisKernel.Told > 0, "the lie was never asked for: this move tries nothing");
    }

    private static void Pick(Task victim)
    {
        Liar.OfThisKernel.PickNext(victim);
        GiveWayToAnother(); // so that there is a reason to pick
    }

    private static void DequeueAnother(Task other)
    {
        Liar.OfThisKernel.DequeueNext(other);
        Task.Exit();
    }

    private static Task Sleeper()
    {
        Task sleeper = Task.Spawn(() => new Waiter().Wait(), name: "sleeper");
        Task.Yield();
        Task.Yield();
        return sleeper;
    }

    private static Task Exited()
    {
        Task task = Task.Spawn(() => { });
        Attack.Require(Crew.Eventually(() => task.HasExited), "a task does not come to its end");
        return task;
    }

    private static Task Spinner()
    {
        var runs = new AtomicBool();
        Task task = Task.Spawn(() =>
        {
            using CpuGuard guard = CpuGuard.DisablePreemption();
            runs.Store(true, MemoryOrder.Release);
            while (true)
                _ = runs.Load(MemoryOrder.Relaxed);
        });
        while (!runs.Load(MemoryOrder.Acquire))
            Task.Yield();
        return task;
    }

    private static void GiveWayToAnother()
    {
        SpawnOne();
        Task.Yield();
    }

    private static void SpawnOne() => Task.Spawn(() => { });

    private static void ThrowWhilePicking()
    {
        SpawnOne();
        Liar.OfThisKernel.ThrowInPick();
        Task.Yield();
    }

    private static void EnqueueTwice()
    {
        var queue = new WaitQueue();
        Liar.OfThisKernel.TellNext(Lie.EnqueueTwice, 0);
        Task.Spawn(() => queue.WaitUntil(() => false));
        for (int i = 0; i < 10; i++)
            Task.Yield();
    }

    private static void PickSelfOnYield()
    {
        Tell(Lie.PickSelf, GiveWayToAnother);
        Task.Yield();
    }

    private static void PickNothingOnYield()
    {
        var ran = new AtomicBool();
        Tell(Lie.PickNothing, () =>
        {
            Task.Spawn(() => ran.Store(true, MemoryOrder.Release));
            Task.Yield();
        });
        Attack.Require(Crew.Eventually(() => ran.Load(MemoryOrder.Acquire)), "a task that was not picked once is never picked again");
    }

    private static void WakeExited()
    {
        Waker? waker = null;
        Task task = Task.Spawn(() => waker = new Waiter().Waker);
        Attack.Require(Crew.Eventually(() => task.HasExited), "a task does not come to its end");
        waker!.WakeUp();
        for (int i = 0; i < 5; i++)
            Task.Yield();
        Attack.Require(task.HasExited, "a task that had exited was woken");
    }

    private static void WakeTwice()
    {
        var rounds = new AtomicInt32();
        Waker? waker = null;
        var ready = new AtomicBool();
        Task.Spawn(() =>
        {
            var waiter = new Waiter();
            waker = waiter.Waker;
            ready.Store(true, MemoryOrder.Release);
            for (int i = 0; i < 20; i++)
            {
                waiter.Wait();
                rounds.FetchAdd(1);
            }
        });
        while (!ready.Load(MemoryOrder.Acquire))
            Task.Yield();
        bool done = Crew.Eventually(() =>
        {
            waker!.WakeUp();
            waker.WakeUp();
            return rounds.Load(MemoryOrder.Acquire) == 20;
        });
        Attack.Require(done, "a task that is woken again and again does not run");
    }

    private static void RefuseToPrepare()
    {
        RefusesAll.Refuse(true);
        for (int i = 0; i < 50; i++)
            Throws<InvalidOperationException>(() => Task.Spawn(() => Attack.Require(false, "a task runs that was refused")));
        RefusesAll.Refuse(false);
        var ran = new AtomicBool();
        Task.Spawn(() => ran.Store(true, MemoryOrder.Release));
        Attack.Require(Crew.Eventually(() => ran.Load(MemoryOrder.Acquire)), "after refused tasks no other one runs");
    }

    private static void Throws<TException>(Action call)
        where TException : Exception
    {
        try
        {
            call();
        }
        catch (TException)
        {
            return;
        }
        Attack.Require(false, $"expected {typeof(TException).Name}, but the call was accepted");
    }

    /// <summary>Throws whenever a task is prepared, while told to.</summary>
    private sealed class RefusesAll : IScheduler
    {
        private readonly Ostd.Model.FifoScheduler _honest = new(1);
        private bool _refuses;

        public RefusesAll() => Kernel.Current.Services = this;

        public static void Refuse(bool refuse) => ((RefusesAll)Kernel.Current.Services!)._refuses = refuse;

        public void Prepare(Task task)
        {
            if (_refuses)
                throw new InvalidOperationException("no more tasks");
        }

        public int Enqueue(Task task, EnqueueReason reason) => _honest.Enqueue(task, reason);

        public ILocalRunQueue LocalRunQueue(int cpu) => _honest.LocalRunQueue(cpu);
    }
}
