using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Ostd.Sync;
using Ostd.Tasks;
using Ostd.Timers;
using Verification.Checking;
using Verification.Properties.Tasks;

namespace Verification.Properties.Sync;

/// <summary>
/// Units are put into pots and taken out by tasks that sleep until there is one, with and without deadline, and may be called away. One wake-up for each unit is enough for
/// everybody, whoever gives up in between.
/// </summary>
internal sealed class WaitQueueProperty : PropertyRun<WaitQueueProperty.Operation>
{
    private const int Workers = 4, Pots = 2;

    public static Checker Checker { get; } = PropertyRunner.Checker(
        "No wake-up is lost among waiters that come, time out and are called away",
        [], "waits",
        Gen.Frequency(
            (5, from pot in Gen.Choose(0, Pots - 1) from all in Gen.Choose(0, 4) select (Operation)new Put(pot, all == 0)),
            (5, from worker in Gen.Choose(0, Workers - 1) from pot in Gen.Choose(0, Pots - 1) select (Operation)new Get(worker, pot)),
            (3, from worker in Gen.Choose(0, Workers - 1) from pot in Gen.Choose(0, Pots - 1) from ns in Gen.Choose(0, 40_000) select (Operation)new GetBefore(worker, pot, ns)),
            (2, from worker in Gen.Choose(0, Workers - 1) from pot in Gen.Choose(0, Pots - 1) select (Operation)new GetUnlessCalled(worker, pot)),
            (2, from worker in Gen.Choose(0, Workers - 1) select (Operation)new CallAway(worker)),
            (2, from turns in Gen.Choose(1, 6) select (Operation)new Yield(turns))),
        static () => new WaitQueueProperty(),
        new PropertyOptions { Sequences = 70, MaxLength = 60, Machine = new() { MemoryMiB = 4, Cpus = 3, StepNs = 60, MaxSteps = 5_000_000 } });

    private readonly Crew _crew = new(Workers);
    private readonly Pot[] _pots = [new(), new()];
    private readonly Flag[] _called = [new(), new(), new(), new()];
    private int _put;
    private AtomicInt32 _taken = new();

    // Orders to take without a deadline that are not yet told to be called away: each needs a unit in the end.
    private readonly int[] _wanted = new int[Pots];

    public abstract record Operation;

    public sealed record Put(int Pot, bool WakeAll) : Operation;

    public sealed record Get(int Worker, int Pot) : Operation;

    public sealed record GetBefore(int Worker, int Pot, int AfterNs) : Operation;

    public sealed record GetUnlessCalled(int Worker, int Pot) : Operation;

    public sealed record CallAway(int Worker) : Operation;

    public sealed record Yield(int Turns) : Operation;

    public override void Apply(Operation operation)
    {
        switch (operation)
        {
            case Put put:
                PutOne(put.Pot, put.WakeAll);
                break;
            case Get get:
                _wanted[get.Pot]++;
                _crew[get.Worker].Tell(_ => Wait(get.Pot));
                break;
            case GetBefore get:
                _crew[get.Worker].Tell(_ => WaitBefore(get.Pot, Clock.MonotonicNs + (ulong)get.AfterNs));
                break;
            case GetUnlessCalled get:
                _crew[get.Worker].Tell(worker => WaitUnlessCalled(get.Pot, _called[worker.Index]));
                break;
            case CallAway call:
                _called[call.Worker].Set();
                _crew[call.Worker].Task.Interrupt();
                break;
            case Yield yield:
                for (int i = 0; i < yield.Turns; i++)
                    Task.Yield();
                break;
        }
    }

    public override void End()
    {
        // Whoever waits under a call is called; each of the others gets a unit, with one wake-up for each unit.
        for (int worker = 0; worker < Workers; worker++)
        {
            _called[worker].Set();
            _crew[worker].Task.Interrupt();
        }
        for (int pot = 0; pot < Pots; pot++)
        {
            for (int i = 0; i < _wanted[pot]; i++)
                PutOne(pot, all: false);
        }
        Require(_crew.Settle(), "a task sleeps for ever although units enough were put and a wake-up was given for each");
        Require(_crew.Dismiss(), "a task did not come home");
        RequireEqual(_put, _taken.Load(MemoryOrder.Acquire) + _pots.Sum(p => p.Units), "units put, and units taken or left");
    }

    private void PutOne(int pot, bool all)
    {
        _put++;
        _pots[pot].Put(all);
    }

    private void Wait(int pot)
    {
        WaitResult result = _pots[pot].Queue.WaitUntil(_pots[pot].TryTake, null, null);
        RequireEqual(WaitResult.Satisfied, result, "how a wait without a deadline ended");
        _taken.FetchAdd(1);
    }

    private void WaitBefore(int pot, ulong deadline)
    {
        WaitResult result = _pots[pot].Queue.WaitUntil(_pots[pot].TryTake, null, deadline);
        if (result == WaitResult.Satisfied)
        {
            _taken.FetchAdd(1);
            PutBack(pot); // so that the units still suffice for those who wait without a deadline
        }
        else
        {
            RequireEqual(WaitResult.TimedOut, result, "how a wait with a deadline ended");
            Require(Clock.MonotonicNs >= deadline, "a wait timed out before its deadline");
        }
    }

    private void WaitUnlessCalled(int pot, Flag called)
    {
        WaitResult result = _pots[pot].Queue.WaitUntil(_pots[pot].TryTake, () => called.IsSet, null);
        if (result == WaitResult.Satisfied)
        {
            _taken.FetchAdd(1);
            PutBack(pot);
        }
        else
        {
            RequireEqual(WaitResult.Cancelled, result, "how a wait that nobody limited ended");
            Require(called.IsSet, "a wait was cancelled although nobody called");
        }
    }

    private void PutBack(int pot)
    {
        _taken.FetchAdd(-1);
        _pots[pot].Put(all: false);
    }

    private sealed class Pot
    {
        private AtomicInt32 _units = new();

        public readonly WaitQueue Queue = new();

        public int Units => _units.Load(MemoryOrder.Relaxed);

        public void Put(bool all)
        {
            _units.FetchAdd(1);
            if (all)
                Queue.WakeAll();
            else
                Queue.WakeOne();
        }

        public bool TryTake()
        {
            while (true)
            {
                int units = _units.Load(MemoryOrder.Acquire);
                if (units == 0)
                    return false;
                if (_units.CompareExchange(units - 1, units) == units)
                    return true;
            }
        }
    }

    private sealed class Flag
    {
        private AtomicBool _value = new();

        public bool IsSet => _value.Load(MemoryOrder.Acquire);

        public void Set() => _value.Store(true, MemoryOrder.Release);
    }
}
