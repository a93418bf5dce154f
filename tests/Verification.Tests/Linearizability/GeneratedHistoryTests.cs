using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Ostd.Frames;
using Ostd.Sync;
using Services.Linux;
using Verification.Exploration;
using Verification.Linearizability;
using Verification.Scenarios;
using Verification.Scenarios.Memory;
using Verification.Scenarios.Pipes;
using Xunit;

namespace Verification.Tests.Linearizability;

/// <summary>
/// Concurrent objects of the framework and its services against sequential models: FsCheck generates what each of two or three CPUs calls, the explorer runs that in every schedule, and each
/// history must be explained by some order of its calls.
/// </summary>
public class GeneratedHistoryTests
{
    private const int Programs = 25, MaxCalls = 4;

    private const ulong ThePage = 0x2000;

    private enum Op { Put, Take, Look }

    /// <param name="What">Is asked.</param>
    /// <param name="Number">Of the call in its program, from 0.</param>
    private readonly record struct Asked(Op What, int Number);

    /// <summary>A queue behind a spin lock. Without the lock, some history has no explanation: that the test could fail.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_queue_behind_a_spin_lock_is_a_queue(bool isLocked)
    {
        static (string Next, int Result) Apply(string state, Asked call) => call.What switch
        {
            Op.Put => (state + (char)('a' + call.Number), 0),
            Op.Take => state == "" ? (state, -1) : (state[1..], state[0]),
            _ => (state, state.Length),
        };
        var model = new Linearizer<string, Asked, int>("", Apply);
        int failed = Failures(model, s =>
        {
            var guard = new SpinLock();
            var length = new AtomicInt32(0); // an operation in the middle, where others come in if they can
            string items = "";
            return call =>
            {
                if (!isLocked)
                    return Do(call);
                using var held = guard.Lock();
                return Do(call);
            };

            int Do(Asked call)
            {
                string before = items;
                int old = length.Load(MemoryOrder.Relaxed);
                var (next, result) = Apply(before, call);
                length.Store(next.Length, MemoryOrder.Relaxed);
                items = next;
                return call.What == Op.Look ? old : result;
            }
        });
        Assert.Equal(isLocked, failed == 0);
    }

    /// <summary>The reference count of a page: a reference is got while there is one, and one drop is the last.</summary>
    [Fact]
    public void The_references_of_a_page_are_a_counter_that_stays_at_zero()
    {
        var model = new Linearizer<int, Asked, int>(2, (count, call) => call.What switch
        {
            Op.Put => count > 0 ? (count + 1, 1) : (count, 0),
            Op.Take => count > 0 ? (count - 1, count == 1 ? 1 : 0) : (count, -1),
            _ => (count, count),
        });
        Assert.Equal(0, Failures(model, s =>
        {
            FrameTable table = MemoryMachine.SmallTable(s);
            table.TryClaim(ThePage);
            table.PublishShared(ThePage, FrameKind.Untyped);
            table.TryAcquire(ThePage);
            return call =>
            {
                switch (call.What)
                {
                    case Op.Put:
                        return table.TryAcquire(ThePage) == AcquireResult.Acquired ? 1 : 0;
                    case Op.Take:
                        return table.TryDrop(ThePage) ? 1 : 0;
                    default:
                        ulong references = table.ReferencesOf(ThePage);
                        return references == FrameTable.Busy ? 0 : (int)references;
                }
            };
        }, drops: 2));
    }

    /// <summary>A pipe, whose readers and writers do not wait, and of which anybody may ask how much is in it.</summary>
    [Fact]
    public void A_pipe_is_a_queue()
    {
        var model = new Linearizer<string, Asked, int>("!", (bytes, call) => call.What switch
        {
            Op.Put => (bytes + (char)('a' + call.Number), 1),
            Op.Take => bytes == "" ? (bytes, (int)Errno.EAGAIN.Negate()) : (bytes[1..], bytes[0]),
            _ => (bytes, bytes.Length),
        });
        Assert.Equal(0, Failures(model, s =>
        {
            var pipe = new PipeOfBytes();
            pipe.Put((byte)'!');
            return call => call.What switch
            {
                Op.Put => pipe.Put((byte)('a' + call.Number)),
                Op.Take => pipe.Take(),
                _ => pipe.Count,
            };
        }, count: 10, calls: 2, machine: ScenarioMachine.Tasks(cpus: 2)));
    }

    /// <summary>What readers of an RCU pointer see is what the last writer put there.</summary>
    [Fact]
    public void An_rcu_pointer_is_a_register()
    {
        var model = new Linearizer<int, Asked, int>(0, (state, call) => call.What switch
        {
            Op.Put => (state + 1, state),
            Op.Take => (0, state),
            _ => (state, state),
        });
        Assert.Equal(0, Failures(model, s =>
        {
            var current = new Rcu<object>(0);
            return call => call.What switch
            {
                Op.Put => Replace(current, old => old + 1),
                Op.Take => Replace(current, _ => 0),
                _ => Look(current),
            };
        }, count: 8));

        static int Look(Rcu<object> current)
        {
            using var read = current.Read();
            return (int)read.Value;
        }

        static int Replace(Rcu<object> current, Func<int, int> next)
        {
            while (true)
            {
                using var read = current.Read();
                object old = read.Value;
                if (current.TryUpdate(old, next((int)old)))
                    return (int)old;
            }
        }
    }

    // Programs with a schedule whose history no order of the calls explains.
    private static int Failures<TState>(Linearizer<TState, Asked, int> model, Func<KernelScenario, Func<Asked, int>> make, int drops = int.MaxValue, int count = Programs, int calls = MaxCalls, ScenarioMachine? machine = null)
        where TState : notnull
    {
        machine ??= ScenarioMachine.Bare(cpus: 3);
        Gen<List<List<Asked>>> programs =
            from cpus in Gen.Choose(2, machine.Cpus)
            from length in Gen.Choose(2, calls)
            from list in Gen.ListOf(Gen.Elements(Op.Put, Op.Take, Op.Look), length)
            select list.Select((what, i) => new Asked(what, i)).GroupBy(call => call.Number % cpus).Select(g => g.ToList()).ToList();
        int failed = 0;
        foreach (List<List<Asked>> program in programs.Sample(count, new Rnd(1, 3), 10))
        {
            if (program.Sum(each => each.Count(c => c.What == Op.Take)) > drops)
                continue;
            var result = new Explorer { Explain = false }.Exhaustively(MemoryModel.Sc, new ScenarioProgram(machine, s =>
            {
                var clock = new AtomicInt64(0);
                var history = new History<Asked, int>(() => clock.FetchAdd(1));
                Func<Asked, int> perform = make(s);
                for (int cpu = 0; cpu < program.Count; cpu++)
                {
                    int caller = cpu;
                    s.OnCpu(cpu, () => program[caller].ForEach(call => history.Record(caller, call, () => perform(call))));
                }
                // What is left of the object when all have ended is part of what must be explained.
                s.AtEnd(() =>
                {
                    var look = new Asked(Op.Look, program.Sum(calls => calls.Count));
                    history.Record(program.Count, look, () => perform(look));
                    s.Assert(model.Explain(history.Calls) is not null, "the history is that of the sequential object");
                });
            }));
            Assert.True(result.Exhausted || !result.Holds, result.Verdict);
            if (!result.Holds)
                failed++;
        }
        return failed;
    }
}
