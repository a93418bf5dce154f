using System.Linq;
using Ostd.Sync;
using Verification.Exploration;
using Verification.Scenarios;
using Verification.Scenarios.Tasks;
using Xunit;

namespace Verification.Tests.Machines;

/// <summary>The search over machines whose executions are too long to be enumerated: it is compared with executions that nothing but chance chose.</summary>
public class BootedSearchTests
{
    private const int Walks = 150;

    private static readonly ScenarioDefinition[] s_scenarios = [SchedulerScenarios.BothSleepAndWake, SchedulerScenarios.SpawnedOnIdleCpu];

    public static TheoryData<string> Names => [.. s_scenarios.Select(s => s.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Follows_all_that_it_plans_and_chance_finds_nothing_else(string name)
    {
        ScenarioDefinition scenario = s_scenarios.Single(s => s.Name == name);
        var program = new ScenarioProgram(scenario.Machine, scenario.Build);
        var reduced = new Explorer { CollectClasses = true }.Exhaustively(MemoryModel.Sc, program);
        Assert.True(reduced.Holds && reduced.Exhausted && reduced.Lost == 0, reduced.Verdict);
        var walked = new Explorer { CollectClasses = true, MaxExecutions = Walks }.AtRandom(MemoryModel.Sc, seed: 1, program);
        Assert.True(walked.Holds, walked.Verdict);
        Assert.Subset(reduced.Classes, walked.Classes);
    }

    /// <summary>Each turn of the loop changes something, so that it could always go on: at the highest priority it would turn for ever.</summary>
    [Fact]
    public void Priorities_do_not_starve_those_whom_a_loop_waits_for()
    {
        var program = new ScenarioProgram(ScenarioMachine.Bare(cpus: 2), s =>
        {
            AtomicInt32 flag = new(0), turns = new(0);
            s.OnCpu(0, () =>
            {
                while (flag.Load(MemoryOrder.Acquire) == 0)
                {
                    turns.FetchAdd(1);
                    s.Machine.Pause();
                }
            });
            s.OnCpu(1, () => flag.Store(1, MemoryOrder.Release));
        });
        var sampled = new Explorer { MaxExecutions = 200 }.WithPriorities(MemoryModel.Sc, seed: 1, depth: 3, program);
        Assert.True(sampled.Holds && sampled.Complete == 200, sampled.Verdict);
    }
}
