using Ostd.Sync;

namespace Verification.Scenarios.Locks;

/// <summary>Spin locks on bare CPUs.</summary>
internal static class SpinLockScenarios
{
    public static ScenarioDefinition MutualExclusion { get; } = new(
        "A spin lock admits one CPU at a time, and the next when it is released", [], "locks", ScenarioMachine.Bare(cpus: 3), s => Build(s, isFaulty: false), s => Build(s, isFaulty: true));

    private static void Build(KernelScenario s, bool isFaulty)
    {
        var guard = new SpinLock();
        var inside = new AtomicInt32(0);
        int entered = 0;
        for (int cpu = 0; cpu < 3; cpu++)
        {
            int me = cpu;
            s.OnCpu(cpu, () =>
            {
                using SpinLock.Guard held = isFaulty && me == 2 ? default : guard.Lock();
                s.Assert(inside.FetchAdd(1) == 0, "one CPU at a time is inside");
                entered++;
                inside.FetchAdd(-1);
            });
        }
        s.AtEnd(() => s.Assert(entered == 3, "every CPU has been inside"));
    }
}
