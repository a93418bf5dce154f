using System.Diagnostics;
using System.Linq;
using Ostd.Sync;
using Verification.Exploration;
using Verification.Scenarios;
using Xunit;
using Xunit.Abstractions;


namespace Verification.Tests.Machines;

/// <summary>The search over bare machines with the framework's own atomics.</summary>
public class MachineSearchTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(2, 1, 2)]
    [InlineData(3, 1, 6)]
    [InlineData(4, 1, 24)]
    [InlineData(3, 2, 90)]
    public void Increments_of_one_atomic_have_the_known_number_of_classes(int cpus, int operations, long classes)
    {
        foreach (MemoryModel model in new[] { MemoryModel.Sc, MemoryModel.Tso })
        {
            var result = new Explorer().Exhaustively(model, Increments(cpus, operations));
            Assert.True(result.Holds && result.Exhausted, result.Verdict + result.Failure);
            Assert.Equal(classes, result.Complete);
            Assert.Equal(0, result.Redundant);
        }
    }

    [Fact]
    public void A_search_that_is_too_large_says_which_bound_it_hit()
    {
        var clock = Stopwatch.StartNew();
        var result = new Explorer { MaxExecutions = 2_000 }.Exhaustively(MemoryModel.Sc, Increments(3, 10));
        output.WriteLine($"{result.Executions / clock.Elapsed.TotalSeconds:N0} schedules a second; {result.Verdict}");
        Assert.True(result.Holds && !result.Exhausted, result.Verdict + result.Failure);
        Assert.Contains("the budget of 2000 executions", result.Verdict);
    }

    [Theory]
    [InlineData(MemoryModel.Sc, 500)]
    [InlineData(MemoryModel.Tso, 500)]
    public void Reaches_exactly_the_classes_of_an_unreduced_enumeration(MemoryModel model, int programs)
    {
        long classes = 0, redundant = 0;
        for (int seed = 0; seed < programs; seed++)
        {
            var program = RandomKernelProgram.Generate(seed, model);
            var reduced = new Explorer { CollectClasses = true }.Exhaustively(model, program.ToProgram());
            var all = new Explorer { CollectClasses = true }.WithoutReduction(model, program.ToProgram());
            Assert.True(reduced.Holds == all.Holds, $"seed {seed}: {reduced.Verdict}; unreduced {all.Verdict}\n{program}\n{reduced.Report ?? all.Report}");
            if (!all.Holds)
                continue; // both have found the deadlock
            Assert.True(reduced.Exhausted && all.Exhausted, $"seed {seed}: {reduced.Verdict}; unreduced {all.Verdict}\n{program}");
            Assert.True(all.Classes.SetEquals(reduced.Classes), $"seed {seed}: {all.Classes.Count} classes, found {reduced.Classes.Count} {reduced.Verdict}\n{program}");
            Assert.Equal(all.Outcomes.Keys, reduced.Outcomes.Keys);
            classes += all.Classes.Count;
            redundant += reduced.Redundant + (reduced.Complete - reduced.Classes.Count);
        }
        output.WriteLine($"{classes} classes, {redundant} redundant executions");
    }

    private static ScenarioProgram Increments(int cpus, int operations) => new(ScenarioMachine.Bare(cpus), s =>
    {
        var word = new AtomicInt32(0);
        for (int cpu = 0; cpu < cpus; cpu++)
            s.OnCpu(cpu, () =>
            {
                for (int i = 0; i < operations; i++)
                    word.FetchAdd(1);
            });
        s.AtEnd(() => s.Assert(word.Load(MemoryOrder.Relaxed) == cpus * operations, "no increment is lost"));
    });
}
