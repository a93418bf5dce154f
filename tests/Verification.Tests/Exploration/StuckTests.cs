using System.Linq;
using Ostd.Sync;
using Ostd.Tasks;
using Verification.Exploration;
using Verification.Scenarios;
using Verification.Scenarios.Tasks;
using Xunit;

namespace Verification.Tests.Exploration;

/// <summary>Executions in which somebody never comes to an end, by the name of what went wrong.</summary>
public class StuckTests
{
    [Fact]
    public void A_deadlock_of_words_names_who_waits_for_whom()
    {
        var found = new Explorer().Exhaustively(MemoryModel.Sc, s =>
        {
            var (a, b) = (s.Word(name: "a"), s.Word(name: "b"));
            s.Strand(() => { Lock(a); Lock(b); b.Store(0); a.Store(0); }, "first");
            s.Strand(() => { Lock(b); Lock(a); a.Store(0); b.Store(0); }, "second");
        });
        Assert.Equal("deadlock: first and second wait for each other", found.Failure!.Message);
        Assert.Contains("first waits for b, which is 1 since second wrote that at StuckTests.cs:", found.Report);

        static void Lock(SharedWord word)
        {
            while (!word.CompareExchange(1, 0))
                word.Await(v => v == 0);
        }
    }

    [Fact]
    public void A_deadlock_of_spin_locks_names_the_locks_and_where_they_were_taken()
    {
        var program = new ScenarioProgram(ScenarioMachine.Bare(cpus: 3), s =>
        {
            SpinLock[] locks = [new(), new(), new()];
            for (int cpu = 0; cpu < 3; cpu++)
            {
                int mine = cpu;
                s.OnCpu(cpu, () =>
                {
                    using var outer = locks[mine].Lock();
                    using var inner = locks[(mine + 1) % 3].Lock();
                });
            }
        });
        var found = new Explorer().Exhaustively(MemoryModel.Sc, program);
        Assert.Equal("deadlock: CPU 0 and CPU 1 and CPU 2 wait for each other", found.Failure!.Message);
        Assert.Matches(@"CPU 1 waits for the spin lock made at StuckTests\.cs:\d+, which CPU 2 took at StuckTests\.cs:\d+", found.Report);
        Assert.Equal(found.Failure.Message, new Explorer().Replay(found.Schedule!, program).Failure!.Message);
    }

    [Fact]
    public void A_deadlock_of_sleeping_locks_names_the_tasks()
    {
        var program = new ScenarioProgram(ScenarioMachine.Booted(cpus: 2), s =>
        {
            Mutex[] locks = [new(), new()];
            var held = new AtomicInt32(0);
            for (int cpu = 0; cpu < 2; cpu++)
            {
                int mine = cpu;
                s.OnCpu(cpu, () =>
                {
                    using var outer = locks[mine].Lock();
                    held.FetchAdd(1);
                    while (held.Load(MemoryOrder.Acquire) != 2)
                        s.Machine.Pause();
                    using var inner = locks[1 - mine].Lock();
                });
            }
        });
        var found = new Explorer().Exhaustively(MemoryModel.Sc, program);
        Assert.Matches("^deadlock: .* and .* wait for each other$", found.Failure!.Message);
        Assert.Matches(@"waits for the mutex made at StuckTests\.cs:\d+, which .* took at StuckTests\.cs:\d+", found.Report);
    }

    [Fact]
    public void A_sleeper_whose_condition_is_true_is_a_lost_wake_up()
    {
        ScenarioDefinition scenario = SchedulerScenarios.BothSleepAndWake;
        var found = new Explorer { Explain = false }.Exhaustively(MemoryModel.Sc, new ScenarioProgram(scenario.Machine, scenario.FaultyTwin!));
        Assert.Matches("^lost wake-up of .*: asleep, although the condition holds$", found.Failure!.Message);
    }

    /// <summary>Each waits until it finds its own mark, and finds the other's: taking turns they do so for ever.</summary>
    [Fact]
    public void Two_who_overwrite_each_others_mark_for_ever_are_a_livelock()
    {
        var program = new ScenarioProgram(ScenarioMachine.Bare(cpus: 2), s =>
        {
            var word = new AtomicInt32(0);
            for (int cpu = 1; cpu <= 2; cpu++)
            {
                int mark = cpu;
                s.OnCpu(cpu - 1, () =>
                {
                    while (word.Exchange(mark) != mark)
                    {
                    }
                });
            }
        });
        var found = new Explorer { StepBound = 200 }.Exhaustively(MemoryModel.Sc, program);
        Assert.False(found.Holds, found.Verdict);
        Assert.Equal("livelock of CPU 0 and CPU 1: after 400 steps there is no end, though everybody takes turns", found.Failure!.Message);
        Assert.EndsWith(".turns", found.Schedule);
        Assert.Equal(found.Failure.Message, new Explorer { StepBound = 200 }.Replay(found.Schedule!, program).Failure!.Message);
    }

    [Fact]
    public void One_who_never_gets_a_word_that_others_hand_around_starves()
    {
        var found = new Explorer { StepBound = 200 }.Exhaustively(MemoryModel.Sc, new ScenarioProgram(ScenarioMachine.Bare(cpus: 2), s =>
        {
            AtomicInt32 held = new(1), turns = new(0);
            s.OnCpu(0, () =>
            {
                while (held.TakeWhenZero(1) != 0)
                    s.Machine.Pause();
            });
            s.OnCpu(1, () =>
            {
                while (held.Load(MemoryOrder.Acquire) != 0)
                    turns.FetchAdd(1);
            });
        }));
        Assert.Equal("starvation of CPU 0 by CPU 1: after 400 steps there is no end, though everybody takes turns", found.Failure!.Message);
    }

    [Fact]
    public void A_loop_without_a_step_is_noticed_and_its_last_step_told()
    {
        bool isOver = false;
        var found = new Explorer().Exhaustively(MemoryModel.Sc, new ScenarioProgram(
            ScenarioMachine.Bare(cpus: 2) with { Patience = System.TimeSpan.FromMilliseconds(300) }, s =>
            {
                var flag = new AtomicBool(false);
                bool isSeen = false;
                s.OnCpu(0, () => isSeen = flag.Load(MemoryOrder.Acquire));
                s.OnCpu(1, () =>
                {
                    flag.Store(true, MemoryOrder.Release);
                    while (!isSeen && !System.Threading.Volatile.Read(ref isOver)) // a plain field, which no schedule waits for
                    {
                    }
                });
            }));
        isOver = true;
        Assert.Equal("a silent loop: CPU 1 goes on without a step that others could notice, after the last one that is told of it", found.Failure!.Message);
        Assert.Matches(@"store StuckTests\.flag = \S+ \(was \S+\)  StuckTests\.cs:\d+\n\nschedule", found.Report);
    }

    /// <summary>A schedule was unfair, the program is not stuck: that is a bound, and its claims are looked at all the same.</summary>
    [Fact]
    public void Executions_that_end_when_everybody_takes_turns_are_cut_and_the_search_goes_on()
    {
        var result = new Explorer { StepBound = 50, MaxExecutions = 20 }.AtRandom(MemoryModel.Sc, seed: 1, new ScenarioProgram(ScenarioMachine.Bare(cpus: 2), s =>
        {
            var word = new AtomicInt32(0);
            for (int cpu = 0; cpu < 2; cpu++)
                s.OnCpu(cpu, () =>
                {
                    for (int i = 0; i < 40; i++)
                        word.FetchAdd(1);
                });
            s.AtEnd(() => s.Assert(word.Load(MemoryOrder.Relaxed) == 80, "every increment counts"));
        }));
        Assert.True(result.Holds && result.Complete == 20 && result.Cut == 20 && !result.Exhausted, result.Verdict);
        Assert.Contains("20 cut at 50 steps", result.Verdict);
    }

    /// <summary>Left to itself CPU 0 turns for ever, without a pause that would tell.</summary>
    private static ScenarioProgram LoopThatNobodyKnowsAsOne(bool isFaulty) => new(ScenarioMachine.Bare(cpus: 2), s =>
    {
        AtomicInt32 flag = new(0), turns = new(0);
        s.OnCpu(0, () =>
        {
            while (flag.Load(MemoryOrder.Acquire) == 0)
                turns.FetchAdd(1);
        });
        s.OnCpu(1, () => flag.Store(1, MemoryOrder.Release));
        s.AtEnd(() => s.Assert(!isFaulty || turns.Load(MemoryOrder.Relaxed) != 0, "there is a turn"));
    });

    [Theory]
    [InlineData(nameof(Explorer.WithoutReduction))]
    [InlineData(nameof(Explorer.WithPreemptions))]
    [InlineData(nameof(Explorer.WithPriorities))]
    public void A_cut_execution_ends_no_search_and_leaves_none_complete(string search)
    {
        var result = Look(isFaulty: false);
        Assert.True(result.Holds && result.Cut > 0 && result.Executions > result.Cut && !result.Exhausted, result.Verdict);
        Assert.Contains($"{result.Cut} cut at 200 steps", result.Verdict);
        var replayed = new Explorer { StepBound = 200 }.Replay(result.CutSchedule!, LoopThatNobodyKnowsAsOne(isFaulty: false));
        Assert.True(replayed.Holds && replayed.Steps > 200, replayed.Verdict);
        Assert.Equal("there is a turn", Look(isFaulty: true).Failure?.Message); // in an execution that comes after the first, which is cut

        Verification.Exploration.Exploration Look(bool isFaulty)
        {
            var explorer = new Explorer { StepBound = 200, MaxExecutions = 200 };
            var program = LoopThatNobodyKnowsAsOne(isFaulty);
            return search switch
            {
                nameof(Explorer.WithoutReduction) => explorer.WithoutReduction(MemoryModel.Sc, program),
                nameof(Explorer.WithPreemptions) => explorer.WithPreemptions(MemoryModel.Sc, 1, program),
                _ => explorer.WithPriorities(MemoryModel.Sc, seed: 1, depth: 1, program),
            };
        }
    }

    [Fact]
    public void A_loop_that_nobody_knows_as_one_is_explored_as_far_as_the_budget_goes()
    {
        var result = new Explorer { StepBound = 200, MaxExecutions = 200 }.Exhaustively(MemoryModel.Sc, LoopThatNobodyKnowsAsOne(isFaulty: false));
        Assert.True(result.Holds && result.Executions > 1 && !result.Exhausted, result.Verdict);
        result = new Explorer { StepBound = 200, MaxExecutions = 200 }.Exhaustively(MemoryModel.Sc, LoopThatNobodyKnowsAsOne(isFaulty: true));
        Assert.Equal("there is a turn", result.Failure?.Message);
    }

    /// <summary>What the loop waits for lies in the store buffer of a CPU that has nothing else to do; each turn changes something, so that the loop does not wait.</summary>
    [Fact]
    public void A_loop_that_waits_for_a_store_buffer_is_not_cut()
    {
        var result = new Explorer().WithPreemptions(MemoryModel.Tso, 1, new ScenarioProgram(ScenarioMachine.Bare(cpus: 2), s =>
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
        }));
        Assert.True(result.Holds && result.Cut == 0, result.Verdict);
    }

    [Fact]
    public void All_rounds_of_a_preemption_bounded_search_share_one_budget_and_are_counted()
    {
        var program = new ScenarioProgram(ScenarioMachine.Bare(cpus: 3), s =>
        {
            var word = new AtomicInt32(0);
            for (int cpu = 0; cpu < 3; cpu++)
                s.OnCpu(cpu, () =>
                {
                    word.FetchAdd(1);
                    word.FetchAdd(1);
                });
        });
        long[] executions = [.. Enumerable.Range(0, 4).Select(bound => new Explorer().WithPreemptions(MemoryModel.Sc, bound, program).Executions)];
        Assert.Equal(6, executions[0]); // 3!: without preemptions, one after the other
        Assert.True(executions[1] > executions[0] + 6 && executions[2] > 2 * executions[1] - executions[0], string.Join(", ", executions));
        var limited = new Explorer { MaxExecutions = executions[1] + 3 }.WithPreemptions(MemoryModel.Sc, 3, program);
        Assert.Equal(executions[1] + 3, limited.Executions);
        Assert.Contains("no failure needs 1 preemptions or fewer", limited.Verdict);
    }
}
