using System;
using Ostd.Sync;
using Verification.Exploration;
using Verification.Scenarios;
using Xunit;

namespace Verification.Tests.Exploration;

/// <summary>What a person gets when something fails.</summary>
public class FailureTests
{
    private static void LostUpdate(Scenario s)
    {
        var word = s.Word(name: "counter");
        for (int cpu = 0; cpu < 2; cpu++)
            s.Strand(() => word.Store(word.Load() + 1), $"cpu {cpu}");
        s.AtEnd(() => s.Assert(word.Final == 2, "no increment is lost"));
    }

    [Fact]
    public void The_report_names_the_rule_first_and_ends_with_a_schedule_that_replays()
    {
        var found = new Explorer().Exhaustively(MemoryModel.Sc, LostUpdate);
        Assert.StartsWith("VIOLATED: no increment is lost", found.Report);
        Assert.Contains("load counter -> 0  FailureTests.cs:", found.Report);
        Assert.Contains("switch (cpu", found.Report);
        Assert.EndsWith($"schedule {found.Schedule}\n", found.Report);

        var replayed = new Explorer().Replay(found.Schedule!, LostUpdate);
        Assert.Equal("no increment is lost", replayed.Failure!.Message);
        Assert.Equal(found.Report, replayed.Report);
    }

    [Fact]
    public void A_found_failure_is_reduced_to_few_switches()
    {
        var found = new Explorer { MaxExecutions = 100_000 }.AtRandom(MemoryModel.Sc, seed: 7, s =>
        {
            var (word, noise) = (s.Word(), s.Word());
            for (int cpu = 0; cpu < 3; cpu++)
                s.Strand(() =>
                {
                    for (int i = 0; i < 5; i++)
                        noise.FetchAdd(1);
                    word.Store(word.Load() + 1);
                });
            s.AtEnd(() => s.Assert(word.Final >= 2, "two of three increments survive"));
        });
        Assert.False(found.Holds);
        // All three read 0 before any writes: at best each strand runs up to its store, then each stores.
        Assert.True(found.Schedule!.Split('.').Length - 2 <= 6, found.Schedule);
    }

    [Fact]
    public void A_report_tells_of_nobody_whom_the_failure_does_not_need()
    {
        void Program(Scenario s)
        {
            var (flag, noise) = (s.Word(name: "flag"), s.Word(name: "noise"));
            s.Strand(Bystander, "bystander");
            s.Strand(() => { flag.Store(1); Bystander(); }, "raises");
            s.Strand(() => s.Assert(flag.Load() == 0, "the flag is down"), "looks");

            void Bystander()
            {
                for (int i = 0; i < 3; i++)
                    noise.FetchAdd(1);
            }
        }

        foreach (var found in new[] { new Explorer().Exhaustively(MemoryModel.Sc, Program), new Explorer { MaxExecutions = 1000 }.AtRandom(MemoryModel.Sc, seed: 3, Program) })
        {
            // One store and one load: neither the third CPU nor what the first did afterwards.
            Assert.Equal("s1.sc.1x1.2x1", found.Schedule);
            Assert.DoesNotContain("bystander", found.Report);
            Assert.DoesNotContain("noise", found.Report);
            Assert.DoesNotContain("bystander", Timeline.Format("the flag is down", found.Told!, "replay"));
            Assert.Contains("raises", found.Report);
            Assert.Equal(found.Report, new Explorer().Replay(found.Schedule!, Program).Report);
        }
    }

    [Fact]
    public void A_report_of_machines_names_places_in_the_kernel_alone()
    {
        var program = new ScenarioProgram(ScenarioMachine.Bare(cpus: 3), s =>
        {
            AtomicInt32 flag = new(0), noise = new(0);
            s.OnCpu(0, () => flag.Store(1, MemoryOrder.Release), "raises");
            s.OnCpu(1, () => noise.FetchAdd(1), "bystander");
            s.OnCpu(2, () => s.Assert(flag.Load(MemoryOrder.Acquire) == 0, "the flag is down"), "looks");
        });
        var found = new Explorer().Exhaustively(MemoryModel.Sc, program);
        Assert.DoesNotContain("bystander", found.Report);
        Assert.Contains("\nstart\n", found.Report);
        Assert.Equal(found.Report, new Explorer().Replay(found.Schedule!, program).Report);
    }

    [Fact]
    public void Steps_that_the_failure_needs_stay()
    {
        var found = new Explorer().Exhaustively(MemoryModel.Sc, s =>
        {
            var (data, ready) = (s.Word(name: "data"), s.Word(name: "ready"));
            s.Strand(() => ready.Store(1), "allows");
            s.Strand(() => { ready.Await(v => v == 1); data.Store(1); data.Store(2); data.Store(3); }, "counts");
            s.Strand(() => s.Assert(data.Load() != 2, "two is never seen"), "looks");
        });
        Assert.Equal("two is never seen", found.Failure!.Message);
        Assert.Equal("s1.sc.0x1.1x3.2x1", found.Schedule);
    }

    [Fact]
    public void Replay_of_a_changed_program_says_where_it_diverges()
    {
        var found = new Explorer().Exhaustively(MemoryModel.Sc, LostUpdate);
        var diverged = Assert.Throws<ScheduleDivergedException>(() => new Explorer().Replay(found.Schedule!, s =>
        {
            var word = s.Word();
            s.Strand(() => word.FetchAdd(1));
            s.Strand(() => word.FetchAdd(1));
        }));
        Assert.Contains("ended after 2 of", diverged.Message);
    }

    [Theory]
    [InlineData("s0.sc.0x1", "version")]
    [InlineData("s1.arm.0x1", "memory model")]
    [InlineData("s1.sc.0y1", "not a run")]
    public void A_malformed_schedule_says_what_is_wrong(string schedule, string word) =>
        Assert.Contains(word, Assert.Throws<FormatException>(() => new Explorer().Replay(schedule, LostUpdate)).Message);

    [Fact]
    public void Hidden_nondeterminism_is_reported_and_not_a_verdict()
    {
        int executions = 0;
        var hidden = Assert.Throws<HiddenNondeterminismException>(() => new Explorer().Exhaustively(MemoryModel.Sc, s =>
        {
            int extra = executions++ % 2;
            var word = s.Word();
            s.Strand(() =>
            {
                for (int i = 0; i <= extra; i++)
                    word.FetchAdd(1);
            });
        }));
        Assert.Contains("step 2", hidden.Message);
    }

    [Fact]
    public void Sampling_finds_the_bug_and_states_its_guarantee()
    {
        Assert.False(new Explorer { MaxExecutions = 1000 }.WithPriorities(MemoryModel.Sc, seed: 1, depth: 2, LostUpdate).Holds);
        Assert.False(new Explorer { MaxExecutions = 1000 }.WithPreemptions(MemoryModel.Sc, 1, LostUpdate).Holds);
        var none = new Explorer().WithPreemptions(MemoryModel.Sc, 0, LostUpdate);
        Assert.True(none.Holds);
        Assert.Contains("no failure needs 0 preemptions", none.Verdict);
        var sound = new Explorer { MaxExecutions = 500 }.WithPriorities(MemoryModel.Sc, seed: 1, depth: 2, s =>
        {
            var word = s.Word();
            for (int cpu = 0; cpu < 2; cpu++)
                s.Strand(() => word.FetchAdd(1));
            s.AtEnd(() => s.Assert(word.Final == 2, "no increment is lost"));
        });
        Assert.True(sound.Holds);
        Assert.Contains("probability at least", sound.Verdict);
    }
}
