using System.Collections.Generic;
using Ostd.Model;
using Ostd.Sync;
using Verification.Exploration;
using Verification.Scenarios;
using Verification.Scenarios.UserSpace;
using Xunit;

namespace Verification.Tests.Machines;

/// <summary>What happens around the CPUs: each event comes at every moment that matters, and no more often than it may.</summary>
public class SurroundingsTests
{
    [Fact]
    public void A_device_acts_between_any_two_steps_of_a_cpu()
    {
        const ulong address = 0x18_0000;
        ScenarioProgram program = new(ScenarioMachine.Bare(cpus: 1) with { Devices = 1 }, s =>
        {
            var seen = new List<ulong>();
            s.OnDevice(() => s.Machine.DeviceWrite(0x18, address, [1, 0, 0, 0, 0, 0, 0, 0]), "device");
            s.OnCpu(0, () =>
            {
                for (int i = 0; i < 3; i++)
                    seen.Add(s.Machine.LoadPhys64(address, MemoryOrder.Acquire));
            });
            s.AtEnd(() => s.Outcome = string.Join(' ', seen));
        });
        AssertOutcomes(program, "0 0 0", "0 0 1", "0 1 1", "1 1 1");
    }

    [Theory]
    [InlineData(0, "0 0 0")]
    [InlineData(1, "0 0 0", "0 0 1", "0 1 0", "1 0 0")]
    public void Any_one_request_for_memory_may_fail(int shortages, params string[] outcomes)
    {
        ScenarioProgram program = new(ScenarioMachine.Bare(cpus: 1) with { Shortages = shortages }, s =>
        {
            var failed = new List<int>();
            s.OnCpu(0, () =>
            {
                for (int i = 0; i < 3; i++)
                    failed.Add(s.Machine.RunsOut("a page") ? 1 : 0);
            });
            s.AtEnd(() => s.Outcome = string.Join(' ', failed));
        });
        AssertOutcomes(program, outcomes);
    }

    /// <summary>The twin of the scenario needs the event: without it nobody can tell.</summary>
    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Who_counts_on_a_translation_to_stay_is_found_out_by_an_eviction(int evictions, bool holds)
    {
        var result = new Explorer().Exhaustively(MemoryModel.Sc, new ScenarioProgram(EvictionScenarios.Machine(evictions), EvictionScenarios.SeePart));
        Assert.True(result.Holds == holds && (result.Exhausted || !holds), result.Verdict);
    }

    [Fact]
    public void A_device_is_a_column_of_the_report_and_a_name_in_a_deadlock()
    {
        var found = new Explorer().Exhaustively(MemoryModel.Sc, new ScenarioProgram(ScenarioMachine.Bare(cpus: 1) with { Devices = 1 }, s =>
        {
            var word = new AtomicInt32(1);
            s.OnDevice(() => word.TakeWhenZero(1), "card");
        }));
        Assert.StartsWith("deadlock", found.Failure!.Message);
        Assert.Matches(@"card waits until SurroundingsTests\.word is free", found.Report);
    }

    private static void AssertOutcomes(ScenarioProgram program, params string[] outcomes)
    {
        var all = new Explorer { CollectClasses = true }.WithoutReduction(MemoryModel.Sc, program);
        var reduced = new Explorer { CollectClasses = true }.Exhaustively(MemoryModel.Sc, program);
        Assert.True(all.Exhausted && reduced.Exhausted, $"{all.Verdict}; {reduced.Verdict}");
        Assert.Equal(outcomes, reduced.Outcomes.Keys);
        Assert.Equal(outcomes, all.Outcomes.Keys);
        Assert.True(all.Classes.SetEquals(reduced.Classes), $"{all.Classes.Count} classes, found {reduced.Classes.Count}");
        Assert.Equal(0, reduced.Redundant);
    }
}
