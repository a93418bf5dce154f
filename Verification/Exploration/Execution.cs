using System;
using System.Collections.Generic;
using System.Threading;
using Ostd.Model;

namespace Verification.Exploration;

public enum ExecutionEnd
{
    /// <summary>Every strand ran to its end.</summary>
    Complete,

    /// <summary>A strand saw a value it cannot go on with; executions in which it looks later cover what would follow.</summary>
    Blocked,

    /// <summary>Given up by the search.</summary>
    Abandoned,

    /// <summary>Somebody waits and nobody can go on.</summary>
    Deadlock,

    /// <summary>A strand threw, or a claim at the end did not hold.</summary>
    Failed,

    /// <summary>Somebody would go on for ever, however fair the schedule.</summary>
    Livelock,
}

/// <summary>
/// One run of a scenario under a schedule. Exactly one strand runs at a time; it goes on until its next visible step, asks the schedule who is
/// next, and hands over only when that is somebody else.
/// </summary>
public sealed class Execution
{
    private readonly ISchedule _schedule;
    private readonly int _stepBound;
    private readonly List<Strand> _strands = [];
    private Recorder _recorder;
    private readonly SemaphoreSlim _over = new(0);
    private bool _abort;
    private long _visible;

    internal Execution(MemoryModel model, ISchedule schedule, int stepBound)
    {
        Model = model;
        _schedule = schedule;
        _stepBound = stepBound;
        _recorder = new Recorder(schedule, 0, stepBound);
    }

    public MemoryModel Model { get; }
    public Trace Trace => _recorder.Trace;
    public ExecutionEnd End { get; private set; }
    public Exception? Failure { get; private set; }

    /// <summary>As in <see cref="Recorder"/>.</summary>
    public int TurnsFrom => _recorder.TurnsFrom;

    /// <summary>What happened, in words; null while searching, which runs silent.</summary>
    public List<LogLine>? Log { get; init; }

    public IReadOnlyList<string> StrandNames
    {
        get
        {
            var names = new List<string>();
            foreach (var strand in _strands)
                names.Add(strand.Name);
            return names;
        }
    }

    /// <summary>Memory model bookkeeping of the strand that runs.</summary>
    internal Strand Current { get; private set; } = null!;

    internal Strand AddStrand(string name, Action body)
    {
        var strand = new Strand(_strands.Count, name, body);
        _strands.Add(strand);
        return strand;
    }

    internal void Run()
    {
        // Strand i's store buffer is the pseudo-strand i + number of strands.
        _recorder = new Recorder(_schedule, StrandCount, _stepBound);
        foreach (var strand in _strands)
        {
            HostThread.Run(() => Play(strand));
            AwaitTurn(); // it reached its first visible step, or its end
        }
        if (Failure is null)
        {
            Resume(PickNext());
            AwaitTurn();
        }
        else
        {
            End = ExecutionEnd.Failed;
        }
        Unwind();
    }

    /// <summary>The running strand is about to take a visible step; returns when it may.</summary>
    internal void Visible(in Operation operation, int cause = -1)
    {
        var strand = Current;
        _visible++;
        strand.Pending = operation;
        strand.PendingCause = cause;
        strand.HasPending = true;
        if (!strand.Started)
        {
            strand.Started = true;
            _over.Release();
        }
        else
        {
            int next = PickNext();
            if (next == strand.Index)
                return;
            Resume(next);
        }
        strand.Baton.Wait();
        if (_abort)
            throw new StrandAbandonedException();
    }

    /// <summary>
    /// The running strand's spin loop would turn again and again until <paramref name="condition"/> holds: instead of unrolling the loop the strand stops here
    /// for good, and the schedules in which it reads later stand for its later turns. Does not return.
    /// </summary>
    internal void Spin(Func<bool> condition)
    {
        var strand = Current;
        strand.SpinsUntil = condition;
        strand.HasPending = false;
        if (!strand.Started)
        {
            strand.Started = true;
            _over.Release();
        }
        else
        {
            Resume(PickNext());
        }
        strand.Baton.Wait();
        throw new StrandAbandonedException();
    }

    private void Play(Strand strand)
    {
        Current = strand;
        try
        {
            strand.Body();
        }
        catch (StrandAbandonedException)
        {
        }
        catch (Exception e)
        {
            Failure ??= e;
        }
        bool wasStarted = strand.Started;
        strand.Started = true;
        strand.Finished = true;
        strand.HasPending = false;
        if (!wasStarted || _abort)
            _over.Release();
        else
            Resume(Failure is null ? PickNext() : Over(ExecutionEnd.Failed));
    }

    /// <summary>As a cause: the latest flush of the strand's own store buffer.</summary>
    internal const int AfterOwnFlushes = -2;

    private const int Nobody = -1;

    private int Over(ExecutionEnd end)
    {
        End = end;
        return Nobody;
    }

    private void Resume(int strand)
    {
        if (strand == Nobody)
        {
            _over.Release();
            return;
        }
        Current = _strands[strand];
        Current.Baton.Release();
    }

    // Records the chosen step. Flushes of store buffers are taken here and now, they need no thread.
    private int PickNext()
    {
        while (true)
        {
            CollectPending();
            if (!_recorder.AnyEnabled)
                return Over(EndWithNobodyRunning());
            if (!_recorder.TryChoose(out var recorded, out var end))
            {
                if (end == ExecutionEnd.Livelock)
                    Failure = new ClaimViolatedException(_recorder.NameLivelock(StrandNames, s => _strands[s].HasPending));
                return Over(end);
            }
            int chosen = recorded.Strand;
            if (chosen < _strands.Count)
            {
                _strands[chosen].HasPending = false;
                _strands[chosen].LastEvent = recorded.Index;
                return chosen;
            }
            var owner = _strands[chosen - _strands.Count];
            owner.LastFlush = recorded.Index;
            var store = owner.Buffer.Dequeue();
            store.Apply();
            Log?.Add(new LogLine(owner.Index, $"  (store buffer) {store.Name} = {store.Value} reaches memory", ""));
        }
    }

    // Everybody who is left spins. When the memory as it is now would let one of them out, this execution only lacks that
    // strand's later turns, and another execution has them; when it lets nobody out, they spin for ever.
    private ExecutionEnd EndWithNobodyRunning()
    {
        bool anySpins = false;
        foreach (var strand in _strands)
        {
            if (strand.SpinsUntil is null)
                continue;
            anySpins = true;
            if (strand.SpinsUntil())
                return ExecutionEnd.Blocked;
        }
        if (!anySpins)
            return ExecutionEnd.Complete;
        var waits = new SpinningStrands(_strands);
        Failure = new ClaimViolatedException(waits.Name());
        Log?.Add(new LogLine(0, waits.Describe(), ""));
        return ExecutionEnd.Deadlock;
    }

    private int StrandCount => Model == MemoryModel.Tso ? 2 * _strands.Count : _strands.Count;

    private void CollectPending()
    {
        _recorder.Clear();
        foreach (var strand in _strands)
        {
            if (!strand.HasPending)
                continue;
            int cause = strand.PendingCause == AfterOwnFlushes ? strand.LastFlush : strand.PendingCause;
            _recorder.Offer(new PendingStep(strand.Index, strand.Pending, strand.Pending.Ready?.Invoke() ?? true) { Cause = cause });
        }
        foreach (var strand in _strands)
        {
            if (strand.Buffer.TryPeek(out var store))
                _recorder.Offer(new PendingStep(strand.Index + _strands.Count, new Operation(OperationKind.Write, store.Location), enabled: true) { Cause = store.Cause, IsHardware = true, FlushOf = strand.Index });
        }
    }

    // The turn comes back to whoever runs the execution, unless a strand keeps it for ever.
    private void AwaitTurn()
    {
        if (!Watchdog.Await(_over.Wait, () => Volatile.Read(ref _visible), Watchdog.Patience))
            throw new SilentLoopException(Current.Name);
    }

    // Strands that did not come to their end are woken one by one and leave through an exception.
    private void Unwind()
    {
        _abort = true;
        foreach (var strand in _strands)
        {
            if (strand.Finished)
                continue;
            Current = strand;
            strand.Baton.Release();
            _over.Wait();
        }
    }
}

/// <summary>Leaves a strand whose execution is over; scenarios must not catch it.</summary>
public sealed class StrandAbandonedException : Exception;
