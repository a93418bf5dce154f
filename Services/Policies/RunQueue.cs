using System;
using Ostd.Sync;
using Ostd.Tasks;
using Entity = Services.Policies.RoundRobinScheduler.Entity;

namespace Services.Policies;

/// <summary>The tasks of one CPU: the one that runs, and those that wait for it.</summary>
internal sealed class RunQueue(int cpu, RunQueue[] all) : ILocalRunQueue
{
    // Order: innermost, and never two at a time. Under it: everything below.
    private readonly SpinLock _lock = new();
    private EntityQueue _prompt, _patient;
    private Entity? _current;
    private bool _yields;
    private long _ticks;

    // Tasks here, the running one included; others read it without the lock, as a hint.
    private AtomicInt32 _load = new();

    internal int Cpu => cpu;

    internal int Load => _load.Load(MemoryOrder.Relaxed);

    public Task? Current => _current?.Task;

    /// <summary>Takes a runnable task; true when this CPU should look at its queue again. Any CPU.</summary>
    internal bool Add(Entity entity, EnqueueReason reason)
    {
        using var guard = _lock.Lock();
        if (reason == EnqueueReason.Wake && entity.Cpu == cpu)
            entity.Left = (int)Math.Min(RoundRobinScheduler.Slice, entity.Left + (_ticks - entity.AsleepSince));
        entity.Cpu = cpu;
        _load.FetchAdd(1);
        entity.IsPrompt = reason == EnqueueReason.Wake && entity.Left > 0;
        if (entity.IsPrompt)
            _prompt.AddLast(entity);
        else
            _patient.AddLast(Refill(entity));
        return _current is null || (entity.IsPrompt && !_current.IsPrompt);
    }

    public bool UpdateCurrent(UpdateReason reason)
    {
        using var guard = _lock.Lock();
        if (_current is not { } current)
            return true;
        switch (reason)
        {
            case UpdateReason.Tick:
                _ticks++;
                current.Left = Math.Max(0, current.Left - RoundRobinScheduler.TickCost);
                if (current.Left > 0)
                    return false;
                current.IsPrompt = false;
                return HasWaiting;
            case UpdateReason.Yield:
                _yields = HasWaiting;
                return _yields;
            default:
                return true;
        }
    }

    public Task? TryPickNext()
    {
        using (_lock.Lock())
        {
            if (_prompt.TakeFirst() is { } prompt)
                return SwitchLocked(prompt);
            if (_patient.TakeFirst() is { } patient)
                return SwitchLocked(patient);
            _yields = false;
            if (_current is not null)
                return null;
        }
        return TrySteal() is { } stolen ? Adopt(stolen) : null;
    }

    public Task? DequeueCurrent()
    {
        using var guard = _lock.Lock();
        if (_current is not { } current)
            return null;
        _current = null;
        _load.FetchAdd(-1);
        current.AsleepSince = _ticks;
        return current.Task;
    }

    private bool HasWaiting => !_prompt.IsEmpty || !_patient.IsEmpty;

    // The task that ran goes back: to the end with a new slice when it used up its own or gives its turn away, else to where it goes on first.
    private Task SwitchLocked(Entity next)
    {
        if (_current is { } current)
        {
            if (current.Left == 0 || _yields)
                _patient.AddLast(Refill(current));
            else if (current.IsPrompt)
                _prompt.AddLast(current);
            else
                _patient.AddFirst(current);
        }
        _yields = false;
        _current = next;
        return next.Task;
    }

    private static Entity Refill(Entity entity)
    {
        entity.Left = RoundRobinScheduler.Slice;
        entity.IsPrompt = false;
        return entity;
    }

    private Entity? TrySteal()
    {
        foreach (RunQueue victim in all)
        {
            if (victim == this || victim.Load < 2)
                continue;
            using var guard = victim._lock.Lock();
            if ((victim._patient.TakeFirst() ?? victim._prompt.TakeFirst()) is { } entity)
            {
                victim._load.FetchAdd(-1);
                return entity;
            }
        }
        return null;
    }

    private Task Adopt(Entity entity)
    {
        using var guard = _lock.Lock();
        entity.Cpu = cpu;
        _load.FetchAdd(1);
        return SwitchLocked(entity);
    }
}
