using System;
using System.Collections.Generic;
using System.Linq;
using Verification.Exploration;
using Xunit;

namespace Verification.Tests.Exploration;

public class OptimalSearchTests
{
    [Theory]
    [InlineData(2, 1, 2)]
    [InlineData(3, 1, 6)]
    [InlineData(4, 1, 24)]
    [InlineData(3, 2, 90)]
    public void Increments_of_one_variable_have_the_known_number_of_classes(int cpus, int operations, long classes)
    {
        var result = new Explorer().Exhaustively(MemoryModel.Sc, s =>
        {
            var word = s.Word();
            for (int cpu = 0; cpu < cpus; cpu++)
                s.Strand(() =>
                {
                    for (int i = 0; i < operations; i++)
                        word.FetchAdd(1);
                });
            s.AtEnd(() => s.Assert(word.Final == cpus * operations, "no increment is lost"));
        });
        Assert.True(result.Holds && result.Exhausted, result.Verdict);
        Assert.Equal(classes, result.Complete);
        Assert.Equal(0, result.Redundant);
    }

    [Theory]
    [InlineData(2, 1, 2)]
    [InlineData(4, 1, 24)]
    [InlineData(3, 2, 90)]
    public void The_estimate_of_what_was_explored_grows_to_the_whole(int cpus, int operations, int classes)
    {
        var shares = new List<double>();
        new Explorer { Progress = so => shares.Add(so.Explored!.Value) }.Exhaustively(MemoryModel.Sc, s =>
        {
            var word = s.Word();
            for (int cpu = 0; cpu < cpus; cpu++)
                s.Strand(() =>
                {
                    for (int i = 0; i < operations; i++)
                        word.FetchAdd(1);
                });
        });
        Assert.Equal(classes, shares.Count);
        double previous = 0;
        for (int i = 0; i < classes; i++)
        {
            double truth = (i + 1.0) / classes;
            Assert.InRange(shares[i], Math.Max(previous, truth - 0.3), truth + 0.3);
            previous = shares[i];
        }
        Assert.True(shares[^2] < 1);
        Assert.Equal(1, shares[^1]);
    }

    [Theory]
    [InlineData(MemoryModel.Sc, 1000)]
    [InlineData(MemoryModel.Tso, 1000)]
    public void Reaches_exactly_the_classes_of_an_unreduced_enumeration(MemoryModel model, int programs)
    {
        for (int seed = 0; seed < programs; seed++)
        {
            var program = RandomProgram.Generate(seed, model);
            var reduced = new Explorer { CollectClasses = true }.Exhaustively(model, program.Build);
            var all = new Explorer { CollectClasses = true }.WithoutReduction(model, program.Build);
            Assert.True(reduced.Exhausted && all.Exhausted, $"seed {seed}: {program}");
            Assert.True(all.Classes.SetEquals(reduced.Classes), $"seed {seed}: {all.Classes.Count} classes, found {reduced.Classes.Count}\n{program}");
            Assert.True(reduced.Complete == reduced.Classes.Count, $"seed {seed}: {reduced.Complete} executions for {reduced.Classes.Count} classes\n{program}");
            Assert.Equal(all.Outcomes.Keys, reduced.Outcomes.Keys);
        }
    }

    [Fact]
    public void A_lost_update_is_found()
    {
        var result = new Explorer().Exhaustively(MemoryModel.Sc, s =>
        {
            var word = s.Word();
            for (int cpu = 0; cpu < 2; cpu++)
                s.Strand(() => word.Store(word.Load() + 1));
            s.AtEnd(() => s.Assert(word.Final == 2, "no increment is lost"));
        });
        Assert.False(result.Holds);
        Assert.Contains("no increment is lost", result.Verdict);
    }

    [Fact]
    public void A_deadlock_is_found()
    {
        var result = new Explorer().Exhaustively(MemoryModel.Sc, s =>
        {
            var (a, b) = (s.Word(), s.Word());
            s.Strand(() => { Lock(a); Lock(b); b.Store(0); a.Store(0); });
            s.Strand(() => { Lock(b); Lock(a); a.Store(0); b.Store(0); });
        });
        Assert.False(result.Holds);
        Assert.Contains("deadlock", result.Verdict);

        static void Lock(SharedWord word)
        {
            while (!word.CompareExchange(1, 0))
                word.Await(v => v == 0);
        }
    }

    [Fact]
    public void A_spin_lock_excludes_and_the_search_ends()
    {
        var result = new Explorer().Exhaustively(MemoryModel.Tso, s =>
        {
            var (word, data) = (s.Word(), s.Word());
            for (int cpu = 0; cpu < 2; cpu++)
                s.Strand(() =>
                {
                    while (!word.CompareExchange(1, 0))
                        word.Await(v => v == 0);
                    data.Store(data.Load() + 1);
                    word.Store(0);
                });
            s.AtEnd(() => s.Assert(data.Final == 2, "the lock protects the data"));
        });
        Assert.True(result.Holds && result.Exhausted, result.Verdict);
    }
}
