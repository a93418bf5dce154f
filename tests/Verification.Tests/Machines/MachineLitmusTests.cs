using System;
using Ostd.Sync;
using Verification.Exploration;
using Verification.Scenarios;
using Xunit;

namespace Verification.Tests.Machines;

/// <summary>
/// The published litmus tests (Sewell, Sarkar, Owens, Zappa Nardelli, Myreen: "x86-TSO", CACM 2010) with the framework's own atomics on model CPUs: exactly
/// the outcomes that each memory model allows.
/// </summary>
public class MachineLitmusTests
{
    /// <summary>Two words x and y that begin as 0, and what the CPUs have read, in the order of its name.</summary>
    private sealed class Litmus
    {
        public AtomicInt32 X = new(), Y = new();
        public readonly int[] Read = new int[4];
    }

    private const MemoryOrder Plain = MemoryOrder.Relaxed, Full = MemoryOrder.SeqCst;

    [Fact]
    public void Store_buffering_lets_both_miss_each_other_under_tso_only() =>
        Allows(t => $"{t.Read[0]}{t.Read[1]}", "01 10 11", "00 01 10 11",
            t => { t.X.Store(1, Plain); t.Read[0] = t.Y.Load(Plain); },
            t => { t.Y.Store(1, Plain); t.Read[1] = t.X.Load(Plain); });

    [Fact]
    public void Store_buffering_with_fences_or_sequentially_consistent_stores_is_as_without_buffers()
    {
        Allows(t => $"{t.Read[0]}{t.Read[1]}", "01 10 11", "01 10 11",
            t => { t.X.Store(1, Plain); AtomicFence.Full(); t.Read[0] = t.Y.Load(Plain); },
            t => { t.Y.Store(1, Plain); AtomicFence.Full(); t.Read[1] = t.X.Load(Plain); });
        Allows(t => $"{t.Read[0]}{t.Read[1]}", "01 10 11", "01 10 11",
            t => { t.X.Store(1, Full); t.Read[0] = t.Y.Load(Plain); },
            t => { t.Y.Store(1, Full); t.Read[1] = t.X.Load(Plain); });
    }

    [Fact]
    public void Message_passing_works_under_both() =>
        Allows(t => $"{t.Read[0]}{t.Read[1]}", "00 01 11", "00 01 11",
            t => { t.X.Store(1, Plain); t.Y.Store(1, MemoryOrder.Release); },
            t => { t.Read[0] = t.Y.Load(MemoryOrder.Acquire); t.Read[1] = t.X.Load(Plain); });

    [Fact]
    public void Loads_are_not_delayed_behind_stores() =>
        Allows(t => $"{t.Read[0]}{t.Read[1]}", "00 01 10", "00 01 10",
            t => { t.Read[0] = t.X.Load(Plain); t.Y.Store(1, Plain); },
            t => { t.Read[1] = t.Y.Load(Plain); t.X.Store(1, Plain); });

    [Fact]
    public void Independent_readers_agree_on_the_order_of_writes()
    {
        foreach (MemoryModel model in Enum.GetValues<MemoryModel>())
        {
            string[] seen = Outcomes(model, t => string.Concat(t.Read),
                t => t.X.Store(1, Plain),
                t => t.Y.Store(1, Plain),
                t => { t.Read[0] = t.X.Load(Plain); t.Read[1] = t.Y.Load(Plain); },
                t => { t.Read[2] = t.Y.Load(Plain); t.Read[3] = t.X.Load(Plain); });
            Assert.Equal(15, seen.Length);
            Assert.DoesNotContain("1010", seen);
        }
    }

    [Fact]
    public void Two_plus_two_writes_are_ordered_under_both() =>
        Allows(t => $"{t.X.Load(Plain)}{t.Y.Load(Plain)}", "12 21 22", "12 21 22",
            t => { t.X.Store(1, Plain); t.Y.Store(2, Plain); },
            t => { t.Y.Store(1, Plain); t.X.Store(2, Plain); });

    [Fact]
    public void R_lets_the_load_overtake_the_store_under_tso_only() =>
        Allows(t => $"{t.Y.Load(Plain)}{t.Read[0]}", "10 11 21", "10 11 20 21",
            t => { t.X.Store(1, Plain); t.Y.Store(1, Plain); },
            t => { t.Y.Store(2, Plain); t.Read[0] = t.X.Load(Plain); });

    [Fact]
    public void S_keeps_the_store_behind_the_load_under_both() =>
        Allows(t => $"{t.X.Load(Plain)}{t.Read[0]}", "10 11 20", "10 11 20",
            t => { t.X.Store(2, Plain); t.Y.Store(1, Plain); },
            t => { t.Read[0] = t.Y.Load(Plain); t.X.Store(1, Plain); });

    [Theory]
    [InlineData(MemoryModel.Sc, false, true)]
    [InlineData(MemoryModel.Tso, false, false)]
    [InlineData(MemoryModel.Tso, true, true)]
    public void Petersons_lock_needs_a_fence_under_tso(MemoryModel model, bool fenced, bool holds)
    {
        var result = new Explorer().Exhaustively(model, new ScenarioProgram(ScenarioMachine.Bare(2), s =>
        {
            AtomicInt32[] wants = [new(0), new(0)];
            AtomicInt32 turn = new(0), inside = new(0);
            for (int cpu = 0; cpu < 2; cpu++)
            {
                int me = cpu, other = 1 - cpu;
                s.OnCpu(me, () =>
                {
                    wants[me].Store(1, Plain);
                    turn.Store(other, fenced ? Full : Plain);
                    while (wants[other].Load(MemoryOrder.Acquire) != 0 && turn.Load(MemoryOrder.Acquire) == other)
                        s.Machine.Pause();
                    s.Assert(inside.FetchAdd(1) == 0, "one at a time");
                    inside.FetchAdd(-1);
                    wants[me].Store(0, MemoryOrder.Release);
                });
            }
        }));
        Assert.Equal(holds, result.Holds);
        Assert.True(!holds || result.Exhausted, result.Verdict);
    }

    [Theory]
    [InlineData(MemoryModel.Sc, false, true)]
    [InlineData(MemoryModel.Tso, false, false)]
    [InlineData(MemoryModel.Tso, true, true)]
    public void Dekkers_test_needs_a_fence_under_tso(MemoryModel model, bool fenced, bool holds)
    {
        var result = new Explorer().Exhaustively(model, new ScenarioProgram(ScenarioMachine.Bare(2), s =>
        {
            AtomicInt32[] wants = [new(0), new(0)];
            int inside = 0;
            for (int cpu = 0; cpu < 2; cpu++)
            {
                int me = cpu;
                s.OnCpu(me, () =>
                {
                    wants[me].Store(1, Plain);
                    if (fenced)
                        AtomicFence.Full();
                    if (wants[1 - me].Load(Plain) != 0)
                        return;
                    inside++;
                });
            }
            s.AtEnd(() => s.Assert(inside <= 1, "at most one enters"));
        }));
        Assert.Equal(holds, result.Holds);
        Assert.True(!holds || result.Exhausted, result.Verdict);
    }

    private static void Allows(Func<Litmus, string> outcome, string sc, string tso, params Action<Litmus>[] cpus)
    {
        Assert.Equal(sc.Split(' '), Outcomes(MemoryModel.Sc, outcome, cpus));
        Assert.Equal(tso.Split(' '), Outcomes(MemoryModel.Tso, outcome, cpus));
    }

    private static string[] Outcomes(MemoryModel model, Func<Litmus, string> outcome, params Action<Litmus>[] cpus)
    {
        var result = new Explorer().Exhaustively(model, new ScenarioProgram(ScenarioMachine.Bare(cpus.Length), s =>
        {
            var test = new Litmus();
            for (int cpu = 0; cpu < cpus.Length; cpu++)
            {
                Action<Litmus> body = cpus[cpu];
                s.OnCpu(cpu, () => body(test));
            }
            s.AtEnd(() => s.Outcome = outcome(test));
        }));
        Assert.True(result.Holds && result.Exhausted && result.Redundant == 0, result.Verdict);
        return [.. result.Outcomes.Keys];
    }
}
