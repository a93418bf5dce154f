using Ostd.Sync;
using Ostd.Tasks;

namespace Verification.Scenarios.Tasks;

/// <summary>Tasks that move between CPUs, sleep and are woken, begin and end: the worst moments of the switch. Invariant 8 is evaluated after every step.</summary>
internal static class SchedulerScenarios
{
    /// <summary>The remark at <c>Scheduling.SwitchTo</c>: each CPU picks the task that the other one is still saving.</summary>
    public static ScenarioDefinition CpusSwapTasks { get; } = new(
        "Two CPUs that pick each other's task do not wait for each other", [8], "scheduler",
        ScenarioMachine.Booted(cpus: 2, inject: kernel => kernel.InjectScheduler(new SwappingScheduler(2))) with { UsualEffort = (4_000, 320_000) }, BuildSwap, KilledMutant: "task-waits-in-place");

    /// <summary>The same with three, each of which may wait for the next: whoever waits holds nothing, and does not forget what it waits for.</summary>
    public static ScenarioDefinition ThreeCpusSwapTasks { get; } = new(
        "Three CPUs that pick each other's tasks run all three", [8], "scheduler",
        ScenarioMachine.Booted(cpus: 3, inject: kernel => kernel.InjectScheduler(new SwappingScheduler(3))), BuildThreeSwaps, KilledMutant: "task-pending-forgotten");

    /// <summary>The sleeper is woken and picked elsewhere while its own CPU is still leaving it.</summary>
    public static ScenarioDefinition WokenWhileSaved { get; } = new(
        "A task that is woken while its CPU is still leaving it runs on one CPU at a time", [8], "scheduler",
        ScenarioMachine.Booted(cpus: 2, inject: kernel => kernel.InjectScheduler(new SwappingScheduler(2))), BuildWake, KilledMutant: "task-switched-unclaimed");

    public static ScenarioDefinition SpawnedOnIdleCpu { get; } = new(
        "A task that is spawned for an idle CPU runs there, and ends", [8], "scheduler", ScenarioMachine.Booted(cpus: 2),
        BuildSpawn, KilledMutant: "reschedule-unsent");

    public static ScenarioDefinition BothSleepAndWake { get; } = new(
        "Two tasks that wake each other and sleep do not miss each other", [8], "scheduler", ScenarioMachine.Booted(cpus: 2),
        s => BuildPingPong(s, isFaulty: false), s => BuildPingPong(s, isFaulty: true));

    private static void BuildSwap(KernelScenario s)
    {
        s.OnCpu(0, Task.Yield, "a");
        s.OnCpu(1, Task.Yield, "b");
    }

    private static void BuildThreeSwaps(KernelScenario s)
    {
        BuildSwap(s);
        s.OnCpu(2, Task.Yield, "c");
    }

    private static void BuildWake(KernelScenario s)
    {
        var queue = new WaitQueue();
        var ready = new AtomicBool(false);
        s.OnCpu(0, () => queue.WaitUntil(() => ready.Load(MemoryOrder.Acquire)), "sleeper");
        s.OnCpu(1, () =>
        {
            ready.Store(true, MemoryOrder.Release);
            queue.WakeAll();
            Task.Yield(); // to the sleeper, if it has been woken
        }, "waker");
    }

    private static void BuildSpawn(KernelScenario s)
    {
        var ran = new AtomicInt32(0);
        s.OnCpu(0, () => s.Spawn(1, () => ran.FetchAdd(1), "spawned"), "spawns");
        s.AtEnd(() => s.Assert(ran.Load(MemoryOrder.Relaxed) == 1, "the spawned task has run once"));
    }

    private static void BuildPingPong(KernelScenario s, bool isFaulty)
    {
        var queue = new WaitQueue();
        var turn = new AtomicInt32(0);
        for (int cpu = 0; cpu < 2; cpu++)
        {
            int me = cpu;
            s.OnCpu(cpu, () =>
            {
                queue.WaitUntil(() => turn.Load(MemoryOrder.Acquire) == me);
                turn.Store(me + 1, MemoryOrder.Release);
                if (!isFaulty)
                    queue.WakeAll();
            });
        }
    }
}
