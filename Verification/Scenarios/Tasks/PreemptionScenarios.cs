using Ostd.Sync;
using Ostd.Tasks;
using Services.Policies;

namespace Verification.Scenarios.Tasks;

/// <summary>The policy that the services inject, when a time slice ends: the tick takes the CPU from a task, and a CPU that has nothing to do takes the task. Invariant 8 is evaluated after every step.</summary>
internal static class PreemptionScenarios
{
    public static ScenarioDefinition SliceEnds { get; } = new(
        "A task whose time slice ends at any moment goes on, on its CPU or on one that steals it", [8], "scheduler",
        ScenarioMachine.Booted(cpus: 2, timerSteps: 1, inject: kernel => kernel.InjectScheduler(new RoundRobinScheduler(2))) with { EndsTasks = true },
        s => Build(s, wakes: true), s => Build(s, wakes: false));

    // The other CPU sleeps, which makes it look for something to steal, until both tasks have run.
    private static void Build(KernelScenario s, bool wakes)
    {
        var queue = new WaitQueue();
        var finished = new AtomicInt32(0);
        s.OnCpu(0, () => queue.WaitUntil(() => finished.Load(MemoryOrder.Acquire) == 2), "steals");
        s.OnCpu(1, () =>
        {
            ((RoundRobinScheduler.Entity)Task.Current.SchedulerData!).Left = 1; // the next tick ends the slice
            s.Spawn(1, Finish, "waits for the CPU");
            Finish();
        }, "computes");

        void Finish()
        {
            finished.FetchAdd(1);
            if (wakes)
                queue.WakeAll();
        }
    }
}
