using System;
using Ostd.Sync;
using Verification.Scenarios;

namespace Verification.Tests.Scenarios;

/// <summary>The smallest scenario that can hold and can fail: two CPUs increment a word, each in one step or in two.</summary>
internal static class CountingScenario
{
    public static ScenarioDefinition With(Action<KernelScenario>? faultyTwin) => new("increments count", [], "test", ScenarioMachine.Bare(cpus: 2), InOneStep, faultyTwin);

    public static void InOneStep(KernelScenario s) => Build(s, isAtomic: true);

    public static void InTwoSteps(KernelScenario s) => Build(s, isAtomic: false);

    private static void Build(KernelScenario s, bool isAtomic)
    {
        var word = new AtomicInt32(0);
        for (int cpu = 0; cpu < 2; cpu++)
        {
            s.OnCpu(cpu, () =>
            {
                if (isAtomic)
                    word.FetchAdd(1);
                else
                    word.Store(word.Load(MemoryOrder.Relaxed) + 1, MemoryOrder.Relaxed);
            });
        }
        s.AtEnd(() => s.Assert(word.Load(MemoryOrder.Relaxed) == 2, "every increment counts"));
    }
}
