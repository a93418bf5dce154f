using System;
using System.Collections.Generic;
using Ostd.Sync;
using Verification.Exploration;
using Verification.Scenarios;

namespace Verification.Benchmarks;

/// <summary>How many schedules an engine runs in a second, of a program whose schedules are too many to finish.</summary>
/// <param name="Engine">As the table prints it.</param>
/// <param name="SchedulesPerSecond">How many it ran.</param>
/// <param name="IsForeign">Somebody else's engine.</param>
internal sealed partial record Yardstick(string Engine, double SchedulesPerSecond, bool IsForeign)
{
    private const int Cpus = 3, Operations = 10;

    public static readonly string Program = $"{Cpus} CPUs × {Operations} operations on one of the framework's atomics";

    public static List<Yardstick> Measure(Effort effort)
    {
        List<Yardstick> rows = [];
        var program = new ScenarioProgram(ScenarioMachine.Bare(Cpus), Build);
        foreach (Engine engine in Benchmarks.Engine.All)
        {
            Search warmUp = engine.Explore(MemoryModel.Sc, program, effort with { Executions = Math.Max(effort.Executions / 10, 1) });
            Search search = engine.Explore(MemoryModel.Sc, program, effort);
            if (warmUp.Found || search.Found)
                throw new InvalidOperationException($"{engine.Name} fails a program without a bug.");
            rows.Add(new Yardstick(engine.Name, search.Executions / search.Time.TotalSeconds, engine.IsForeign));
        }
        AddCoyote(rows, effort);
        return rows;
    }

    static partial void AddCoyote(List<Yardstick> rows, Effort effort);

    private static void Build(KernelScenario scenario)
    {
        var word = new AtomicInt32(0);
        for (int cpu = 0; cpu < Cpus; cpu++)
        {
            scenario.OnCpu(cpu, () =>
            {
                for (int i = 0; i < Operations; i++)
                    word.FetchAdd(1);
            });
        }
        scenario.AtEnd(() => scenario.Assert(word.Load(MemoryOrder.Relaxed) == Cpus * Operations, "every increment counts"));
    }
}
