using System;
using FsCheck;
using FsCheck.Fluent;
using Ostd;
using Ostd.Sync;
using Ostd.Tasks;
using Verification.Checking;
using Verification.Properties.Tasks;

namespace Verification.Properties.Sync;

/// <summary>
/// Cells that tasks on several CPUs read, for longer or shorter, inside each other and under all kinds of guards, while others replace their values: no value is released under a
/// reader, and in the end each replaced one has been released exactly once.
/// </summary>
internal sealed class RcuProperty : PropertyRun<RcuProperty.Operation>
{
    private const int Workers = 4, Cells = 2;

    public static Checker Checker { get; } = PropertyRunner.Checker(
        "No value is released under a reader, and every replaced one once its readers are gone",
        [], "rcu",
        Gen.Frequency(
            (6, from worker in Gen.Choose(0, Workers - 1) from cell in Gen.Choose(0, Cells - 1) from looks in Gen.Choose(1, 120) from how in Gen.Choose(0, 3)
                select (Operation)new Read(worker, cell, looks, (Under)how)),
            (5, from worker in Gen.Choose(0, Workers - 1) from cell in Gen.Choose(0, Cells - 1) select (Operation)new Update(worker, cell)),
            (1, from worker in Gen.Choose(0, Workers - 1) from cell in Gen.Choose(0, Cells - 1) select (Operation)new TryUpdateStale(worker, cell)),
            (1, from worker in Gen.Choose(0, Workers - 1) select (Operation)new Synchronize(worker)),
            (2, from turns in Gen.Choose(1, 6) select (Operation)new Yield(turns))),
        static () => new RcuProperty(),
        new PropertyOptions { Sequences = 70, MaxLength = 60, Machine = new() { MemoryMiB = 4, Cpus = 3, StepNs = 20_000, MaxSteps = 5_000_000 } });

    private readonly Crew _crew = new(Workers);
    private readonly Rcu<Value>[] _cells;
    private AtomicInt32 _made = new();
    private AtomicInt32 _released = new();

    private RcuProperty() => _cells = [new(NewValue()), new(NewValue())];

    /// <summary>What keeps the reader on its CPU besides its read section.</summary>
    public enum Under { Nothing, AnotherRead, SpinLock, InterruptsOff }

    public abstract record Operation;

    public sealed record Read(int Worker, int Cell, int Looks, Under Under) : Operation;

    public sealed record Update(int Worker, int Cell) : Operation;

    public sealed record TryUpdateStale(int Worker, int Cell) : Operation;

    public sealed record Synchronize(int Worker) : Operation;

    public sealed record Yield(int Turns) : Operation;

    public override void Apply(Operation operation)
    {
        switch (operation)
        {
            case Read read:
                _crew[read.Worker].Tell(_ => Look(read));
                break;
            case Update update:
                _crew[update.Worker].Tell(_ => _cells[update.Cell].Update(NewValue()));
                break;
            case TryUpdateStale update:
                _crew[update.Worker].Tell(_ => Require(!_cells[update.Cell].TryUpdate(new Value(this), new Value(this)), "a value that was never in the cell was replaced"));
                break;
            case Synchronize synchronize:
                _crew[synchronize.Worker].Tell(_ => Rcu.Synchronize());
                break;
            case Yield yield:
                for (int i = 0; i < yield.Turns; i++)
                    Task.Yield();
                break;
        }
    }

    public override void End()
    {
        Require(_crew.Settle(), "an order was never finished: a grace period does not end");
        Require(
            Crew.Eventually(() => _released.Load(MemoryOrder.Acquire) == _made.Load(MemoryOrder.Acquire) - Cells),
            $"{_made.Load(MemoryOrder.Relaxed) - Cells} values were replaced, but {_released.Load(MemoryOrder.Relaxed)} released");
        Require(_crew.Dismiss(), "a task did not come home");
    }

    private void Look(Read read)
    {
        switch (read.Under)
        {
            case Under.Nothing:
                LookAt(read.Cell, read.Looks);
                break;
            case Under.AnotherRead:
                using (Rcu<Value>.ReadGuard outer = _cells[(read.Cell + 1) % Cells].Read())
                {
                    LookAt(read.Cell, read.Looks);
                    outer.Value.RequireAlive();
                }
                break;
            case Under.SpinLock:
                using (new SpinLock().Lock())
                    LookAt(read.Cell, read.Looks);
                break;
            case Under.InterruptsOff:
                using (CpuGuard guard = CpuGuard.DisableInterrupts())
                {
                    Value value = _cells[read.Cell].Get(guard);
                    for (int i = 0; i < read.Looks; i++)
                        value.RequireAlive();
                }
                break;
        }
    }

    private void LookAt(int cell, int looks)
    {
        Rcu<Value>.ReadGuard guard = _cells[cell].Read();
        Rcu<Value>.ReadGuard copy = guard;
        for (int i = 0; i < looks; i++)
            guard.Value.RequireAlive();
        guard.Dispose();
        copy.Dispose();
    }

    private Value NewValue()
    {
        _made.FetchAdd(1);
        return new Value(this);
    }

    private sealed class Value(RcuProperty run) : IDisposable
    {
        private AtomicBool _isReleased = new();

        public void RequireAlive() => Require(!_isReleased.Load(MemoryOrder.Relaxed), "a reader holds a value that was released");

        public void Dispose()
        {
            Require(!_isReleased.Exchange(true), "a value was released twice");
            run._released.FetchAdd(1);
        }
    }
}
