using Ostd.Sync;
using Ostd.Tasks;
using Services.Policies;

namespace Verification.Scenarios.Tasks;

/// <summary>Tasks lose their CPU without having asked for it, and move to others that have nothing to do. Invariant 8 is evaluated after every step.</summary>
internal static class PreemptionScenarios
{
    /// <summary>The policy that the services inject, on one CPU: the tick ends a task's slice between any two steps.</summary>
    public static ScenarioDefinition SliceEnds { get; } = new(
        "A task whose time slice ends at any moment goes on when its turn comes", [8], "scheduler", RoundRobin(cpus: 1, timerSteps: 1) with { UsualEffort = (600, 200_000) }, BuildSlice,
        KilledMutant: "slice-end-loses-task");

    /// <summary>A tick takes a CPU from its task, and another CPU that gives its own away picks it while it is being saved.</summary>
    public static ScenarioDefinition TakenWhileSaved { get; } = new(
        "A task that a tick interrupts at any moment is continued by one CPU, when it has been saved", [8], "scheduler",
        ScenarioMachine.Booted(cpus: 2, timerSteps: 1, inject: kernel => kernel.InjectScheduler(new SwappingScheduler(2, preempts: true))) with { UsualEffort = (8_000, 750_000) }, BuildTick,
        KilledMutant: "task-taken-by-idle-unclaimed");

    /// <summary>A task begins, ends and is stolen, by either of two CPUs whose own tasks end meanwhile.</summary>
    public static ScenarioDefinition SpawnedAmongThree { get; } = new(
        "A task that waits for its CPU while two others become idle runs once, on one of the three", [8], "scheduler", RoundRobin(cpus: 3, timerSteps: 0), BuildSpawn,
        KilledMutant: "stolen-task-stays");

    private static ScenarioMachine RoundRobin(int cpus, int timerSteps) =>
        ScenarioMachine.Booted(cpus, timerSteps: timerSteps, inject: kernel => kernel.InjectScheduler(new RoundRobinScheduler(cpus))) with { EndsTasks = true };

    private static void BuildSlice(KernelScenario s)
    {
        var finished = new AtomicInt32(0);
        s.OnCpu(0, () =>
        {
            ((RoundRobinScheduler.Entity)Task.Current.SchedulerData!).Left = 1; // the next tick ends the slice
            s.Spawn(0, Finish, "waits for the CPU");
            Finish();
        }, "computes");
        s.AtEnd(() => s.Assert(finished.Load(MemoryOrder.Relaxed) == 2, "both tasks came to their end"));

        void Finish() => finished.FetchAdd(1);
    }

    private static void BuildTick(KernelScenario s)
    {
        s.OnCpu(0, static () => { }, "is interrupted");
        s.OnCpu(1, Task.Yield, "gives its CPU away");
    }

    private static void BuildSpawn(KernelScenario s)
    {
        var ran = new AtomicInt32(0);
        var ends = new AtomicBool(false);
        s.OnCpu(0, () =>
        {
            s.Spawn(0, () => ran.FetchAdd(1), "waits for a CPU");
            while (!ends.Load(MemoryOrder.Acquire))
                s.Machine.Pause();
        }, "spawns");
        s.OnCpu(1, () => ends.Store(true, MemoryOrder.Release), "steals");
        s.OnCpu(2, static () => { }, "steals, too");
        s.AtEnd(() => s.Assert(ran.Load(MemoryOrder.Relaxed) == 1, "the spawned task has run once"));
    }
}
