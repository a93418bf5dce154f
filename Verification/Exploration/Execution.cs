using System;
using System.Collections.Generic;
using System.Threading;

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

    /// <summary>More steps than the bound.</summary>
    StepBound,
}

/// <summary>
/// One run of a scenario under a schedule. Exactly one strand runs at a time; it goes on until its next visible step, asks the schedule who is
/// next, and hands over only when that is somebody else.
/// </summary>
public sealed class Execution
{
    private readonly ISchedule _schedule;
    private readonly Worker.Pool _workers;
    private readonly int _stepBound;
    private readonly List<Strand> _strands = [];
    private readonly List<PendingStep> _pending = [];
    private readonly SemaphoreSlim _over = new(0);
    private bool _abort;

    internal Execution(MemoryModel model, ISchedule schedule, Worker.Pool workers, int stepBound)
    {
        Model = model;
        _schedule = schedule;
        _workers = workers;
        _stepBound = stepBound;
    }

    public MemoryModel Model { get; }
    public Trace Trace { get; private set; } = new(0);
    public ExecutionEnd End { get; private set; }
    public Exception? Failure { get; private set; }

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
        Trace = new Trace(StrandCount);
        foreach (var strand in _strands)
        {
            _workers[strand.Index].Start(() => Play(strand));
            _over.Wait(); // it reached its first visible step, or its end
        }
        if (Failure is null)
        {
            Resume(PickNext());
            _over.Wait();
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
            CollectPending(out bool anyEnabled);
            if (!anyEnabled)
                return Over(EndWithNobodyRunning());
            if (Trace.Count >= _stepBound)
                return Over(ExecutionEnd.StepBound);

            var snapshot = _pending.ToArray();
            int chosen = _schedule.Choose(snapshot, Trace);
            if (chosen == ISchedule.Abandon)
                return Over(ExecutionEnd.Abandoned);
            var step = Array.Find(snapshot, p => p.Strand == chosen);
            if (!step.Enabled)
                throw new InvalidOperationException($"The schedule chose strand {chosen}, which cannot take a step now.");

            var recorded = Trace.Add(chosen, step.Operation, step.Cause);
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
        return anySpins ? ExecutionEnd.Deadlock : ExecutionEnd.Complete;
    }

    private int StrandCount => Model == MemoryModel.Tso ? 2 * _strands.Count : _strands.Count;

    private void CollectPending(out bool anyEnabled)
    {
        _pending.Clear();
        anyEnabled = false;
        foreach (var strand in _strands)
        {
            if (!strand.HasPending)
                continue;
            bool enabled = strand.Pending.Ready?.Invoke() ?? true;
            anyEnabled |= enabled;
            _pending.Add(new PendingStep(strand.Index, strand.Pending, strand.PendingCause == AfterOwnFlushes ? strand.LastFlush : strand.PendingCause, enabled));
        }
        foreach (var strand in _strands)
        {
            if (!strand.Buffer.TryPeek(out var store))
                continue;
            anyEnabled = true;
            _pending.Add(new PendingStep(strand.Index + _strands.Count, new Operation(OperationKind.Write, store.Location), store.Cause, Enabled: true, IsFlush: true));
        }
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
