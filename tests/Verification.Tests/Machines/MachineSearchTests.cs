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
    public void Three_CPUs_with_ten_operations_run_thousands_of_schedules_a_second()
    {
        var clock = Stopwatch.StartNew();
        var result = new Explorer { MaxExecutions = 5_000 }.Exhaustively(MemoryModel.Sc, Increments(3, 10));
        output.WriteLine($"{result.Executions / clock.Elapsed.TotalSeconds:N0} schedules a second; {result.Verdict}");
        Assert.True(result.Holds, result.Verdict + result.Failure);
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
