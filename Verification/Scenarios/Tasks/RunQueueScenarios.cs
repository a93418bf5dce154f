using System;
using System.Collections.Generic;
using Ostd.Sync;
using Ostd.Tasks;
using Services.Policies;

namespace Verification.Scenarios.Tasks;

/// <summary>The run queues of the policy that the services inject, alone: three bare CPUs ask for work, which all lies with the first. Small enough for every schedule.</summary>
internal static class RunQueueScenarios
{
    private const int Cpus = 3;

    public static ScenarioDefinition StealingPartitions { get; } = new(
        "A task that waits in one CPU's queue is given to one CPU, whoever steals", [], "scheduler", ScenarioMachine.Bare(Cpus), Build, KilledMutant: "stolen-task-is-counted-on");

    private static void Build(KernelScenario s)
    {
        s.Kernel.BootMemory();
        s.Kernel.InjectScheduler(new Maker());
        var policy = new RoundRobinScheduler(Cpus);
        var first = (RunQueue)policy.LocalRunQueue(0);
        var picks = new Dictionary<Task, AtomicInt32>();
        for (int i = 0; i < Cpus; i++)
        {
            Task task = Task.Spawn(static () => { });
            picks.Add(task, new AtomicInt32(0));
            first.Add((RoundRobinScheduler.Entity)task.SchedulerData!, EnqueueReason.Spawn);
        }
        for (int cpu = 0; cpu < Cpus; cpu++)
        {
            ILocalRunQueue queue = policy.LocalRunQueue(cpu);
            s.OnCpu(cpu, () => Count(queue.TryPickNext()), cpu == 0 ? "picks" : "steals");
        }
        s.AtEnd(() =>
        {
            for (int cpu = 0; cpu < Cpus; cpu++)
            {
                var queue = (RunQueue)policy.LocalRunQueue(cpu);
                while (queue.DequeueCurrent() is not null)
                    Count(queue.TryPickNext());
                s.Assert(queue.Load == 0, "what was given out is not counted any more");
            }
            foreach (AtomicInt32 count in picks.Values)
                s.Assert(count.Load(MemoryOrder.Relaxed) == 1, "each task was given out");
        });

        void Count(Task? picked)
        {
            if (picked is not null)
                s.Assert(picks[picked].FetchAdd(1) == 0, "no task is given out twice");
        }
    }

    /// <summary>Makes the policy's entities, and hands no task out.</summary>
    private sealed class Maker : IScheduler
    {
        public void Prepare(Task task) => task.SchedulerData = new RoundRobinScheduler.Entity(task);

        public int Enqueue(Task task, EnqueueReason reason) => -1;

        public ILocalRunQueue LocalRunQueue(int cpu) => throw new InvalidOperationException("No task of this kernel is ever switched to.");
    }
}
