using System;
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

    /// <summary>Regression: the value that a CPU read from its own store buffer was compared with memory, so that the loop never waited and turned up to the bound.</summary>
    [Theory]
    [InlineData(MemoryModel.Sc)]
    [InlineData(MemoryModel.Tso)]
    public void A_spin_on_a_word_whose_own_store_is_still_buffered_waits(MemoryModel model)
    {
        var result = new Explorer().Exhaustively(model, new ScenarioProgram(ScenarioMachine.Bare(cpus: 2), s =>
        {
            var word = new AtomicInt32(0);
            s.OnCpu(0, () =>
            {
                word.Store(1, MemoryOrder.Release);
                while (word.Load(MemoryOrder.Acquire) == 1)
                    s.Machine.Pause();
            });
            s.OnCpu(1, () =>
            {
                while (word.Load(MemoryOrder.Acquire) == 0)
                    s.Machine.Pause();
                word.Store(2, MemoryOrder.Release);
            });
        }));
        Assert.True(result.Holds && result.Exhausted && result.Redundant == 0, result.Verdict);
    }

    [Theory]
    [InlineData(MemoryModel.Sc, 500)]
    [InlineData(MemoryModel.Tso, 500)]
    public void Reaches_exactly_the_classes_of_an_unreduced_enumeration(MemoryModel model, int programs) =>
        CompareWithAll(model, programs, seed => RandomKernelProgram.Generate(seed, model));

    [Theory]
    [InlineData(MemoryModel.Sc, 60)]
    [InlineData(MemoryModel.Tso, 40)]
    public void Reaches_exactly_the_classes_of_an_unreduced_enumeration_of_programs_that_spin(MemoryModel model, int programs) =>
        CompareWithAll(model, programs, seed => RandomKernelProgram.GenerateSpinning(seed, model));

    /// <summary>Locks are taken when they are free (<see cref="Ostd.Model.ModelMachine.BeforeTake"/>); every interleaving of attempts that fail shows what they would add.</summary>
    [Theory]
    [InlineData(MemoryModel.Sc)]
    [InlineData(MemoryModel.Tso)]
    public void Attempts_that_fail_lead_to_no_other_outcomes(MemoryModel model)
    {
        long abstracted = 0, faithful = 0;
        for (int seed = 0; seed < 24; seed++)
        {
            var program = RandomKernelProgram.GenerateLocking(seed, model);
            var reduced = new Explorer().Exhaustively(model, program.ToProgram());
            var all = new Explorer { MaxExecutions = 100_000 }.WithoutReduction(model, program.ToProgram(attemptsFail: true));
            Assert.True(reduced.Holds && all.Holds && reduced.Exhausted && all.Exhausted, $"seed {seed}: {reduced.Verdict}; unreduced {all.Verdict}\n{program}\n{reduced.Report ?? all.Report}");
            Assert.Equal(all.Outcomes.Keys, reduced.Outcomes.Keys);
            abstracted += reduced.Executions;
            faithful += all.Executions;
        }
        output.WriteLine($"{abstracted} executions instead of {faithful}");
    }

    /// <summary>Regression: whether a lock is the CPU's own was read from memory, where it still was while the store that released it was in the store buffer.</summary>
    [Fact]
    public void A_lock_whose_release_is_still_buffered_is_free_for_its_own_cpu()
    {
        var result = new Explorer().Exhaustively(MemoryModel.Tso, new ScenarioProgram(ScenarioMachine.Bare(cpus: 2), s =>
        {
            var guard = new SpinLock();
            var word = new AtomicInt32(0);
            s.OnCpu(0, () =>
            {
                for (int i = 0; i < 2; i++)
                {
                    using var held = guard.Lock();
                    word.FetchAdd(1);
                }
            });
            s.OnCpu(1, () => word.FetchAdd(1));
        }));
        Assert.True(result.Holds && result.Exhausted && result.Redundant == 0, result.Verdict);
    }

    private void CompareWithAll(MemoryModel model, int programs, Func<int, RandomKernelProgram> generate)
    {
        long classes = 0, redundant = 0;
        for (int seed = 0; seed < programs; seed++)
        {
            var program = generate(seed);
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
