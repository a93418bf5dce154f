using System;
using Ostd.Sync;
using Ostd.Tasks;
using Verification.Checking;
using Verification.Properties.Tasks;

namespace Verification.Attacks.Sync;

/// <summary>Replacing values at the worst moments: under a reader that stays, during another grace period, when the reader's CPU has just woken up.</summary>
internal static class RcuAttacks
{
    /// <summary>Turns that everybody else gets while a reader stays: enough for several grace periods without it.</summary>
    private const int Turns = 60;

    public static Checker Checker { get; } = Attack.Checker(
        "A reader that stays keeps its value, whatever else goes on", [], "rcu",
        [
            new("replaces a value under a reader on another CPU", UnderReader, Cpus: 2),
            new("replaces a value under a reader on a CPU that was idle", UnderLateReader, Cpus: 3),
            new("replaces a value during a grace period that began before its reader", DuringGracePeriod, Cpus: 3),
            new("replaces a value under its own reading", UnderOwnReading),
            new("replaces many values under one reader", ManyUnderReader, Cpus: 2),
            new("waits for a grace period on one CPU that has nothing else to do", Rcu.Synchronize),
            new("waits for many grace periods at a time", SynchronizeTogether, Cpus: 3),
        ],
        everyStep: [8]);

    private static void UnderReader()
    {
        var value = new Value();
        var cell = new Rcu<Value>(value);
        using var reader = new Reader(cell);
        cell.Update(new Value());
        LetOthersRun();
        reader.Leave();
        Attack.Require(Crew.Eventually(() => value.IsReleased), "a value is never released although its reader has left");
    }

    private static void UnderLateReader()
    {
        var cell = new Rcu<Value>(new Value());
        for (int round = 0; round < 4; round++)
        {
            LetOthersRun(); // the other CPUs have halted by now
            var reader = new Reader(cell);
            cell.Update(new Value());
            LetOthersRun();
            reader.Leave();
        }
    }

    private static void DuringGracePeriod()
    {
        var first = new Rcu<Value>(new Value());
        var second = new Rcu<Value>(new Value());
        var early = new Reader(first);
        first.Update(new Value()); // this grace period goes on until the early reader leaves
        LetOthersRun();
        var late = new Reader(second);
        second.Update(new Value());
        LetOthersRun();
        early.Leave();
        LetOthersRun();
        late.Leave();
    }

    private static void UnderOwnReading()
    {
        var value = new Value();
        var cell = new Rcu<Value>(value);
        using (Rcu<Value>.ReadGuard guard = cell.Read())
        {
            cell.Update(new Value());
            for (int i = 0; i < Turns; i++)
                guard.Value.RequireAlive();
        }
        Rcu.Synchronize();
        Attack.Require(value.IsReleased, "a value was not released although a grace period is over");
    }

    private static void ManyUnderReader()
    {
        var cell = new Rcu<Value>(new Value());
        var reader = new Reader(cell);
        for (int i = 0; i < 100; i++)
            cell.Update(new Value());
        LetOthersRun();
        reader.Leave();
        Rcu.Synchronize();
    }

    private static void SynchronizeTogether()
    {
        var done = new AtomicInt32();
        for (int i = 0; i < 4; i++)
        {
            Task.Spawn(() =>
            {
                for (int round = 0; round < 5; round++)
                    Rcu.Synchronize();
                done.FetchAdd(1);
            });
        }
        Attack.Require(Crew.Eventually(() => done.Load(MemoryOrder.Acquire) == 4), "a grace period does not end");
    }

    private static void LetOthersRun()
    {
        for (int i = 0; i < Turns; i++)
            Task.Yield();
    }

    private sealed class Value : IDisposable
    {
        private AtomicBool _isReleased = new();

        public bool IsReleased => _isReleased.Load(MemoryOrder.Acquire);

        public void RequireAlive() => Attack.Require(!_isReleased.Load(MemoryOrder.Relaxed), "a reader holds a value that was released");

        public void Dispose() => _isReleased.Store(true, MemoryOrder.Release);
    }

    /// <summary>A task on another CPU that reads, and looks at its value all the time, until told to leave.</summary>
    private sealed class Reader : IDisposable
    {
        private readonly Task _task;
        private AtomicBool _reads = new();
        private AtomicBool _leave = new();

        public Reader(Rcu<Value> cell)
        {
            _task = Task.Spawn(() =>
            {
                using (Rcu<Value>.ReadGuard guard = cell.Read())
                {
                    _reads.Store(true, MemoryOrder.Release);
                    while (!_leave.Load(MemoryOrder.Acquire))
                        guard.Value.RequireAlive();
                    guard.Value.RequireAlive();
                }
            });
            while (!_reads.Load(MemoryOrder.Acquire))
                Task.Yield();
        }

        public void Leave()
        {
            _leave.Store(true, MemoryOrder.Release);
            Attack.Require(Crew.Eventually(() => _task.HasExited), "a reader does not come to its end");
        }

        public void Dispose() => _leave.Store(true, MemoryOrder.Release);
    }
}
