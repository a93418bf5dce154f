using System;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Ostd;
using Ostd.Frames;
using Ostd.Sync;
using Verification.Exploration;
using Verification.Scenarios;
using Xunit;

namespace Verification.Tests.Exploration;

/// <summary>What a scenario must not depend on, since no schedule decides it: each is reported, and is no verdict.</summary>
public class HiddenNondeterminismTests
{
    [Fact]
    public void A_wall_clock_is_reported() => AssertReported("gave different results", s =>
    {
        long read = 0;
        s.OnCpu(0, () => read = System.Diagnostics.Stopwatch.GetTimestamp());
        s.AtEnd(() => s.Outcome = read.ToString());
    });

    /// <summary>Objects are hashed by where they happen to lie.</summary>
    [Fact]
    public void An_order_by_hash_codes_is_reported() => AssertReported("gave different steps", s =>
    {
        AtomicInt32[] words = [.. Enumerable.Range(0, 8).Select(_ => new AtomicInt32(0))];
        object[] keys = [.. Enumerable.Range(0, words.Length).Select(_ => new object())];
        s.OnCpu(0, () =>
        {
            foreach (int i in Enumerable.Range(0, keys.Length).OrderBy(i => keys[i].GetHashCode()))
                words[i].FetchAdd(1);
        });
    });

    [Fact]
    public void A_thread_of_the_scenarios_own_is_reported()
    {
        int ticks = 0;
        bool isOver = false;
        var thread = new Thread(() =>
        {
            while (!Volatile.Read(ref isOver))
            {
                Interlocked.Increment(ref ticks);
                Thread.Yield();
            }
        });
        thread.Start();
        AssertReported("gave different results", s =>
        {
            int seen = 0;
            s.OnCpu(0, () =>
            {
                int before = Volatile.Read(ref ticks);
                while ((seen = Volatile.Read(ref ticks)) == before)
                    Thread.Yield();
            });
            s.AtEnd(() => s.Outcome = seen.ToString());
        });
        isOver = true;
        thread.Join();
    }

    /// <summary>.NET's collector finds a dropped handle at some moment; in an execution nothing comes of that.</summary>
    [Fact]
    public void A_dropped_handle_is_not_reclaimed()
    {
        var result = new Explorer().Exhaustively(MemoryModel.Sc, new ScenarioProgram(ScenarioMachine.Tasks(cpus: 1), s =>
        {
            s.OnCpu(0, () =>
            {
                WeakReference dropped = AllocAndForget();
                GC.Collect();
                GC.WaitForPendingFinalizers();
                s.Assert(!dropped.IsAlive, "it was found");
                s.Assert(Kernel.Current.Dropped.Drain() == 0, "nothing is reclaimed");
            });
        }));
        Assert.True(result.Holds, result.Report);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference AllocAndForget() => new(UFrame.Alloc());

    private static void AssertReported(string how, Action<KernelScenario> build)
    {
        var hidden = Assert.Throws<HiddenNondeterminismException>(() =>
            new Explorer { MaxExecutions = 10 }.Exhaustively(MemoryModel.Sc, new ScenarioProgram(ScenarioMachine.Bare(cpus: 1), build)));
        Assert.Contains(how, hidden.Message);
    }
}
