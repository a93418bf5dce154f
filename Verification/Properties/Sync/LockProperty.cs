using System.Collections.Generic;
using FsCheck;
using FsCheck.Fluent;
using Ostd;
using Ostd.Sync;
using Ostd.Tasks;
using Verification.Checking;
using Verification.Properties.Tasks;

namespace Verification.Properties.Sync;

/// <summary>
/// Mutexes and reader-writer locks, taken by several tasks inside each other: a holder is alone, readers share with readers only, whoever waits comes in at last, and neither
/// a copy of a guard nor a second disposal nor a second taking changes anything.
/// </summary>
/// <remarks>Every worker takes locks in ascending order, so nobody may be stuck in the end; what the model knows of a lock is who is inside.</remarks>
internal sealed class LockProperty : PropertyRun<LockProperty.Operation>
{
    private const int Workers = 4, Mutexes = 2, RwLocks = 2, Locks = Mutexes + RwLocks;

    public static Checker Checker { get; } = PropertyRunner.Checker(
        "Sleeping locks exclude, let everybody in at last, and heed each guard once",
        [], "locks",
        Gen.Frequency(
            (6, from worker in Gen.Choose(0, Workers - 1) from which in Gen.Choose(0, Locks - 1) from write in Gen.Choose(0, 1) select (Operation)new Take(worker, which, write == 1)),
            (5, from worker in Gen.Choose(0, Workers - 1) from late in Gen.Choose(0, 1) select (Operation)new Release(worker, late == 1)),
            (2, from worker in Gen.Choose(0, Workers - 1) select (Operation)new TakeAgain(worker)),
            (2, from worker in Gen.Choose(0, Workers - 1) from which in Gen.Choose(0, Mutexes - 1) select (Operation)new Try(worker, which)),
            (2, from turns in Gen.Choose(1, 8) select (Operation)new Yield(turns))),
        static () => new LockProperty(),
        new PropertyOptions { Sequences = 70, MaxLength = 60, Machine = new() { MemoryMiB = 4, Cpus = 3, MaxSteps = 5_000_000, CheckLockOrder = true } });

    private readonly Crew _crew = new(Workers);
    private readonly Mutex[] _mutexes = [new(), new()];
    private readonly RwLock[] _rwLocks = [new(), new()];

    // What each worker has been told to take and not to release, in order.
    private readonly Stack<int>[] _told = [new(), new(), new(), new()];

    // Who is inside: changed between two operations of the machine only.
    private readonly int[] _writers = new int[Locks], _readers = new int[Locks];
    private readonly bool[] _late = new bool[Workers];

    public abstract record Operation;

    public sealed record Take(int Worker, int Lock, bool Write) : Operation;

    /// <summary>The last one taken; when late, a copy of the guard is disposed once more when others have had time to come in.</summary>
    public sealed record Release(int Worker, bool Late) : Operation;

    public sealed record TakeAgain(int Worker) : Operation;

    public sealed record Try(int Worker, int Lock) : Operation;

    public sealed record Yield(int Turns) : Operation;

    public override void Apply(Operation operation)
    {
        switch (operation)
        {
            case Take take when !_told[take.Worker].TryPeek(out int last) || last < take.Lock:
                _told[take.Worker].Push(take.Lock);
                _crew[take.Worker].Tell(worker => Hold(worker, take.Lock, take.Write));
                break;
            case Release release when _told[release.Worker].TryPop(out _):
                _late[release.Worker] = release.Late;
                _crew[release.Worker].TellToReturn();
                break;
            case TakeAgain again when _told[again.Worker].TryPeek(out int held):
                _crew[again.Worker].Tell(_ => RefuseSecond(held));
                break;
            case Try attempt:
                _crew[attempt.Worker].Tell(_ => TryOnce(attempt.Lock));
                break;
            case Yield yield:
                for (int i = 0; i < yield.Turns; i++)
                    Task.Yield();
                break;
        }
    }

    public override void End()
    {
        for (int i = 0; i < Workers; i++)
        {
            while (_told[i].TryPop(out _))
                _crew[i].TellToReturn();
        }
        Require(_crew.Settle(), "a task waits for a lock for ever although locks are taken in order: a wake-up was lost");
        Require(_crew.Dismiss(), "a task did not come home");
        for (int i = 0; i < Locks; i++)
            Require(_writers[i] == 0 && _readers[i] == 0, $"lock {i} is not free in the end");
        // Each can still be taken for writing.
        foreach (Mutex mutex in _mutexes)
            mutex.Lock().Dispose();
        foreach (RwLock rwLock in _rwLocks)
            rwLock.Write().Dispose();
    }

    private void Hold(Worker worker, int which, bool write)
    {
        if (which < Mutexes)
        {
            Mutex.Guard guard = _mutexes[which].Lock();
            Mutex.Guard copy = guard;
            EnterAlone(which);
            worker.Serve();
            _writers[which]--;
            guard.Dispose();
            GiveOthersTime(worker);
            copy.Dispose();
        }
        else if (write)
        {
            RwLock.WriteGuard guard = _rwLocks[which - Mutexes].Write();
            RwLock.WriteGuard copy = guard;
            EnterAlone(which);
            worker.Serve();
            _writers[which]--;
            guard.Dispose();
            GiveOthersTime(worker);
            copy.Dispose();
        }
        else
        {
            RwLock.ReadGuard guard = _rwLocks[which - Mutexes].Read();
            RwLock.ReadGuard copy = guard;
            Require(_writers[which] == 0, $"a reader came into lock {which} while somebody writes");
            _readers[which]++;
            worker.Serve();
            _readers[which]--;
            guard.Dispose();
            GiveOthersTime(worker);
            copy.Dispose();
        }
    }

    private void EnterAlone(int which)
    {
        Require(_writers[which] == 0 && _readers[which] == 0, $"a holder of lock {which} is not alone: {_writers[which]} others write, {_readers[which]} read");
        _writers[which]++;
    }

    private void GiveOthersTime(Worker worker)
    {
        if (!_late[worker.Index])
            return;
        Task.Yield();
        Task.Yield();
    }

    // For writing, since a second reading is refused only when somebody waits to write.
    private void RefuseSecond(int held)
    {
        OstdException refusal = held < Mutexes
            ? RequireThrows<OstdException>(() => _mutexes[held].Lock(), "a second taking of a mutex")
            : RequireThrows<OstdException>(() => _rwLocks[held - Mutexes].Write(), "a second taking of a reader-writer lock");
        RequireEqual(OstdError.InvalidArgs, refusal.Error, "why a second taking is refused");
    }

    private void TryOnce(int which)
    {
        if (!_mutexes[which].TryLock(out Mutex.Guard guard))
        {
            guard.Dispose(); // of a guard that holds nothing
            return;
        }
        EnterAlone(which);
        _writers[which]--;
        guard.Dispose();
    }
}
